// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/background_indexer.h"

#include <algorithm>
#include <atomic>

#include "dicom/open/study_source.h"
#include "ui/models/shared_writer.h"

namespace hilum::ui {

namespace {
constexpr std::size_t kStep = 3;  // images per visit of the inference thread
}

struct BackgroundIndexer::Work {
    std::vector<reading::IndexItem> items;
    std::size_t next = 0;     // inference thread only
    std::int64_t added = 0;   // inference thread only
    std::int64_t failed = 0;  // inference thread only
    std::atomic<bool> stopped{false};
};

BackgroundIndexer::BackgroundIndexer(ReadingService& service, LibraryService& library, TaskRunner& runner,
                                     QObject* parent)
    : QObject(parent), m_service(service), m_library(library), m_runner(runner) {}

void BackgroundIndexer::run(std::vector<reading::IndexItem> items, const QString& title, const std::string& pack) {
    if (isRunning()) return;
    m_pack = pack;
    auto work = std::make_shared<Work>();
    work->items = std::move(items);
    m_task = m_runner.beginExternal(title, [work] { work->stopped = true; });
    next(work);
}

void BackgroundIndexer::cancel() {
    if (m_task != 0) m_runner.cancel(m_task);
}

void BackgroundIndexer::next(const std::shared_ptr<Work>& work) {
    m_service.postBackground(
        [this, work, folder = m_library.folder(), task = m_task](engine::EncoderSession& session,
                                                                 const base::JobContext& job) {
            const std::size_t end = std::min(work->next + kStep, work->items.size());
            std::vector<reading::IndexItem> part(work->items.begin() + static_cast<std::ptrdiff_t>(work->next),
                                                 work->items.begin() + static_cast<std::ptrdiff_t>(end));
            const auto run = [&]() -> base::Result<reading::IndexSummary> {
                HILUM_TRY(const auto writer, sharedWriter(folder));
                HILUM_TRY(const auto known, library::Library::open(folder));
                const auto read = [](const library::CaseRecord& record) {
                    return dicom::readFrame(dicom::Locator{record.path, record.zipEntry}, record.frame);
                };
                return reading::indexItems(std::move(part), read, session, *known, *writer, job);
            };
            const auto summary = run();
            if (summary.ok()) {
                work->added += summary->added;
                work->failed += static_cast<std::int64_t>(summary->failed.size());
            }
            work->next = end;
            const auto total = static_cast<std::int64_t>(work->items.size());
            m_runner.reportExternal(task,
                                    base::Progress{static_cast<std::int64_t>(end), total, base::Stage::Indexing, {}});
            const bool ok = summary.ok();
            const bool more = ok && end < work->items.size() && !work->stopped;
            QMetaObject::invokeMethod(
                this,
                [this, work, more, ok, end, total, error = ok ? base::Error{} : summary.error()] {
                    Q_EMIT progressed(static_cast<qint64>(end), total);
                    if (more)
                        next(work);
                    else
                        this->end(work, ok ? nullptr : &error);
                },
                Qt::QueuedConnection);
        },
        [this, work](const base::Error& error) {
            QMetaObject::invokeMethod(
                this, [this, work, error] { end(work, &error); }, Qt::QueuedConnection);
        },
        m_pack);
}

void BackgroundIndexer::end(const std::shared_ptr<Work>& work, const base::Error* error) {
    m_runner.endExternal(m_task, error);
    m_task = 0;
    m_stopped = work->next < work->items.size();  // the inference thread is done with this work
    m_service.libraryChanged();
    m_library.refresh();
    if (error != nullptr && error->code != base::ErrorCode::Cancelled)
        Q_EMIT failed(*error);
    else
        Q_EMIT indexed(work->added, work->failed);
}

}  // namespace hilum::ui
