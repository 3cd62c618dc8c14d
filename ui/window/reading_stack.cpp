// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/reading_stack.h"

#include <QEvent>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/row_area.h"
#include "ui/common/section.h"
#include "ui/common/theme.h"

namespace hilum::ui {

namespace {
constexpr int kLeastWidth = 300, kMostWidth = 372;
}  // namespace

ReadingStack::ReadingStack(QWidget* parent) : QScrollArea(parent), m_content(new QWidget) {
    setWidgetResizable(true);
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
    m_parts.append({section, area});
    if (area != nullptr) area->widget()->installEventFilter(this);  // a row that is reviewed changes its height
}

void ReadingStack::finish() { static_cast<QVBoxLayout*>(m_content->layout())->addStretch(); }

// Nothing is cut at the window's edge: large text takes a wider panel. Words without a gap do not; they may be scrolled.
void ReadingStack::keepWide() {
    const int bar = verticalScrollBar()->sizeHint().width();
    const int wanted = m_content->minimumSizeHint().width() + bar;
    setMinimumWidth(std::clamp(wanted, kLeastWidth, std::max(kLeastWidth, theme::px(kMostWidth))));
}

void ReadingStack::share() {
    if (m_sharing || m_parts.size() < 2) return;
    m_sharing = true;
    const int width = std::max(80, viewport()->width());
    int room = viewport()->height();
    for (const auto& part : std::as_const(m_parts)) {
        room -= part.section->heightAround(width);
        if (part.area == nullptr && part.section->showsContent()) room -= part.section->contentHeight(width);
    }
    const auto& first = m_parts[0];
    const auto& second = m_parts[1];
    const int reserve =
        second.section->showsContent() ? std::min(second.area->least(), second.area->contentHeight()) : 0;
    int used = first.section->showsContent() ? first.area->fitting(room - reserve) : 0;
    int given = 0;
    if (second.section->showsContent()) {
        given = std::max(1, second.area->fitting(room - used));
        second.area->setFixedHeight(given);
    }
    if (first.section->showsContent()) {
        // Whole rows of cases leave a rest, which may hold one more suggestion.
        used = std::max(used, first.area->fitting(room - given));
        first.area->setFixedHeight(std::max(1, used));
    }
    m_sharing = false;
}

void ReadingStack::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    share();
}

bool ReadingStack::eventFilter(QObject* watched, QEvent* event) {
    const bool result = QScrollArea::eventFilter(watched, event);
    if (watched != m_content && event->type() == QEvent::LayoutRequest) share();
    if (watched == m_content && (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize)) {
        keepWide();
        share();
    }
    return result;
}

}  // namespace hilum::ui
