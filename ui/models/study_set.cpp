// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/study_set.h"

#include <QPointer>
#include <chrono>

#include "ui/common/text.h"
#include "ui/models/mask_files.h"

namespace hilum::ui {

namespace {

using Clock = std::chrono::steady_clock;

// Collects instances and decides when the next snapshot is worth its cost: at the first image, then
// when at least 150 ms passed and the list grew by a quarter.
class Collector {
public:
    bool add(const dicom::Instance& instance) {
        m_instances.push_back(instance);
        const bool first = !m_shown && instance.status == dicom::InstanceStatus::Ok && instance.hasPixels;
        const bool due = m_shown && m_instances.size() >= m_last + m_last / 4 + 1 &&
                         Clock::now() - m_lastTime > std::chrono::milliseconds(150);
        return first || due;
    }
    SnapshotPtr snapshot() {
        m_shown = true;
        m_last = m_instances.size();
        auto result = std::make_shared<const dicom::OpenedStudies>(dicom::buildStudies(m_instances));
        m_lastTime = Clock::now();
        return result;
    }

private:
    std::vector<dicom::Instance> m_instances;
    std::size_t m_last = 0;
    Clock::time_point m_lastTime;
    bool m_shown = false;
};

}  // namespace

StudySet::StudySet(TaskRunner& runner, QObject* parent)
    : QObject(parent),
      m_runner(runner),
      m_scanner([](const std::vector<std::filesystem::path>& paths, const dicom::InstanceSink& sink,
                   const base::JobContext& job) { return dicom::scan(paths, sink, job); }) {}

void StudySet::open(const QStringList& paths) {
    if (m_task != 0) m_runner.cancel(m_task);
    m_paths = paths;
    m_snapshot.reset();
    const quint64 generation = ++m_generation;
    Q_EMIT opening();
    std::vector<std::filesystem::path> list;
    for (const auto& path : paths) list.emplace_back(toUtf8(path));
    TaskOptions options;
    options.title = tr("Reading study");
    options.priority = 20;
    // The pool ends before this object does: the runner belongs to the same window and goes first.
    m_task = m_runner.run<SnapshotPtr>(
        options,
        [this, list, generation, scan = m_scanner](const base::JobContext& job) -> base::Result<SnapshotPtr> {
            Collector collector;
            const auto sink = [&](const dicom::Instance& instance) {
                if (isMaskPicture(instance, list)) return;
                if (!collector.add(instance) || job.stopRequested()) return;
                auto snapshot = collector.snapshot();
                QMetaObject::invokeMethod(
                    this, [this, generation, snapshot] { accept(generation, snapshot); }, Qt::QueuedConnection);
            };
            HILUM_TRY_STATUS(scan(list, sink, job));
            return collector.snapshot();
        },
        this,
        [this, generation](base::Result<SnapshotPtr> result) {
            if (generation != m_generation) return;
            m_task = 0;
            if (!result.ok()) {
                Q_EMIT failed(result.error());
                return;
            }
            accept(generation, *result);
            Q_EMIT finished();
        });
}

void StudySet::close() {
    if (m_task != 0) m_runner.cancel(m_task);
    m_task = 0;
    ++m_generation;
    m_paths.clear();
    m_snapshot.reset();
    Q_EMIT opening();
}

void StudySet::accept(quint64 generation, const SnapshotPtr& snapshot) {
    if (generation != m_generation) return;
    m_snapshot = snapshot;
    Q_EMIT changed();
}

}  // namespace hilum::ui
