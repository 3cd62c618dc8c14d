// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ShortcutPanel: F1: every action with its key, and the mouse, in the window beside the image.
#pragma once

#include <QFrame>
#include <QList>

#include "ui/models/input_map.h"

class QAction;
class QVBoxLayout;

namespace hilum::ui {

class ShortcutPanel : public QFrame {
    Q_OBJECT
public:
    explicit ShortcutPanel(QWidget* parent = nullptr);
    struct Group {
        QString title;
        QList<QAction*> actions;
    };
    // May be called again: keys and mouse have been changed.
    void setGroups(const QList<Group>& groups, const MouseMap& mouse);
    QStringList lines() const { return m_lines; }

Q_SIGNALS:
    void closeRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void addHeading(const QString& text);
    void addLine(const QString& what, const QString& keys);
    QVBoxLayout* m_layout;
    QStringList m_lines;
};

}  // namespace hilum::ui
