// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/pack_switch.h"

#include "ui/common/text.h"

namespace hilum::ui {

PackSwitch::PackSwitch(ReadingService& service, LibraryService& library, TaskRunner& runner, QObject* parent)
    : QObject(parent),
      m_service(service),
      m_library(library),
      m_runner(runner),
      m_indexer(new BackgroundIndexer(service, library, runner, this)) {
    connect(m_indexer, &BackgroundIndexer::progressed, this, &PackSwitch::progressed);
    connect(m_indexer, &BackgroundIndexer::indexed, this, [this](qint64, qint64 lost) {
        if (!m_indexer->wasStopped()) return use(lost);
        const auto pack = this->pack();
        m_pack.clear();
        Q_EMIT stopped(pack);
    });
    connect(m_indexer, &BackgroundIndexer::failed, this, [this](const base::Error& error) {
        const auto pack = this->pack();
        m_pack.clear();
        Q_EMIT failed(pack, error);
    });
}

QString PackSwitch::pack() const { return fromUtf8(m_pack); }

base::Result<std::vector<reading::IndexItem>> PackSwitch::withoutVectors(const std::filesystem::path& folder,
                                                                         const std::string& packSha256,
                                                                         const base::JobContext& job) {
    HILUM_TRY(const auto library, library::Library::open(folder));
    HILUM_TRY(const auto ids, library->filteredCaseIds({}));
    HILUM_TRY(auto records, library->casesById(ids));
    std::vector<reading::IndexItem> items;
    for (auto& record : records) {
        if (job.stopRequested()) return base::cancelled();
        HILUM_TRY(const auto known, library->known(record.path, record.zipEntry, record.frame, packSha256));
        if (!known.embedded) items.push_back({std::move(record), {}, {}});
    }
    return items;
}

void PackSwitch::start(const packs::ModelManifest& pack) {
    if (isRunning()) return;
    m_pack = pack.id;
    TaskOptions options;
    options.title = tr("Looking at the library for %1").arg(fromUtf8(pack.id));
    m_task = m_runner.run<std::vector<reading::IndexItem>>(
        options,
        [folder = m_library.folder(), sha = pack.sha256](const base::JobContext& job) {
            return withoutVectors(folder, sha, job);
        },
        this,
        [this](base::Result<std::vector<reading::IndexItem>> items) {
            m_task = 0;
            const auto name = this->pack();
            if (!items.ok()) {
                m_pack.clear();
                if (items.error().code == base::ErrorCode::Cancelled) return Q_EMIT stopped(name);
                return Q_EMIT failed(name, items.error());
            }
            Q_EMIT begun(name, static_cast<qint64>(items->size()));
            // With nothing to embed the pack is still asked once: one that cannot be loaded must not take over.
            m_indexer->run(std::move(items).value(), tr("Embedding the library with %1").arg(name), m_pack);
        });
}

void PackSwitch::cancel() {
    if (m_task != 0) m_runner.cancel(m_task);
    m_indexer->cancel();
}

void PackSwitch::use(qint64 lost) {
    const auto id = m_pack;
    m_pack.clear();
    m_service.usePack(id);
    Q_EMIT finished(fromUtf8(id), lost);
}

}  // namespace hilum::ui
