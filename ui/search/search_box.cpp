// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/search/search_box.h"

#include <QAction>
#include <QKeyEvent>

#include "ui/common/icons.h"

namespace hilum::ui {

SearchBox::SearchBox(QWidget* parent) : QLineEdit(parent) {
    setObjectName(QStringLiteral("searchBox"));
    setAccessibleName(tr("Search past cases"));
    setPlaceholderText(tr("Search past cases: type findings  ( / )"));
    setToolTip(tr("For instance: left effusion, no pneumothorax, CR, over 60, 2024"));
    setClearButtonEnabled(true);
    addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    setMaxLength(400);
    connect(this, &QLineEdit::returnPressed, this, [this] {
        const QString typed = text().simplified();
        if (!typed.isEmpty()) Q_EMIT searchRequested(typed);
    });
}

// Arrows, Home and End belong to the text while it is being typed; Esc leaves, it does not end a comparison.
bool SearchBox::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void SearchBox::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT leaveRequested();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void SearchBox::focusInEvent(QFocusEvent* event) {
    QLineEdit::focusInEvent(event);
    if (event->reason() == Qt::ShortcutFocusReason) selectAll();
}

}  // namespace hilum::ui
