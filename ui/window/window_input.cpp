// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Keys and mouse as the person has them: profiles, the editor, the list of keys (F1); the tag browser.
#include <QAction>
#include <QDir>
#include <QDockWidget>
#include <QFile>

#include "core/base/paths.h"
#include "ui/browser/tag_panel.h"
#include "ui/common/text.h"
#include "ui/settings/input_editor.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"
#include "ui/window/shortcut_panel.h"

namespace hilum::ui {

namespace {

base::Result<std::vector<InputProfile>> readProfiles(const std::filesystem::path& folder) {
    std::vector<InputProfile> profiles;
    const QDir files(fromUtf8(folder.string()));
    for (const auto& name : files.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        QFile file(files.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) continue;
        auto profile = profileFromJson(file.readAll().toStdString());
        if (profile.ok()) profiles.push_back(std::move(profile).value());
    }
    return profiles;
}

}  // namespace

void MainWindow::makeInputActions() {
    auto& a = *m_actions;
    a.add(QStringLiteral("help"), QStringLiteral("editInput"), tr("Change keys and mouse..."),
          QStringLiteral("keyboard"), {QKeySequence(tr("Ctrl+,"))}, [this] { editInput(); });
    a.add(QStringLiteral("study"), QStringLiteral("tags"), tr("DICOM tags"), QStringLiteral("tags"),
          {QKeySequence(tr("Ctrl+T"))}, [this] {
              const bool show = m_tagDock->isHidden();
              m_tagDock->setVisible(show);
              if (show) m_tagPanel->focusSearch();
          });
    m_builtInKeys = m_actions->keys();
    const auto own = profileFromJson(toUtf8(m_settings.value(Key::InputProfile).toString()));
    applyInput(own.ok() ? *own : InputProfile{"Hilum", MouseMap::defaults(), {}});
}

void MainWindow::makeTagDock() {
    m_tagPanel = new TagPanel(*m_runner);
    m_tagDock = new QDockWidget(tr("DICOM tags"), this);
    m_tagDock->setObjectName(QStringLiteral("tagDock"));
    m_tagDock->setAccessibleName(tr("DICOM tags"));
    m_tagDock->setWidget(m_tagPanel);
    addDockWidget(Qt::BottomDockWidgetArea, m_tagDock);
    m_tagDock->hide();
    m_tagPanel->setHideIdentity(m_settings.value(Key::HideIdentity).toBool());
    const auto follow = [this] {
        const StackFrame* shown = m_parts.grid->active().shownStackFrame();
        const bool file = shown != nullptr && shown->instance->isDicom && !m_parts.grid->active().stack()->derived;
        m_tagPanel->showFile(file ? shown->key.locator : dicom::Locator{});
    };
    connect(m_parts.grid, &ViewportGrid::frameShown, this, follow);
    connect(m_parts.grid, &ViewportGrid::activeChanged, this, follow);
}

// A profile with conflicts (of another version, say) keeps the mouse part and leaves the keys as built in.
void MainWindow::applyInput(const InputProfile& profile) {
    m_input = profile;
    KeyTable keys = withChanges(m_builtInKeys, profile.keys);
    if (!keyConflicts(keys).empty()) keys = m_builtInKeys;
    m_actions->setKeys(keys);
    m_parts.grid->setForAll([map = profile.mouse](ViewportWidget& viewport) { viewport.setMouseMap(map); });
    QList<ShortcutPanel::Group> groups;
    for (const auto& group : m_actions->groups()) groups.append({group.title, group.actions});
    m_parts.shortcuts->setGroups(groups, profile.mouse);
}

InputEditor* MainWindow::inputEditor() const { return m_editor; }

void MainWindow::editInput() {
    if (m_editor) {
        m_editor->show();
        return m_editor->raise();
    }
    TaskOptions options;
    options.title = tr("Profiles of keys");
    options.visible = false;
    m_runner->run<std::vector<InputProfile>>(
        options, [folder = base::resourcesFolder() / "input"](const base::JobContext&) { return readProfiles(folder); },
        this,
        [this](base::Result<std::vector<InputProfile>> result) {
            QList<ActionRow> rows;
            for (const auto& group : m_actions->groups())
                for (const auto* action : group.actions)
                    rows.append({action->objectName(), group.title,
                                 action->text().remove(QLatin1Char('&')).remove(QStringLiteral("..."))});
            m_editor = new InputEditor(rows, m_builtInKeys,
                                       result.ok() ? std::move(result).value() : std::vector<InputProfile>(), this);
            m_editor->setAttribute(Qt::WA_DeleteOnClose);
            m_editor->setProfile(m_input);
            connect(m_editor, &InputEditor::profileChosen, this, [this](const InputProfile& profile) {
                applyInput(profile);
                m_settings.set(Key::InputProfile, fromUtf8(profileToJson(profile)));
                m_settings.sync();
            });
            m_editor->show();  // not modal: the image stays in reach
        });
}

}  // namespace hilum::ui
