// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// StudySet: what is open. Scans paths on the pool and hands the window immutable snapshots: the first
// as soon as one image is known, then more and more rarely while the rest is read. Nothing here ever
// changes a selection. UI thread.
#pragma once

#include <QObject>
#include <QStringList>
#include <functional>
#include <memory>

#include "dicom/open/study_source.h"
#include "ui/jobs/task_runner.h"

namespace hilum::ui {

using SnapshotPtr = std::shared_ptr<const dicom::OpenedStudies>;

class StudySet : public QObject {
    Q_OBJECT
public:
    using Scanner = std::function<base::Status(const std::vector<std::filesystem::path>&, const dicom::InstanceSink&,
                                               const base::JobContext&)>;

    explicit StudySet(TaskRunner& runner, QObject* parent = nullptr);
    void setScanner(Scanner scanner) { m_scanner = std::move(scanner); }  // tests

    // Replaces what is open. An earlier scan is cancelled.
    void open(const QStringList& paths);
    void close();
    void retry() { open(m_paths); }
    const QStringList& paths() const { return m_paths; }
    const SnapshotPtr& snapshot() const { return m_snapshot; }
    bool scanning() const { return m_task != 0; }

Q_SIGNALS:
    void opening();   // a new scan begins; the old content is gone
    void changed();   // a new snapshot
    void finished();  // the scan is complete
    void failed(const hilum::base::Error& error);

private:
    void accept(quint64 generation, const SnapshotPtr& snapshot);

    TaskRunner& m_runner;
    Scanner m_scanner;
    QStringList m_paths;
    SnapshotPtr m_snapshot;
    TaskId m_task = 0;
    quint64 m_generation = 0;
};

}  // namespace hilum::ui
