// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/report/sentence_edit.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QSignalBlocker>
#include <cmath>

namespace hilum::ui {

SentenceEdit::SentenceEdit(QWidget* parent) : QTextEdit(parent) {
    setAcceptRichText(false);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    document()->setDocumentMargin(1);
    // The row paints tint and frame; the editor itself is only the words.
    setStyleSheet(QStringLiteral("QTextEdit { background: transparent; border: none; padding: 0; }"));
    connect(this, &QTextEdit::textChanged, this, [this] {
        fitHeight();
        Q_EMIT typed(toPlainText());
    });
}

void SentenceEdit::setSentence(const QString& text) {
    if (toPlainText() == text) return;
    const QSignalBlocker quiet(this);
    setPlainText(text);
    fitHeight();
}

void SentenceEdit::fitHeight() {
    document()->setTextWidth(viewport()->width());
    setFixedHeight(static_cast<int>(std::ceil(document()->size().height())));
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

void SentenceEdit::resizeEvent(QResizeEvent* event) {
    QTextEdit::resizeEvent(event);
    fitHeight();
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
