// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// WindowActions: every action of the window by id, with its menu and keys; one table for menus, tool
// row, F1 and the tests ("every action has a key or a menu, and a name").
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <functional>

#include "ui/models/input_map.h"

class QAction;
class QMainWindow;
class QMenu;

namespace hilum::ui {

class WindowActions : public QObject {
    Q_OBJECT
public:
    explicit WindowActions(QMainWindow& window);
    QMenu* menu(const QString& id, const QString& title);  // of the menu bar; made at the first call
    QAction* add(const QString& menuId, const QString& id, const QString& text, const QString& iconName,
                 const QList<QKeySequence>& keys, const std::function<void()>& run);
    QAction* addToggle(const QString& menuId, const QString& id, const QString& text, const QString& iconName,
                       const QList<QKeySequence>& keys, bool on, const std::function<void(bool)>& run);
    // A menu inside another one, filled with the same add().
    QMenu* subMenu(const QString& parentId, const QString& id, const QString& title, const QString& iconName);
    void addSeparator(const QString& menuId);
    QAction* operator[](const QString& id) const { return m_actions.value(id); }
    QList<QAction*> all() const;
    struct Group {
        QString title;
        QList<QAction*> actions;
    };
    QList<Group> groups() const;
    // Every action's keys as portable texts, and other ones in their place.
    KeyTable keys() const;
    void setKeys(const KeyTable& keys);

private:
    QAction* insert(const QString& menuId, const QString& id, const QString& text, const QString& iconName,
                    const QList<QKeySequence>& keys);
    static void describe(QAction& action);
    QMainWindow& m_window;
    QHash<QString, QMenu*> m_menus;
    QList<QString> m_menuOrder;
    QHash<QString, QList<QAction*>> m_byMenu;
    QHash<QString, QAction*> m_actions;
};

}  // namespace hilum::ui
