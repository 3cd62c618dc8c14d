// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// PanelDocks: the panels round the images. Each one docks on any side, floats in a window of its own (on a second
// monitor where there is one), can be hidden, and is remembered with the window's state. A thin grip stands in for
// the title bar while a panel is docked: drag it, or double-click it. Does not know what is in a panel. UI thread.
#pragma once

#include <QHash>
#include <QList>
#include <QObject>
#include <QRect>

class QDockWidget;
class QMainWindow;
class QWidget;

namespace hilum::ui {

class PanelDocks : public QObject {
    Q_OBJECT
public:
    PanelDocks(QMainWindow& window, const QList<QDockWidget*>& docks);
    // Into a window of its own, or back to where it was docked.
    void toggleFloating(QDockWidget& dock);
    // Everything docked and visible as at the first start.
    void putBack(const QByteArray& firstState);
    // Window and floating panels onto screens that exist.
    void keepOnScreens();
    // Docked panels only: one in a window of its own is no part of this window's room. show() brings back what
    // hide() of the same name took away, or all of them when that was nothing.
    static bool anyDockedVisible(const QList<QDockWidget*>& docks);
    bool holds(const QString& name) const { return m_taken.contains(name); }  // hidden by it, not shown again yet
    void hide(const QString& name, const QList<QDockWidget*>& docks);
    void show(const QString& name, const QList<QDockWidget*>& docks);

private:
    void followFloating(QDockWidget& dock, bool floating);

    QMainWindow& m_window;
    QList<QDockWidget*> m_docks;
    QHash<QDockWidget*, QRect> m_places;  // where each one stood in a window of its own, without its frame
    QHash<QDockWidget*, QWidget*> m_grips;
    QHash<QString, QList<QDockWidget*>> m_taken;
};

}  // namespace hilum::ui
