// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/stack.h"

#include "ui/common/text.h"

namespace hilum::ui {

QString Stack::seriesUid() const { return series == nullptr ? QString() : fromUtf8(series->uid); }

int Stack::indexOf(const FrameKey& key) const {
    for (std::size_t i = 0; i < frames.size(); ++i)
        if (frames[i].key == key) return static_cast<int>(i);
    return -1;
}

const std::vector<SliceGeometry>& Stack::geometry() const {
    if (m_geometryKnown) return m_geometry;
    m_geometryKnown = true;
    for (const auto& frame : frames) {
        const auto& instance = *frame.instance;
        const bool placed = instance.plane && instance.frames == 1 && instance.spacing.xMm > 0 &&
                            instance.spacing.kind == image::SpacingKind::Calibrated;
        if (!placed) {
            m_geometry.clear();
            break;
        }
        m_geometry.push_back({*instance.plane, instance.spacing.xMm, instance.spacing.yMm, instance.columns,
                              instance.rows, instance.frameOfReferenceUid});
    }
    return m_geometry;
}

StackPtr makeStack(std::shared_ptr<const dicom::OpenedStudies> snapshot, const dicom::Study& study,
                   const dicom::Series& series) {
    auto stack = std::make_shared<Stack>();
    stack->snapshot = std::move(snapshot);
    stack->study = &study;
    stack->series = &series;
    for (const auto& instance : series.instances) {
        if (instance.status != dicom::InstanceStatus::Ok || !instance.hasPixels) continue;
        for (int frame = 0; frame < instance.frames; ++frame)
            stack->frames.push_back(StackFrame{FrameKey{instance.locator, frame}, &instance});
    }
    return stack;
}

StackPtr makeStack(std::shared_ptr<const dicom::OpenedStudies> snapshot, const QString& seriesUid) {
    if (!snapshot) return nullptr;
    const std::string wanted = toUtf8(seriesUid);
    for (const auto& study : snapshot->studies)
        for (const auto& series : study.series)
            if (series.uid == wanted) return makeStack(snapshot, study, series);
    return nullptr;
}

StackPtr makePastCaseStack(dicom::Instance instance, const QString& caption) {
    auto snapshot = std::make_shared<const dicom::OpenedStudies>(dicom::buildStudies({std::move(instance)}));
    for (const auto& study : snapshot->studies)
        for (const auto& series : study.series) {
            auto stack = std::make_shared<Stack>(*makeStack(snapshot, study, series));
            stack->foreign = true;
            stack->foreignCaption = caption;
            return stack;
        }
    return nullptr;
}

}  // namespace hilum::ui
