// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ResourcesPanel: what this program uses of the machine: memory, decoded images against their budget, jobs, the
// model pack's device, screens. Refreshed every second while it is visible; numbers of the system are read on the
// pool. Holds no patient data, so that it can be copied into a letter.
#pragma once

#include <QTimer>
#include <QWidget>
#include <functional>

#include "ui/jobs/task_runner.h"
#include "ui/models/frame_store.h"

class QFormLayout;
class QLabel;

namespace hilum::ui {

// Bytes, -1 where the system does not tell.
struct MemoryFigures {
    qint64 residentBytes = -1;
    qint64 peakBytes = -1;
    qint64 availableBytes = -1;
    qint64 totalBytes = -1;
};
// From the texts of /proc/self/status and /proc/meminfo (proc(5)).
MemoryFigures memoryFigures(const QByteArray& status, const QByteArray& meminfo);
QString bytesText(qint64 bytes);  // "3.4 GB", powers of 1,024; "unknown" below 0

class ResourcesPanel : public QWidget {
    Q_OBJECT
public:
    // pack: the model pack and its device, as the status line says it; volumeBytes: of reformatted series.
    ResourcesPanel(FrameStore& frames, TaskRunner& runner, std::function<QString()> pack,
                   std::function<qint64()> volumeBytes, QWidget* parent = nullptr);
    QString text() const;  // one line for each figure
    void refresh();

Q_SIGNALS:
    void refreshed();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QLabel* addRow(const QString& name);
    void showFigures(const MemoryFigures& memory);

    FrameStore& m_frames;
    TaskRunner& m_runner;
    std::function<QString()> m_pack;
    std::function<qint64()> m_volumeBytes;
    QFormLayout* m_layout;
    QLabel *m_memory, *m_machine, *m_cache, *m_held, *m_volumes, *m_jobs, *m_processor, *m_model, *m_screens;
    QTimer m_timer;
    bool m_reading = false;
};

}  // namespace hilum::ui
