// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/focus_chain.h"

#include <QDockWidget>
#include <QLayout>
#include <QList>
#include <QScrollArea>
#include <QWidget>

namespace hilum::ui {

namespace {

bool takesTab(const QWidget& widget) { return (widget.focusPolicy() & Qt::TabFocus) != 0; }

void collect(QWidget* widget, QList<QWidget*>& found);

void collectLayout(QLayout* layout, QList<QWidget*>& found) {
    for (int i = 0; i < layout->count(); ++i) {
        auto* item = layout->itemAt(i);
        if (item->widget() != nullptr)
            collect(item->widget(), found);
        else if (item->layout() != nullptr)
            collectLayout(item->layout(), found);
    }
}

void collect(QWidget* widget, QList<QWidget*>& found) {
    if (widget == nullptr) return;
    if (takesTab(*widget)) found.append(widget);
    if (auto* dock = qobject_cast<QDockWidget*>(widget)) return collect(dock->widget(), found);
    if (auto* area = qobject_cast<QScrollArea*>(widget)) return collect(area->widget(), found);
    if (widget->layout() != nullptr) collectLayout(widget->layout(), found);
}

}  // namespace

QWidget* chainFocus(QWidget* after, QWidget& root) {
    QList<QWidget*> found;
    collect(&root, found);
    QWidget* last = after;
    for (int i = 0; i < 10000 && last != nullptr && (!takesTab(*last) || found.contains(last)); ++i)
        last = last->previousInFocusChain();
    for (auto* widget : found) {
        // A panel in a window of its own has its own ring.
        if (last != nullptr && last != widget && last->window() == widget->window()) QWidget::setTabOrder(last, widget);
        last = widget;
    }
    return last == nullptr ? after : last;
}

}  // namespace hilum::ui
