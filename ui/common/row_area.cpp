// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/row_area.h"

#include <QEvent>
#include <QLayout>
#include <QScrollBar>
#include <algorithm>
#include <utility>

namespace hilum::ui {

RowArea::RowArea(QWidget* content, QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidget(content);
}

void RowArea::setRows(std::function<Rows()> rows) {
    m_read = std::move(rows);
    readRows();
}

void RowArea::readRows() {
    m_rows = m_read();
    // Three steps make one notch of the wheel: one notch, one row.
    if (m_rows.pitch > 0) verticalScrollBar()->setSingleStep(std::max(1, m_rows.pitch / 3));
}

void RowArea::changeEvent(QEvent* event) {
    QScrollArea::changeEvent(event);
    if (event->type() != QEvent::FontChange || !m_read) return;
    readRows();
    updateGeometry();
}

void RowArea::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    Q_EMIT resized();
}

int RowArea::contentHeight() const {
    const auto* layout = widget()->layout();
    if (layout == nullptr) return widget()->sizeHint().height();
    if (layout->hasHeightForWidth()) return layout->totalHeightForWidth(std::max(40, viewport()->width()));
    return layout->sizeHint().height();
}

int RowArea::fitting(int room) const {
    const int whole = contentHeight();
    if (whole <= room) return whole;
    if (m_rows.pitch <= 0) {  // rows of different heights: up to the last one that fits as a whole
        // By what the rows will need, not by where they were: text size and width may just have changed.
        int height = 0, bottom = 0;
        const auto* layout = widget()->layout();
        const int width = std::max(40, viewport()->width());
        for (int i = 0; layout != nullptr && i < layout->count(); ++i) {
            auto* row = layout->itemAt(i);
            if (row->isEmpty()) continue;
            bottom += row->hasHeightForWidth() ? row->heightForWidth(width) : row->sizeHint().height();
            if (bottom <= room) height = bottom;
            bottom += layout->spacing();
        }
        return std::clamp(height > 0 ? height : room, std::min(m_rows.least, whole), whole);
    }
    const int rows = std::max(1, (room + m_rows.spacing) / m_rows.pitch);
    return std::min(whole, rows * m_rows.pitch - m_rows.spacing);
}

}  // namespace hilum::ui
