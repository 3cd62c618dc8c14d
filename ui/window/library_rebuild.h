// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// LibraryRebuild: the window's "Rebuild the library": sets a damaged file aside (it is kept), carries
// drafts and feedback over, collects the sources that sources.json names and indexes them again in the
// background. The same steps as `hilum index rebuild`. UI thread.
#pragma once

#include <QObject>
#include <functional>

#include "core/library/library_care.h"
#include "ui/window/background_indexer.h"

namespace hilum::ui {

// From one source of sources.json to the images it names (app/cli/index_sources.h). Any thread.
using SourceCollector = std::function<base::Result<std::vector<reading::IndexItem>>(const library::Source& source,
                                                                                    const base::JobContext& job)>;

class LibraryRebuild : public QObject {
    Q_OBJECT
public:
    LibraryRebuild(SourceCollector collector, ReadingService& service, LibraryService& library, TaskRunner& runner,
                   QObject* parent = nullptr);
    void start();
    void cancel();
    bool isRunning() const { return m_task != 0 || m_indexer->isRunning(); }

Q_SIGNALS:
    void begun();
    void progressed(qint64 done, qint64 total);
    // cases indexed, drafts carried over, images and sources that could not be read
    void finished(qint64 cases, qint64 drafts, qint64 failed);
    void failed(const hilum::base::Error& error);

private:
    struct Prepared {
        std::vector<reading::IndexItem> items;
        std::int64_t drafts = 0;
        std::int64_t lost = 0;  // sources that are gone
    };
    static base::Result<Prepared> prepare(const std::filesystem::path& folder, const SourceCollector& collector,
                                          const base::JobContext& job);

    SourceCollector m_collector;
    ReadingService& m_service;
    LibraryService& m_library;
    TaskRunner& m_runner;
    BackgroundIndexer* m_indexer;
    TaskId m_task = 0;
    std::int64_t m_drafts = 0;
    std::int64_t m_lost = 0;
};

}  // namespace hilum::ui
