// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/pack_service.h"

#include "core/engine/model_api.h"
#include "core/packs/pack_folder.h"
#include "ui/common/text.h"

namespace hilum::ui {

namespace {

TaskOptions named(const QString& title, bool visible) {
    TaskOptions options;
    options.title = title;
    options.visible = visible;
    return options;
}

base::Result<packs::ModelManifest> import(const std::string& path, const std::string& id,
                                          const std::filesystem::path& library, const base::JobContext& job) {
    if (packs::isPackFolder(path)) return packs::importFolder(path, library, id, job);
    HILUM_TRY(auto* module, engine::openModule());
    return module->importWeights(path, id, {}, library.string(), job);
}

}  // namespace

PackService::PackService(std::filesystem::path library, TaskRunner& runner, QObject* parent)
    : QObject(parent), m_library(std::move(library)), m_runner(runner) {
    connect(&runner, &TaskRunner::progressed, this,
            [this](quint64 task, qint64 done, qint64 total, const QString& stage) {
                if (task == m_import) Q_EMIT importProgressed(done, total, stage);
            });
}

const packs::ModelManifest* PackService::find(const std::string& id) const {
    for (const auto& pack : m_packs.packs)
        if (pack.id == id) return &pack;
    return nullptr;
}

void PackService::refresh() {
    m_runner.run<packs::PackList>(
        named(tr("Model packs"), false),
        [library = m_library](const base::JobContext&) -> base::Result<packs::PackList> {
            return packs::listPacks(library);
        },
        this,
        [this](base::Result<packs::PackList> list) {
            if (!list.ok()) return Q_EMIT failed(list.error());
            m_packs = std::move(list).value();
            Q_EMIT packsChanged();
        });
}

void PackService::verify(const std::string& id) {
    const auto* pack = find(id);
    if (pack == nullptr) return;
    m_runner.run<bool>(
        named(tr("Checking %1").arg(fromUtf8(id)), true),
        [manifest = *pack](const base::JobContext& job) -> base::Result<bool> {
            HILUM_TRY_STATUS(packs::verify(manifest, job));
            return true;
        },
        this,
        [this, id](const base::Result<bool>& result) {
            Q_EMIT verified(fromUtf8(id), result.ok(), result.ok() ? base::Error{} : result.error());
        });
}

void PackService::importFrom(const QString& path, const QString& id) {
    if (isImporting()) return;
    m_import = m_runner.run<packs::ModelManifest>(
        named(tr("Importing a model pack"), true),
        [path = toUtf8(path), id = toUtf8(id), library = m_library](const base::JobContext& job) {
            return import(path, id, library, job);
        },
        this,
        [this](base::Result<packs::ModelManifest> result) {
            m_import = 0;
            if (!result.ok()) return Q_EMIT failed(result.error());
            refresh();
            Q_EMIT imported(fromUtf8(result->id));
        });
}

void PackService::cancelImport() {
    if (m_import != 0) m_runner.cancel(m_import);
}

void PackService::remove(const std::string& id) {
    const auto* pack = find(id);
    if (pack == nullptr) return;
    m_runner.run<bool>(
        named(tr("Removing %1").arg(fromUtf8(id)), false),
        [manifest = *pack, library = m_library](const base::JobContext&) -> base::Result<bool> {
            HILUM_TRY_STATUS(packs::removePack(manifest, library));
            return true;
        },
        this,
        [this, id](const base::Result<bool>& result) {
            if (!result.ok()) return Q_EMIT failed(result.error());
            refresh();
            Q_EMIT removed(fromUtf8(id));
        });
}

}  // namespace hilum::ui
