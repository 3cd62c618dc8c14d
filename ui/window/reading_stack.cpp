// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/reading_stack.h"

#include <QEvent>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/row_area.h"
#include "ui/common/section.h"

namespace hilum::ui {

ReadingStack::ReadingStack(QWidget* parent) : QScrollArea(parent), m_content(new QWidget) {
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Suggestions and past cases"));
    m_content->setProperty("panel", true);
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    setWidget(m_content);
    m_content->installEventFilter(this);
}

void ReadingStack::addSection(Section* section, RowArea* area) {
    static_cast<QVBoxLayout*>(m_content->layout())->addWidget(section);
    if (area != nullptr) m_areas.append(area);
}

void ReadingStack::finish() { static_cast<QVBoxLayout*>(m_content->layout())->addStretch(); }

void ReadingStack::share() {
    if (m_sharing || m_areas.size() < 2) return;
    m_sharing = true;
    auto* first = m_areas[0];
    auto* second = m_areas[1];
    const auto shown = [this](const QWidget* area) { return area->isVisibleTo(m_content); };
    // What everything but the two areas takes: headings, notices, states.
    auto* layout = m_content->layout();
    const int width = std::max(80, viewport()->width());
    int others = layout->hasHeightForWidth() ? layout->totalHeightForWidth(width) : layout->sizeHint().height();
    for (const auto* area : {first, second})
        if (shown(area)) others -= area->height();
    const int room = viewport()->height() - others;
    const int reserve = shown(second) ? std::min(second->least(), second->contentHeight()) : 0;
    int used = 0;
    if (shown(first)) {
        used = first->fitting(room - reserve);
        first->setFixedHeight(used);
    }
    if (shown(second)) second->setFixedHeight(second->fitting(room - used));
    m_sharing = false;
}

void ReadingStack::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    share();
}

bool ReadingStack::eventFilter(QObject* watched, QEvent* event) {
    const bool result = QScrollArea::eventFilter(watched, event);
    if (watched == m_content && (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize)) {
        m_content->layout()->activate();  // heights below are those after the change
        share();
    }
    return result;
}

}  // namespace hilum::ui
