// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Stack: the frames of one series in scrolling order, as a viewport shows them, and the study they
// belong to. Immutable once made; keeps the snapshot of the scan alive that it points into.
#pragma once

#include <QString>
#include <memory>
#include <unordered_map>
#include <vector>

#include "dicom/open/study_source.h"
#include "ui/models/frame_store.h"
#include "ui/models/slice_geometry.h"

namespace hilum::ui {

struct StackFrame {
    FrameKey key;
    const dicom::Instance* instance = nullptr;
};

struct Stack {
    std::shared_ptr<const dicom::OpenedStudies> snapshot;
    const dicom::Study* study = nullptr;
    const dicom::Series* series = nullptr;
    std::vector<StackFrame> frames;
    // A past case opened beside the current study: coloured frame and these words, never mixed up.
    bool foreign = false;
    QString foreignCaption;
    unsigned frameColour = 0;  // of a reformatted plane, 0xFFRRGGBB; 0 = none
    bool derived = false;      // computed here, not in the file: no suggestions are made for it

    QString seriesUid() const;
    bool isCt() const { return series != nullptr && series->modality == "CT"; }
    int indexOf(const FrameKey& key) const;  // -1 when absent; UI thread
    // Place of every frame in the patient; empty unless the headers tell it for all of them. UI thread.
    const std::vector<SliceGeometry>& geometry() const;

private:
    mutable std::unordered_map<FrameKey, int, FrameKeyHash> m_index;  // made at the first question
    mutable std::vector<SliceGeometry> m_geometry;
    mutable bool m_geometryKnown = false;
};
using StackPtr = std::shared_ptr<const Stack>;

// The order in which a viewer wants the frames of a stack: from the slice on screen outwards, two steps on
// in the direction of the last scroll for each step back, until both ends are reached.
class OutwardOrder {
public:
    OutwardOrder(int count, int index, int direction);
    int count() const { return m_ahead + m_behind + 1; }
    int indexAt(int position) const;  // position 0..count-1
    int positionOf(int index) const;  // index 0..count-1

private:
    int m_index, m_direction, m_ahead, m_behind;
};
// The whole stack in that order; of a computed one (`derived`) only what is near, for its frames cost work.
FrameWish outwardWish(const StackPtr& stack, int index, int direction);

StackPtr makeStack(std::shared_ptr<const dicom::OpenedStudies> snapshot, const dicom::Study& study,
                   const dicom::Series& series);
// Null when the snapshot has no such series.
StackPtr makeStack(std::shared_ptr<const dicom::OpenedStudies> snapshot, const QString& seriesUid);

// A past case as one file: coloured frame and caption; facts that the file does not hold come from the record.
StackPtr makePastCaseStack(dicom::Instance instance, const QString& caption);

}  // namespace hilum::ui
