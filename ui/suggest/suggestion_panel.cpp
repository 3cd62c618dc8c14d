// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/suggest/suggestion_panel.h"

#include <QKeyEvent>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/focus_chain.h"
#include "ui/common/theme.h"

namespace hilum::ui {

SuggestionPanel::SuggestionPanel(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this)) {
    setObjectName(QStringLiteral("suggestionPanel"));
    setAccessibleName(tr("Suggestions"));
    setAccessibleDescription(tr("Arrows move; A accepts, E edits, X dismisses the selected one"));
    setFocusPolicy(Qt::StrongFocus);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(theme::kStep);
}

void SuggestionPanel::clear() {
    for (auto* row : std::as_const(m_rows)) {
        row->hide();
        row->deleteLater();
    }
    m_rows.clear();
    m_selected = -1;
}

void SuggestionPanel::setSuggestions(const Suggestions& suggestions) {
    clear();
    int rank = 1;
    for (const auto& suggestion : suggestions) {
        auto* row = new SuggestionRow(rank++, suggestion, this);
        m_rows.append(row);
        m_layout->addWidget(row);
        connect(row, &SuggestionRow::chosen, this, [this, row] { select(static_cast<int>(m_rows.indexOf(row))); });
        connect(row, &SuggestionRow::searchRequested, this, &SuggestionPanel::searchRequested);
        connect(row, &SuggestionRow::reviewed, this, [this, row](SuggestionRow::State state) {
            Q_EMIT reviewed(row->suggestion(), row->finalText(), state);
            Q_EMIT rowReviewed(row, state);
            if (state != SuggestionRow::State::Unreviewed && row == selectedRow()) selectNext(1);
        });
    }
    QWidget* last = this;
    for (auto* row : std::as_const(m_rows)) last = chainFocus(last, *row);
    if (!m_rows.isEmpty()) select(0);
}

QString SuggestionPanel::selectedPhrase() const {
    const auto* row = selectedRow();
    return row == nullptr ? QString() : row->finalText();
}

bool SuggestionPanel::hasReviewed() const {
    return std::any_of(m_rows.begin(), m_rows.end(),
                       [](const auto* row) { return row->state() != SuggestionRow::State::Unreviewed; });
}

void SuggestionPanel::select(int index) {
    if (index < 0 || index >= m_rows.size()) return;
    const bool changed = index != m_selected;
    m_selected = index;
    for (int i = 0; i < m_rows.size(); ++i) m_rows[i]->setSelected(i == index);
    for (auto* parent = parentWidget(); parent != nullptr; parent = parent->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(parent)) area->ensureWidgetVisible(m_rows[index], 0, 0);
    if (changed) Q_EMIT selectionChanged();
}

void SuggestionPanel::showSelected() {
    auto* row = selectedRow();
    if (row == nullptr) return;
    for (auto* parent = parentWidget(); parent != nullptr; parent = parent->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(parent)) return area->ensureWidgetVisible(row, 0, 0);
}

// Another width or size of letters, another row in the same place: the selected one stays in sight.
void SuggestionPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    QTimer::singleShot(0, this, &SuggestionPanel::showSelected);
}

void SuggestionPanel::selectNext(int step) {
    const int count = static_cast<int>(m_rows.size());
    for (int i = 1; i <= count; ++i) {
        const int index = ((m_selected + i * step) % count + count) % count;
        if (m_rows[index]->state() != SuggestionRow::State::Unreviewed) continue;
        select(index);
        return;
    }
}

void SuggestionPanel::acceptSelected() {
    if (auto* row = selectedRow()) row->accept();
}

void SuggestionPanel::editSelected() {
    if (auto* row = selectedRow()) row->beginEdit();
}

void SuggestionPanel::dismissSelected() {
    if (auto* row = selectedRow()) row->dismiss();
}

bool SuggestionPanel::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void SuggestionPanel::keyPressEvent(QKeyEvent* event) {
    const int count = static_cast<int>(m_rows.size());
    switch (event->key()) {
        case Qt::Key_Up: select(std::max(0, m_selected - 1)); return;
        case Qt::Key_Down: select(std::min(count - 1, m_selected + 1)); return;
        case Qt::Key_Return:
        case Qt::Key_Enter: acceptSelected(); return;
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace hilum::ui
