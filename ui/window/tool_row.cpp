// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/tool_row.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

#include "ui/common/theme.h"

namespace hilum::ui {

namespace {
constexpr int kGap = 2 * theme::kStep;
}

ToolRow::ToolRow(QWidget* parent) : QWidget(parent), m_row(new QHBoxLayout(this)) {
    setObjectName(QStringLiteral("toolRow"));
    setAccessibleName(tr("Tools"));
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    m_row->setContentsMargins(kGap, theme::kStep, kGap, theme::kStep);
    m_row->setSpacing(2);
}

void ToolRow::addButton(QToolButton* button, bool words) {
    button->setProperty("flat", true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolButtonStyle(words ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    m_row->addWidget(button);
    if (words) m_wordy.append(button);
}

void ToolRow::addGap() { m_row->addSpacing(kGap); }
void ToolRow::addStretch() { m_row->addStretch(); }

QSize ToolRow::minimumSizeHint() const { return {m_least, QWidget::minimumSizeHint().height()}; }

void ToolRow::showWords(qsizetype count) {
    for (qsizetype i = 0; i < m_wordy.size(); ++i)
        m_wordy[i]->setToolButtonStyle(i < count ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    m_row->invalidate();
}

// Measured anew each time: fonts and the words themselves (1x1, 2x2) change. The last words give way first.
void ToolRow::fit() {
    showWords(0);
    if (const int least = m_row->sizeHint().width(); least != m_least) {
        m_least = least;
        updateGeometry();
    }
    m_words = m_wordy.size();
    showWords(m_words);
    while (m_words > 0 && width() < m_row->sizeHint().width()) showWords(--m_words);
}

void ToolRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

void ToolRow::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) fit();
}

}  // namespace hilum::ui
