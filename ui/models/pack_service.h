// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// PackService: the window's side of the model packs on disk: list, check the hashes, import, remove. Each is a task
// on the pool with progress and cancel; a cancelled import leaves nothing. UI thread.
#pragma once

#include <QObject>
#include <functional>

#include "core/packs/model_manifest.h"
#include "ui/jobs/task_runner.h"

namespace hilum::ui {

class PackService : public QObject {
    Q_OBJECT
public:
    PackService(std::filesystem::path library, TaskRunner& runner, QObject* parent = nullptr);
    const packs::PackList& packs() const { return m_packs; }
    const packs::ModelManifest* find(const std::string& id) const;

    void refresh();                      // packsChanged() when it is done
    void verify(const std::string& id);  // verified()
    // A pack folder, or published weights (a file or a folder). imported() or failed().
    void importFrom(const QString& path, const QString& id);
    void cancelImport();
    bool isImporting() const { return m_import != 0; }
    void remove(const std::string& id);  // removed() or failed()

Q_SIGNALS:
    void packsChanged();
    void verified(const QString& id, bool unaltered, const hilum::base::Error& error);
    void importProgressed(qint64 done, qint64 total, const QString& stage);
    void imported(const QString& id);
    void removed(const QString& id);
    void failed(const hilum::base::Error& error);

private:
    std::filesystem::path m_library;
    TaskRunner& m_runner;
    packs::PackList m_packs;
    TaskId m_import = 0;
};

}  // namespace hilum::ui
