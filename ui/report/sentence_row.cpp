// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/report/sentence_row.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/common/elided_label.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/report/report_words.h"
#include "ui/report/sentence_edit.h"

namespace hilum::ui {

namespace {

constexpr int kBarPx = 3;
constexpr int kButtonIconPx = 12;

// Keys that a focused row uses itself, whatever the window has bound them to.
bool isRowKey(const QKeyEvent& event) {
    if (event.modifiers() == Qt::AltModifier) return event.key() == Qt::Key_Up || event.key() == Qt::Key_Down;
    if (event.modifiers() != Qt::NoModifier && event.modifiers() != Qt::KeypadModifier) return false;
    switch (event.key()) {
        case Qt::Key_A:
        case Qt::Key_E:
        case Qt::Key_X:
        case Qt::Key_Delete:
        case Qt::Key_Return:
        case Qt::Key_Enter: return true;
        default: return false;
    }
}

}  // namespace

SentenceRow::SentenceRow(const report::DraftSentence& sentence, bool finding, QWidget* parent)
    : QFrame(parent), m_finding(finding), m_edit(new SentenceEdit(this)), m_chip(new ElidedLabel({}, this)) {
    setFocusPolicy(Qt::StrongFocus);
    m_edit->setAccessibleName(finding ? tr("Sentence of the findings") : tr("Sentence of the impression"));
    m_edit->setAccessibleDescription(tr("Type to change it; Esc leaves the field"));
    theme::setFont(*m_chip, theme::kSmallPx);
    m_chip->setProperty("role", "secondary");
    m_accept =
        button(QStringLiteral("check"), tr("Accept"), tr("Accept the sentence"), tr("Reviewed: keep as it is (A)"));
    if (finding)
        m_impression = button(QStringLiteral("chevron-down"), {}, tr("Repeat in the impression"),
                              tr("Repeat this sentence in the impression"));
    m_remove = button(QStringLiteral("close"), {}, tr("Remove the sentence"), tr("Remove (X)"));

    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(0, 0, 0, 0);
    tools->setSpacing(theme::kStep);
    tools->addWidget(m_chip, 1);
    for (QToolButton* tool : {m_accept, m_impression, m_remove})
        if (tool != nullptr) tools->addWidget(tool);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * theme::kStep + kBarPx, theme::kStep, theme::kStep, theme::kStep);
    column->setSpacing(0);
    column->addWidget(m_edit);
    column->addLayout(tools);

    connect(m_edit, &SentenceEdit::typed, this, &SentenceRow::typed);
    connect(m_edit, &SentenceEdit::finished, this, &SentenceRow::editFinished);
    connect(m_accept, &QToolButton::clicked, this, &SentenceRow::acceptRequested);
    connect(m_remove, &QToolButton::clicked, this, &SentenceRow::removeRequested);
    if (m_impression != nullptr) connect(m_impression, &QToolButton::clicked, this, &SentenceRow::impressionRequested);
    addMoveActions();
    show(sentence);
}

QToolButton* SentenceRow::button(const QString& iconName, const QString& text, const QString& name,
                                 const QString& tip) {
    auto* made = new QToolButton(this);
    made->setProperty("flat", true);
    made->setText(text);
    if (!iconName.isEmpty()) made->setIcon(icon(iconName));
    made->setIconSize(QSize(kButtonIconPx, kButtonIconPx));
    made->setToolButtonStyle(iconName.isEmpty() ? Qt::ToolButtonTextOnly
                             : text.isEmpty()   ? Qt::ToolButtonIconOnly
                                                : Qt::ToolButtonTextBesideIcon);
    theme::setFont(*made, theme::kSmallPx);
    made->setAccessibleName(name);
    made->setToolTip(tip);
    return made;
}

// For the mouse: the context menu; the keys are Alt+Up and Alt+Down.
void SentenceRow::addMoveActions() {
    setContextMenuPolicy(Qt::ActionsContextMenu);
    const std::pair<QString, int> moves[] = {{tr("Move up"), -1}, {tr("Move down"), 1}};
    for (const auto& [text, step] : moves) {
        auto* action = new QAction(text, this);
        connect(action, &QAction::triggered, this, [this, step = step] { Q_EMIT moveRequested(step); });
        addAction(action);
    }
}

void SentenceRow::show(const report::DraftSentence& sentence) {
    m_unreviewed = sentence.review == report::Review::Unreviewed;
    m_edit->setSentence(fromUtf8(sentence.text));
    QString chip = sourceChip(sentence);
    if (sentence.origin != report::Origin::Person) chip = reviewWord(sentence) + QStringLiteral(" \u00B7 ") + chip;
    const bool suggested = m_unreviewed && !report::isStanding(sentence);  // a template's line is no model's
    if (suggested) chip = tr("AI") + QStringLiteral(" \u00B7 ") + chip;
    m_chip->setText(chip);
    m_chip->setToolTip(sentence.original.empty() ? chip
                                                 : tr("%1. Suggested: %2").arg(chip, fromUtf8(sentence.original)));
    m_accept->setVisible(m_unreviewed);
    setAccessibleName(fromUtf8(sentence.text));
    setAccessibleDescription(suggested ? tr("AI suggestion - unreviewed") : chip);
    update();
}

void SentenceRow::beginEdit() {
    m_edit->setFocus(Qt::OtherFocusReason);
    m_edit->moveCursor(QTextCursor::End);
}

void SentenceRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const auto& colours = theme::tokens();
    if (m_unreviewed) {
        painter.fillRect(rect(), theme::tinted(colours.panel));
        painter.fillRect(QRect(0, 0, kBarPx, height()), colours.aiTint);
    }
    if (hasFocus() || m_edit->hasFocus()) {
        painter.setPen(colours.accent);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius, theme::kRadius);
    }
}

bool SentenceRow::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isRowKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void SentenceRow::keyPressEvent(QKeyEvent* event) {
    if (!isRowKey(*event)) return QFrame::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_A: Q_EMIT acceptRequested(); break;
        case Qt::Key_X:
        case Qt::Key_Delete: Q_EMIT removeRequested(); break;
        case Qt::Key_Up: Q_EMIT moveRequested(-1); break;
        case Qt::Key_Down: Q_EMIT moveRequested(1); break;
        default: beginEdit();
    }
}

void SentenceRow::mousePressEvent(QMouseEvent* event) {
    QFrame::mousePressEvent(event);
    setFocus(Qt::MouseFocusReason);
}

void SentenceRow::focusInEvent(QFocusEvent* event) {
    QFrame::focusInEvent(event);
    update();
}

void SentenceRow::focusOutEvent(QFocusEvent* event) {
    QFrame::focusOutEvent(event);
    update();
}

}  // namespace hilum::ui
