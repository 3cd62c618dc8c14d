// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "tests/ui/accessible_walk.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QDockWidget>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QTextEdit>
#include <QToolButton>
#include <QWidget>

namespace hilum::tests {

namespace {

QString where(const QWidget& widget) {
    const auto* parent = widget.parentWidget();
    return QStringLiteral("%1 %2 in %3 %4")
        .arg(QString::fromLatin1(widget.metaObject()->className()), widget.objectName(),
             parent == nullptr ? QString() : QString::fromLatin1(parent->metaObject()->className()),
             parent == nullptr ? QString() : parent->objectName());
}

// Parts that Qt makes inside its own widgets; a reader meets the widget around them.
bool isInner(const QWidget& widget) {
    const QByteArray type = widget.metaObject()->className();
    if (widget.objectName().startsWith(QStringLiteral("qt_"))) return true;
    for (const char* name : {"QLineEditIconButton", "QTableCornerButton", "QHeaderView", "QComboBoxListView",
                             "QComboBoxPrivateContainer", "QScrollBar", "QTabBar", "QToolBarExtension"})
        if (type == name) return true;
    const auto* parent = widget.parentWidget();
    return qobject_cast<const QKeySequenceEdit*>(parent) != nullptr ||
           qobject_cast<const QComboBox*>(parent) != nullptr ||
           qobject_cast<const QAbstractSpinBox*>(parent) != nullptr;
}

// Takes the focus or a click, or shows a state of its own.
bool isControl(const QWidget& widget) {
    return qobject_cast<const QAbstractButton*>(&widget) != nullptr ||
           qobject_cast<const QLineEdit*>(&widget) != nullptr || qobject_cast<const QTextEdit*>(&widget) != nullptr ||
           qobject_cast<const QAbstractItemView*>(&widget) != nullptr ||
           qobject_cast<const QComboBox*>(&widget) != nullptr ||
           qobject_cast<const QProgressBar*>(&widget) != nullptr ||
           qobject_cast<const QTabWidget*>(&widget) != nullptr ||
           qobject_cast<const QKeySequenceEdit*>(&widget) != nullptr || (widget.focusPolicy() & Qt::TabFocus) != 0;
}

// Words that lie beyond the left or right edge of the scroll area around them.
QString beyondItsArea(const QWidget& widget) {
    for (const auto* parent = widget.parentWidget(); parent != nullptr; parent = parent->parentWidget()) {
        const auto* area = qobject_cast<const QScrollArea*>(parent);
        if (area == nullptr) continue;
        const int left = widget.mapTo(area->viewport(), QPoint(0, 0)).x();
        if (left < -1 || left + widget.width() > area->viewport()->width() + 1)
            return QStringLiteral("%1: from %2 to %3 in %4 of %5 px")
                .arg(where(widget))
                .arg(left)
                .arg(left + widget.width())
                .arg(QString::fromLatin1(area->metaObject()->className()))
                .arg(area->viewport()->width());
    }
    return {};
}

}  // namespace

QStringList silentWidgets(QWidget& root) {
    QStringList silent;
    for (const auto* widget : root.findChildren<QWidget*>()) {
        if (!widget->isVisible() || isInner(*widget)) continue;
        auto* speech = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
        if (speech == nullptr) {
            silent << where(*widget) + QStringLiteral(": no interface");
            continue;
        }
        const bool label = qobject_cast<const QLabel*>(widget) != nullptr;
        const bool named = label || isControl(*widget) || !widget->objectName().isEmpty();
        const bool plain = qobject_cast<const QMenuBar*>(widget) != nullptr ||
                           qobject_cast<const QAbstractScrollArea*>(widget->parentWidget()) != nullptr;
        if (isControl(*widget) && !label) {
            if (speech->text(QAccessible::Name).trimmed().isEmpty())
                silent << where(*widget) + QStringLiteral(": no name");
            if (speech->text(QAccessible::Description).trimmed().isEmpty())
                silent << where(*widget) + QStringLiteral(": no description");
        } else if (label && named && !plain) {
            const auto* text = qobject_cast<const QLabel*>(widget);
            const bool decoration = text->text().isEmpty() && text->pixmap(Qt::ReturnByValue).isNull();
            if (!decoration && speech->text(QAccessible::Name).trimmed().isEmpty())
                silent << where(*widget) + QStringLiteral(": no words");
        }
    }
    return silent;
}

QStringList clippedTexts(QWidget& root) {
    QStringList clipped;
    for (const auto* label : root.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty() || label->textFormat() == Qt::RichText) continue;
        if (const QString beyond = beyondItsArea(*label); !beyond.isEmpty()) clipped << beyond;
        if (label->property("elided").toBool()) continue;
        const QRect room = label->contentsRect();
        const int flags = label->wordWrap() ? Qt::TextWordWrap : Qt::TextSingleLine;
        const QRect need = label->fontMetrics().boundingRect(QRect(0, 0, room.width(), 10000), flags, label->text());
        // Less than a third of a line is the room above and below the letters, not letters.
        const int spare = label->fontMetrics().height() / 3;
        if (need.width() > room.width() + 1 || need.height() > room.height() + spare)
            clipped << QStringLiteral("%1 \"%2\": %3x%4 of %5x%6")
                           .arg(where(*label), label->text().left(40))
                           .arg(room.width())
                           .arg(room.height())
                           .arg(need.width())
                           .arg(need.height());
    }
    for (const auto* button : root.findChildren<QAbstractButton*>()) {
        if (!button->isVisible() || button->text().isEmpty() || isInner(*button)) continue;
        if (const QString beyond = beyondItsArea(*button); !beyond.isEmpty()) clipped << beyond;
        const auto* tool = qobject_cast<const QToolButton*>(button);
        if (tool != nullptr && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull()) continue;
        if (button->width() + 1 < button->minimumSizeHint().width() ||
            button->height() + 1 < button->fontMetrics().height())
            clipped << QStringLiteral("%1 \"%2\": %3x%4")
                           .arg(where(*button), button->text())
                           .arg(button->width())
                           .arg(button->height());
    }
    return clipped;
}

}  // namespace hilum::tests
