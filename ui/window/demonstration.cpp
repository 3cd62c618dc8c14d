// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/demonstration.h"

#include "core/library/library_care.h"
#include "core/reading/indexer.h"
#include "dicom/write/phantom_folder.h"
#include "ui/common/error_text.h"
#include "ui/common/text.h"
#include "ui/window/background_indexer.h"

namespace hilum::ui {

namespace {
constexpr std::uint64_t kSeed = 1;
constexpr const char* kFirstStudy = "study-0001/chest.dcm";  // the folder also holds masks
}  // namespace

Demonstration::Demonstration(ReadingService& service, LibraryService& library, TaskRunner& runner, QObject* parent)
    : QObject(parent),
      m_library(library),
      m_runner(runner),
      m_indexer(new BackgroundIndexer(service, library, runner, this)) {
    connect(m_indexer, &BackgroundIndexer::progressed, this, &Demonstration::indexing);
    connect(m_indexer, &BackgroundIndexer::indexed, this, [this](qint64 added) {
        m_library.setFilling(false);
        Q_EMIT indexed(added);
    });
    connect(m_indexer, &BackgroundIndexer::failed, this, &Demonstration::fail);
}

bool Demonstration::isRunning() const { return m_task != 0 || m_listing != 0 || m_indexer->isRunning(); }

void Demonstration::start(int studies, int sizePx) {
    if (isRunning()) {
        if (m_firstTold) Q_EMIT firstStudyReady(firstStudy());  // asked for again: it is there to be opened
        return;
    }
    m_firstTold = false;
    m_library.setFilling(true);
    writeFolder(studies, sizePx);
}

void Demonstration::cancel() {
    if (m_task != 0) m_runner.cancel(m_task);
    if (m_listing != 0) m_runner.cancel(m_listing);
    m_indexer->cancel();
}

void Demonstration::fail(const base::Error& error) {
    m_library.setFilling(false);
    Q_EMIT failed(error);
}

QString Demonstration::firstStudy() const { return fromUtf8((folder(m_library.folder()) / kFirstStudy).string()); }

void Demonstration::writeFolder(int studies, int sizePx) {
    TaskOptions options;
    options.title = tr("Making the demonstration library");
    const auto out = folder(m_library.folder());
    m_task = m_runner.run<bool>(
        options,
        [this, out, studies, sizePx](const base::JobContext& job) -> base::Result<bool> {
            std::error_code ignored;
            if (std::filesystem::exists(out / "cases.csv", ignored)) return true;  // made before, or by `hilum phantom`
            const auto sink = [this, &job](const base::Progress& p) {
                job.progress(p.done, p.total, p.stage);
                QMetaObject::invokeMethod(
                    this,
                    [this, p] {
                        Q_EMIT progressed(p.done, p.total, stageText(p.stage));
                        if (p.done >= 1 && !m_firstTold) {
                            m_firstTold = true;
                            Q_EMIT firstStudyReady(firstStudy());
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
        [this](base::Result<bool> result) {
            m_task = 0;
            if (!result.ok()) {
                fail(result.error());
                return;
            }
            if (!m_firstTold) {
                m_firstTold = true;
                Q_EMIT firstStudyReady(firstStudy());
            }
            beginIndexing();
        });
}

// The folder's own cases.csv names images and reports; only what the library lacks is added. The folder is
// remembered as a source, so that a damaged library can be rebuilt from it.
void Demonstration::beginIndexing() {
    TaskOptions options;
    options.title = tr("Reading the list of cases");
    options.visible = false;
    using Items = std::vector<reading::IndexItem>;
    m_listing = m_runner.run<Items>(
        options,
        [library = m_library.folder()](const base::JobContext&) -> base::Result<Items> {
            HILUM_TRY(auto table, reading::readCasesCsv(folder(library) / "cases.csv"));
            library::Source source;
            source.paths = {folder(library).string()};
            (void)library::rememberSource(library, source);  // a missing note costs only the rebuild
            return std::move(table.items);
        },
        this,
        [this](base::Result<Items> result) {
            m_listing = 0;
            if (!result.ok()) {
                fail(result.error());
                return;
            }
            m_indexer->run(std::move(result).value(), tr("Indexing"));
        });
}

}  // namespace hilum::ui
