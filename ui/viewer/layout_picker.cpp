// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/layout_picker.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "ui/common/theme.h"

namespace hilum::ui {

namespace {
constexpr int kCellPx = 30, kCellHeightPx = 24, kGapPx = theme::kStep, kMarginPx = 2 * theme::kStep, kWordsPx = 20;
}

LayoutPicker::LayoutPicker(int most, QWidget* parent) : QWidget(parent), m_most(most) {
    setObjectName(QStringLiteral("layoutPicker"));
    setAccessibleName(tr("Rows and columns of viewports"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    light(1, 1);
}

void LayoutPicker::setPresent(int rows, int columns) { light(rows, columns); }

QRect LayoutPicker::cell(int row, int column) const {
    return {kMarginPx + column * (kCellPx + kGapPx), kMarginPx + row * (kCellHeightPx + kGapPx), kCellPx,
            kCellHeightPx};
}

QSize LayoutPicker::sizeHint() const {
    const QRect last = cell(m_most - 1, m_most - 1);
    return {last.right() + 1 + kMarginPx, last.bottom() + 1 + kGapPx + theme::px(kWordsPx) + kGapPx};
}

void LayoutPicker::light(int rows, int columns) {
    m_rows = std::clamp(rows, 1, m_most);
    m_columns = std::clamp(columns, 1, m_most);
    setAccessibleDescription(tr("%1 rows, %2 columns; Enter chooses").arg(m_rows).arg(m_columns));
    update();
}

void LayoutPicker::paintEvent(QPaintEvent*) {
    const auto& t = theme::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int row = 0; row < m_most; ++row)
        for (int column = 0; column < m_most; ++column) {
            const bool lit = row < m_rows && column < m_columns;
            painter.setPen(QPen(lit ? t.accent : t.border, 1));
            painter.setBrush(lit ? t.accent : t.background);
            painter.setOpacity(lit ? 0.85 : 1.0);
            painter.drawRoundedRect(QRectF(cell(row, column)).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        }
    painter.setOpacity(1.0);
    painter.setPen(t.text);
    painter.setFont(theme::font(theme::kBasePx));
    painter.drawText(QRect(0, height() - theme::px(kWordsPx) - kGapPx, width(), theme::px(kWordsPx)), Qt::AlignCenter,
                     tr("%1 x %2").arg(m_rows).arg(m_columns));
}

void LayoutPicker::mouseMoveEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint() - QPoint(kMarginPx, kMarginPx);
    light(at.y() / (kCellHeightPx + kGapPx) + 1, at.x() / (kCellPx + kGapPx) + 1);
}

void LayoutPicker::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !rect().contains(event->position().toPoint())) return;
    mouseMoveEvent(event);
    Q_EMIT chosen(m_rows, m_columns);
}

void LayoutPicker::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left: return light(m_rows, m_columns - 1);
        case Qt::Key_Right: return light(m_rows, m_columns + 1);
        case Qt::Key_Up: return light(m_rows - 1, m_columns);
        case Qt::Key_Down: return light(m_rows + 1, m_columns);
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space: Q_EMIT chosen(m_rows, m_columns); return;
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace hilum::ui
