// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/report/sentence_edit.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QSignalBlocker>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

#include "core/report/template_fields.h"
#include "ui/common/text.h"

namespace hilum::ui {

SentenceEdit::SentenceEdit(QWidget* parent) : QTextEdit(parent) {
    setAcceptRichText(false);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);  // Fixed would cut what heightForWidth() asks
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    document()->setDocumentMargin(1);
    // The row paints tint and frame; the editor itself is only the words.
    setStyleSheet(QStringLiteral("QTextEdit { background: transparent; border: none; padding: 0; }"));
    connect(this, &QTextEdit::textChanged, this, [this] {
        updateGeometry();
        Q_EMIT typed(toPlainText());
    });
}

void SentenceEdit::setSentence(const QString& text) {
    if (toPlainText() == text) return;
    const QSignalBlocker quiet(this);
    setPlainText(text);
    updateGeometry();
}

// The layout asks before it gives a width, so the height is right at the first showing.
int SentenceEdit::heightForWidth(int width) const {
    QTextLayout layout(toPlainText(), font());
    QTextOption option;
    option.setWrapMode(wordWrapMode());
    layout.setTextOption(option);
    const double room = std::max(1.0, width - 2 * document()->documentMargin());
    double height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(room);
        height += line.height();
    }
    layout.endLayout();
    return static_cast<int>(std::ceil(std::max(height, static_cast<double>(fontMetrics().height())) +
                                      2 * document()->documentMargin())) +
           1;
}

QSize SentenceEdit::minimumSizeHint() const {
    return {0, fontMetrics().height() + static_cast<int>(2 * document()->documentMargin()) + 1};
}

bool SentenceEdit::selectNextField() {
    const QString text = toPlainText();
    const int from = hasFocus() ? textCursor().selectionEnd() : 0;
    const std::string bytes = toUtf8(text);
    const auto field = report::nextField(bytes, toUtf8(text.left(from)).size());
    const auto place = [&](std::size_t byte) { return static_cast<int>(fromUtf8(bytes.substr(0, byte)).size()); };
    if (field.begin == field.end || place(field.begin) < from) return false;  // none, or only before the cursor
    if (!hasFocus()) setFocus(Qt::OtherFocusReason);
    QTextCursor cursor = textCursor();
    cursor.setPosition(place(field.begin));
    cursor.setPosition(place(field.end), QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    m_choices.clear();
    for (const auto& choice : field.choices) m_choices << fromUtf8(choice);
    m_choice = -1;
    return true;
}

// Puts the next choice in the place of the field and keeps it selected.
bool SentenceEdit::nextChoice() {
    QTextCursor cursor = textCursor();
    const QString shown = m_choice < 0 ? QString() : m_choices.value(m_choice);
    const bool onField = !m_choices.isEmpty() && (m_choice < 0 ? cursor.selectedText().startsWith(QLatin1Char('['))
                                                               : cursor.selectedText() == shown);
    if (!onField) return false;
    m_choice = (m_choice + 1) % static_cast<int>(m_choices.size());
    const int begin = cursor.selectionStart();
    cursor.insertText(m_choices[m_choice]);
    cursor.setPosition(begin);
    cursor.setPosition(begin + static_cast<int>(m_choices[m_choice].size()), QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    return true;
}

void SentenceEdit::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() == Qt::AltModifier && event->key() == Qt::Key_Down && nextChoice()) return;
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter: Q_EMIT finished(); return;
        case Qt::Key_Escape:
            if (toPlainText() != m_before) setPlainText(m_before);
            Q_EMIT finished();
            return;
        default: QTextEdit::keyPressEvent(event);
    }
}

void SentenceEdit::focusInEvent(QFocusEvent* event) {
    m_before = toPlainText();
    QTextEdit::focusInEvent(event);
}

void SentenceEdit::focusOutEvent(QFocusEvent* event) {
    QTextEdit::focusOutEvent(event);
    // A context menu takes the focus for a moment; the sentence is not finished then.
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason) Q_EMIT finished();
}

void SentenceEdit::insertFromMimeData(const QMimeData* source) {
    if (source->hasText()) insertPlainText(source->text().simplified());
}

}  // namespace hilum::ui
