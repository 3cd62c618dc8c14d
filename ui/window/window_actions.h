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
    void addSeparator(const QString& menuId);
    QAction* operator[](const QString& id) const { return m_actions.value(id); }
    QList<QAction*> all() const;
    struct Group {
        QString title;
        QList<QAction*> actions;
    };
    QList<Group> groups() const;

private:
    QAction* insert(const QString& menuId, const QString& id, const QString& text, const QString& iconName,
                    const QList<QKeySequence>& keys);
    QMainWindow& m_window;
    QHash<QString, QMenu*> m_menus;
    QList<QString> m_menuOrder;
    QHash<QString, QList<QAction*>> m_byMenu;
    QHash<QString, QAction*> m_actions;
};

}  // namespace hilum::ui
