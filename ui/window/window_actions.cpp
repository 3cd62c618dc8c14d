// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/window_actions.h"

#include <QAction>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

#include "ui/common/icons.h"

namespace hilum::ui {

WindowActions::WindowActions(QMainWindow& window) : QObject(&window), m_window(window) {}

QMenu* WindowActions::menu(const QString& id, const QString& title) {
    if (auto* found = m_menus.value(id)) return found;
    auto* made = m_window.menuBar()->addMenu(title);
    made->setObjectName(id);
    made->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    m_menus.insert(id, made);
    m_menuOrder.append(id);
    return made;
}

QAction* WindowActions::insert(const QString& menuId, const QString& id, const QString& text, const QString& iconName,
                               const QList<QKeySequence>& keys) {
    auto* action = new QAction(text, this);
    action->setObjectName(id);
    if (!iconName.isEmpty()) action->setIcon(icon(iconName));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::ApplicationShortcut);  // panels may float
    describe(*action);
    m_window.addAction(action);
    if (auto* menu = m_menus.value(menuId)) menu->addAction(action);
    m_byMenu[menuId].append(action);
    m_actions.insert(id, action);
    return action;
}

void WindowActions::describe(QAction& action) {
    const QString plain = action.text().remove(QLatin1Char('&')).remove(QStringLiteral("..."));
    const auto keys = action.shortcuts();
    action.setToolTip(
        keys.isEmpty() ? plain : QStringLiteral("%1 (%2)").arg(plain, keys.first().toString(QKeySequence::NativeText)));
}

KeyTable WindowActions::keys() const {
    KeyTable table;
    for (auto it = m_actions.cbegin(); it != m_actions.cend(); ++it) {
        auto& list = table[it.key().toStdString()];
        for (const auto& key : it.value()->shortcuts())
            list.push_back(key.toString(QKeySequence::PortableText).toStdString());
    }
    return table;
}

void WindowActions::setKeys(const KeyTable& keys) {
    for (const auto& [id, list] : keys) {
        auto* action = m_actions.value(QString::fromStdString(id));
        if (action == nullptr) continue;
        QList<QKeySequence> sequences;
        for (const auto& key : list)
            if (!key.empty()) sequences << QKeySequence(QString::fromStdString(key), QKeySequence::PortableText);
        action->setShortcuts(sequences);
        describe(*action);
    }
}

QAction* WindowActions::add(const QString& menuId, const QString& id, const QString& text, const QString& iconName,
                            const QList<QKeySequence>& keys, const std::function<void()>& run) {
    auto* action = insert(menuId, id, text, iconName, keys);
    connect(action, &QAction::triggered, this, [run] { run(); });
    return action;
}

QAction* WindowActions::addToggle(const QString& menuId, const QString& id, const QString& text,
                                  const QString& iconName, const QList<QKeySequence>& keys, bool on,
                                  const std::function<void(bool)>& run) {
    auto* action = insert(menuId, id, text, iconName, keys);
    action->setCheckable(true);
    action->setChecked(on);
    connect(action, &QAction::triggered, this, [run](bool checked) { run(checked); });
    return action;
}

QMenu* WindowActions::subMenu(const QString& parentId, const QString& id, const QString& title,
                              const QString& iconName) {
    auto* made = m_menus.value(parentId)->addMenu(title);
    made->setObjectName(id);
    made->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    if (!iconName.isEmpty()) made->setIcon(icon(iconName));
    m_menus.insert(id, made);
    m_menuOrder.append(id);
    return made;
}

void WindowActions::addSeparator(const QString& menuId) {
    if (auto* menu = m_menus.value(menuId)) menu->addSeparator();
}

QList<QAction*> WindowActions::all() const { return m_actions.values(); }

QList<WindowActions::Group> WindowActions::groups() const {
    QList<Group> groups;
    for (const auto& id : m_menuOrder)
        groups.append(Group{m_menus.value(id)->title().remove(QLatin1Char('&')), m_byMenu.value(id)});
    return groups;
}

}  // namespace hilum::ui
