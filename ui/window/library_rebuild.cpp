// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/library_rebuild.h"

#include "ui/models/shared_writer.h"

namespace hilum::ui {

LibraryRebuild::LibraryRebuild(SourceCollector collector, ReadingService& service, LibraryService& library,
                               TaskRunner& runner, QObject* parent)
    : QObject(parent),
      m_collector(std::move(collector)),
      m_service(service),
      m_library(library),
      m_runner(runner),
      m_indexer(new BackgroundIndexer(service, library, runner, this)) {
    connect(m_indexer, &BackgroundIndexer::progressed, this, &LibraryRebuild::progressed);
    connect(m_indexer, &BackgroundIndexer::failed, this, &LibraryRebuild::failed);
    connect(m_indexer, &BackgroundIndexer::indexed, this,
            [this](qint64 added, qint64 lost) { Q_EMIT finished(added, m_drafts, lost + m_lost); });
}

// Nothing is changed before it is known that something may be written; until the new library stands, a
// failure puts the old file back.
base::Result<LibraryRebuild::Prepared> LibraryRebuild::prepare(const std::filesystem::path& folder,
                                                               const SourceCollector& collector,
                                                               const base::JobContext& job) {
    HILUM_TRY(const auto sources, library::readSources(folder));
    if (const auto writer = sharedWriter(folder); !writer.ok() && writer.error().code != base::ErrorCode::Corrupt &&
                                                  writer.error().code != base::ErrorCode::Unsupported)
        return writer.error();
    Prepared prepared;
    for (const auto& source : sources) {
        if (job.stopRequested()) return base::cancelled();
        auto items = collector(source, job);
        if (items.ok()) {
            prepared.items.insert(prepared.items.end(), items->begin(), items->end());
            continue;
        }
        const auto code = items.error().code;  // a source that is gone is one failure, not the end
        if (code != base::ErrorCode::NotFound && code != base::ErrorCode::InvalidInput) return items.error();
        ++prepared.lost;
    }
    HILUM_TRY(const auto aside, library::setAside(folder));
    const auto carried = library::carryOver(folder, aside);
    if (!carried.ok()) {
        if (!aside.empty()) (void)library::putBack(folder, aside);
        return carried.error();
    }
    prepared.drafts = carried->drafts;
    return prepared;
}

void LibraryRebuild::start() {
    if (isRunning()) return;
    TaskOptions options;
    options.title = tr("Rebuilding the library");
    m_task = m_runner.run<Prepared>(
        options,
        [folder = m_library.folder(), collector = m_collector](const base::JobContext& job) {
            return prepare(folder, collector, job);
        },
        this,
        [this](base::Result<Prepared> result) {
            m_task = 0;
            if (!result.ok()) {
                m_library.refresh();
                Q_EMIT failed(result.error());
                return;
            }
            m_drafts = result->drafts;
            m_lost = result->lost;
            m_service.libraryChanged();
            m_indexer->run(std::move(result->items), tr("Rebuilding the library"));
        });
    Q_EMIT begun();
}

void LibraryRebuild::cancel() {
    if (m_task != 0) m_runner.cancel(m_task);
    m_indexer->cancel();
}

}  // namespace hilum::ui
