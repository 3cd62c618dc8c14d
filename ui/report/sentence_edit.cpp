// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/report/sentence_edit.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QSignalBlocker>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

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

void SentenceEdit::keyPressEvent(QKeyEvent* event) {
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
