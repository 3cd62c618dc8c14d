// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The model packs in the window: their page, and what is remembered of the choice.
#include "ui/common/text.h"
#include "ui/models/pack_service.h"
#include "ui/packs/models_page.h"
#include "ui/window/main_window.h"
#include "ui/window/pack_switch.h"

namespace hilum::ui {

void MainWindow::makeModelActions() {
    const QString library = QStringLiteral("library");
    m_actions->addSeparator(library);
    m_actions->add(library, QStringLiteral("models"), tr("Model packs..."), QStringLiteral("info"), {},
                   [this] { showModels(); });
    connect(m_packSwitch, &PackSwitch::finished, this, [this](const QString& pack, qint64) {
        m_settings.set(Key::ModelPack, pack);
        setNote(tr("%1 is in use.").arg(pack));
    });
    connect(m_packSwitch, &PackSwitch::failed, this,
            [this](const QString&, const base::Error& error) { setNote(fromUtf8(error.message)); });
}

ModelsPage& MainWindow::showModels() {
    if (!m_models) {
        m_models = new ModelsPage(*m_packs, *m_service, *m_packSwitch, *m_runner, this);
        connect(m_models, &ModelsPage::optionsChosen, this, [this](const QString& device, const QString& precision) {
            m_settings.set(Key::ModelDevice, device);
            m_settings.set(Key::ModelPrecision, precision);
        });
    }
    m_models->show();
    m_models->raise();
    return *m_models;
}

}  // namespace hilum::ui
