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
    const QString plain = QString(text).remove(QLatin1Char('&')).remove(QStringLiteral("..."));
    const QString key =
        keys.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(keys.first().toString(QKeySequence::NativeText));
    action->setToolTip(plain + key);
    m_window.addAction(action);
    if (auto* menu = m_menus.value(menuId)) menu->addAction(action);
    m_byMenu[menuId].append(action);
    m_actions.insert(id, action);
    return action;
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
