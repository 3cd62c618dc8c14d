// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// MprController: reformatting of the active series: reads its slices into a volume in the background, then
// shows axial, coronal and sagittal beside the slices themselves; slab, mode and interpolation for all three;
// back again with the layout as it was. UI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <array>

#include "ui/models/mpr_volumes.h"
#include "ui/viewer/viewport_grid.h"

namespace hilum::ui {

class MprController : public QObject {
    Q_OBJECT
public:
    MprController(ViewportGrid& grid, FrameStore& frames, TaskRunner& runner, std::shared_ptr<MprVolumes> volumes,
                  QObject* parent = nullptr);
    void begin();  // of the active viewport's series
    void end();
    bool isActive() const { return !m_id.empty(); }
    bool isBuilding() const { return m_task != 0; }
    void setOptions(const MprOptions& options);
    const MprOptions& options() const { return m_options; }
    void changeSlab(double byMm);
    void nextMode();
    void nextInterpolation();
    void closeAll();  // another study

Q_SIGNALS:
    void activeChanged(bool active);
    void said(const QString& text);  // for the status line

private:
    static base::Result<image::Volume> build(const StackPtr& stack, const std::vector<FramePtr>& there,
                                             const FrameStore::Reader& read, std::size_t limitBytes,
                                             const base::JobContext& job);
    void show();
    void describe();

    ViewportGrid& m_grid;
    FrameStore& m_frames;
    TaskRunner& m_runner;
    std::shared_ptr<MprVolumes> m_volumes;
    std::string m_id;
    StackPtr m_source;
    TaskId m_task = 0;
    MprOptions m_options;
    int m_rowsBefore = 1, m_columnsBefore = 1;
    std::vector<StackPtr> m_stacksBefore;
    int m_indexBefore = 0;
};

}  // namespace hilum::ui
