// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// BackgroundIndexer: puts images and texts into the library on the inference thread, a few at a time, so
// that a click never waits for more than one step; shown in the job strip, can be cancelled between
// steps. What is in the library by then stays. UI thread.
#pragma once

#include <QObject>
#include <memory>
#include <vector>

#include "core/reading/indexer.h"
#include "ui/models/library_service.h"
#include "ui/models/reading_service.h"

namespace hilum::ui {

class BackgroundIndexer : public QObject {
    Q_OBJECT
public:
    BackgroundIndexer(ReadingService& service, LibraryService& library, TaskRunner& runner, QObject* parent = nullptr);
    // pack: whose vectors are made, "" = of the one in use.
    void run(std::vector<reading::IndexItem> items, const QString& title, const std::string& pack = {});
    void cancel();
    bool isRunning() const { return m_task != 0; }
    // The last run was stopped before its end.
    bool wasStopped() const { return m_stopped; }

Q_SIGNALS:
    void progressed(qint64 done, qint64 total);
    void indexed(qint64 added, qint64 failed);
    void failed(const hilum::base::Error& error);

private:
    struct Work;
    void next(const std::shared_ptr<Work>& work);
    void end(const std::shared_ptr<Work>& work, const base::Error* error);

    ReadingService& m_service;
    LibraryService& m_library;
    TaskRunner& m_runner;
    TaskId m_task = 0;
    std::string m_pack;
    bool m_stopped = false;
};

}  // namespace hilum::ui
