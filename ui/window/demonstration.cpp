// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/demonstration.h"

#include <atomic>

#include "core/reading/indexer.h"
#include "dicom/write/phantom_folder.h"
#include "ui/common/error_text.h"
#include "ui/common/text.h"
#include "ui/models/shared_writer.h"

namespace hilum::ui {

namespace {
constexpr std::size_t kStep = 3;  // images per visit of the inference thread
constexpr std::uint64_t kSeed = 1;
constexpr const char* kFirstStudy = "study-0001/chest.dcm";  // the folder also holds masks
}  // namespace

struct Demonstration::Indexing {
    std::vector<reading::IndexItem> items;
    std::size_t next = 0;    // inference thread only
    std::int64_t added = 0;  // inference thread only
    std::atomic<bool> stopped{false};
};

Demonstration::Demonstration(ReadingService& service, LibraryService& library, TaskRunner& runner, QObject* parent)
    : QObject(parent), m_service(service), m_library(library), m_runner(runner) {}

void Demonstration::start(int studies, int sizePx) {
    if (isRunning()) return;
    m_firstTold = false;
    writeFolder(studies, sizePx);
}

void Demonstration::cancel() {
    if (m_task != 0) m_runner.cancel(m_task);
    if (m_indexTask != 0) m_runner.cancel(m_indexTask);
}

void Demonstration::writeFolder(int studies, int sizePx) {
    TaskOptions options;
    options.title = tr("Making the demonstration library");
    const auto out = folder(m_library.folder());
    m_task = m_runner.run<bool>(
        options,
        [this, out, studies, sizePx](const base::JobContext& job) -> base::Result<bool> {
            std::error_code ignored;
            if (std::filesystem::exists(out / "cases.csv", ignored)) return true;  // made before, or by `hilum phantom`
            const auto sink = [this, &job, out](const base::Progress& p) {
                job.progress(p.done, p.total, p.stage);
                QMetaObject::invokeMethod(
                    this,
                    [this, p, out] {
                        Q_EMIT progressed(p.done, p.total, stageText(p.stage));
                        if (p.done >= 1 && !m_firstTold) {
                            m_firstTold = true;
                            Q_EMIT firstStudyReady(fromUtf8((out / kFirstStudy).string()));
                        }
                    },
                    Qt::QueuedConnection);
            };
            dicom::PhantomFolderOptions folderOptions;
            folderOptions.out = out;
            folderOptions.studies = studies;
            folderOptions.seed = kSeed;
            folderOptions.sizePx = sizePx;
            HILUM_TRY(const auto summary,
                      dicom::writePhantomFolder(folderOptions, base::JobContext(job.stopToken(), sink)));
            return summary.studies > 0;
        },
        this,
        [this, out](base::Result<bool> result) {
            m_task = 0;
            if (!result.ok()) {
                Q_EMIT failed(result.error());
                return;
            }
            if (!m_firstTold) {
                m_firstTold = true;
                Q_EMIT firstStudyReady(fromUtf8((out / kFirstStudy).string()));
            }
            beginIndexing();
        });
}

// The folder's own cases.csv names images and reports; only what the library lacks is added.
void Demonstration::beginIndexing() {
    TaskOptions options;
    options.title = tr("Reading the list of cases");
    options.visible = false;
    m_runner.run<std::shared_ptr<Indexing>>(
        options,
        [csv = folder(m_library.folder()) /
               "cases.csv"](const base::JobContext&) -> base::Result<std::shared_ptr<Indexing>> {
            HILUM_TRY(auto table, reading::readCasesCsv(csv));
            auto indexing = std::make_shared<Indexing>();
            indexing->items = std::move(table.items);
            return indexing;
        },
        this,
        [this](base::Result<std::shared_ptr<Indexing>> result) {
            if (!result.ok()) {
                Q_EMIT failed(result.error());
                return;
            }
            m_indexing = *result;
            m_indexTask = m_runner.beginExternal(tr("Indexing"), [indexing = m_indexing] { indexing->stopped = true; });
            indexNext(m_indexing);
        });
}

void Demonstration::indexNext(const std::shared_ptr<Indexing>& indexing) {
    m_service.postBackground(
        [this, indexing, folder = m_library.folder(), task = m_indexTask](engine::EncoderSession& session,
                                                                          const base::JobContext& job) {
            const std::size_t end = std::min(indexing->next + kStep, indexing->items.size());
            std::vector<reading::IndexItem> part(indexing->items.begin() + static_cast<std::ptrdiff_t>(indexing->next),
                                                 indexing->items.begin() + static_cast<std::ptrdiff_t>(end));
            const auto run = [&]() -> base::Result<reading::IndexSummary> {
                HILUM_TRY(const auto writer, sharedWriter(folder));
                HILUM_TRY(const auto known, library::Library::open(folder));
                const auto read = [](const library::CaseRecord& record) {
                    return dicom::readFrame(dicom::Locator{record.path, record.zipEntry}, record.frame);
                };
                return reading::indexItems(std::move(part), read, session, *known, *writer, job);
            };
            auto summary = run();
            if (summary.ok()) indexing->added += summary->added;
            indexing->next = end;
            m_runner.reportExternal(task, base::Progress{static_cast<std::int64_t>(end),
                                                         static_cast<std::int64_t>(indexing->items.size()),
                                                         base::Stage::Indexing,
                                                         {}});
            const bool more = summary.ok() && end < indexing->items.size() && !indexing->stopped;
            QMetaObject::invokeMethod(
                this,
                [this, indexing, more, error = summary.ok() ? base::Error{} : summary.error(), ok = summary.ok()] {
                    if (more)
                        indexNext(indexing);
                    else
                        endIndexing(indexing, ok ? nullptr : &error);
                },
                Qt::QueuedConnection);
        },
        [this, indexing](const base::Error& error) {
            QMetaObject::invokeMethod(
                this, [this, indexing, error] { endIndexing(indexing, &error); }, Qt::QueuedConnection);
        });
}

void Demonstration::endIndexing(const std::shared_ptr<Indexing>& indexing, const base::Error* error) {
    m_runner.endExternal(m_indexTask, error);
    m_indexTask = 0;
    m_indexing.reset();
    m_service.libraryChanged();
    m_library.refresh();
    if (error != nullptr && error->code != base::ErrorCode::Cancelled)
        Q_EMIT failed(*error);
    else
        Q_EMIT indexed(indexing->added);
}

}  // namespace hilum::ui
