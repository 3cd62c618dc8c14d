// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/suggest/suggestion_row.h"

#include <QAction>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <functional>

#include "ui/common/elided_label.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/suggest/score_bar.h"

namespace hilum::ui {

namespace {

QLabel* small(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    theme::setFont(*label, theme::kSmallPx);
    label->setProperty("role", "secondary");
    return label;
}

}  // namespace

QString sourceText(const reading::Suggestion& suggestion) {
    if (suggestion.cases == 1) return SuggestionRow::tr("1 past case");
    if (suggestion.cases > 1) return SuggestionRow::tr("%1 past cases").arg(suggestion.cases);
    if (suggestion.source == "case") return SuggestionRow::tr("past case");
    if (suggestion.source.rfind("bank", 0) == 0) return SuggestionRow::tr("caption bank");
    return SuggestionRow::tr("your list");
}

SuggestionRow::SuggestionRow(int rank, const reading::Suggestion& suggestion, QWidget* parent)
    : QFrame(parent),
      m_suggestion(suggestion),
      m_text(fromUtf8(suggestion.text)),
      m_rank(new QLabel(QString::number(rank), this)),
      m_label(new QLabel(m_text, this)),
      m_edit(new QLineEdit(this)) {
    setObjectName(QStringLiteral("suggestion%1").arg(rank));
    setAccessibleName(tr("Suggestion %1: %2").arg(rank).arg(m_text));
    setAccessibleDescription(tr("AI suggestion - unreviewed"));
    m_rank->setProperty("role", "secondary");
    m_rank->setMinimumWidth(14);
    m_rank->setAlignment(Qt::AlignTop | Qt::AlignRight);
    m_label->setWordWrap(true);
    m_edit->hide();
    m_edit->setAccessibleName(tr("Edit the suggestion"));
    m_edit->setAccessibleDescription(tr("Enter puts it into the report, Esc leaves it as it was"));
    m_edit->installEventFilter(this);
    m_meta = makeMeta();
    m_done = new QWidget(this);
    auto* doneLayout = new QHBoxLayout(m_done);
    doneLayout->setContentsMargins(0, 0, 0, 0);
    m_doneText = small({}, m_done);
    auto* undoButton = new QToolButton(m_done);
    undoButton->setText(tr("Undo"));
    undoButton->setProperty("flat", true);
    theme::setFont(*undoButton, theme::kSmallPx);
    undoButton->setAccessibleName(tr("Undo the review of suggestion %1").arg(rank));
    undoButton->setProperty("tight", true);
    doneLayout->addWidget(m_doneText, 1);
    doneLayout->addWidget(undoButton);
    undoButton->setToolTip(tr("Take the review back; its sentence leaves the report"));
    connect(undoButton, &QToolButton::clicked, this, &SuggestionRow::undo);
    addMenu();

    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    for (QWidget* widget : {static_cast<QWidget*>(m_label), static_cast<QWidget*>(m_edit), m_meta, m_done})
        column->addWidget(widget);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * theme::kStep, theme::kStep, 2 * theme::kStep, theme::kStep);
    row->setSpacing(2 * theme::kStep);
    row->addWidget(m_rank, 0, Qt::AlignTop);
    row->addLayout(column, 1);
    setState(State::Unreviewed);
}

// The same by a right click, and the way from a phrase to past cases with it.
void SuggestionRow::addMenu() {
    setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto add = [this](const QString& iconName, const QString& text, const std::function<void()>& run) {
        auto* action = new QAction(icon(iconName), text, this);
        connect(action, &QAction::triggered, this, [this, run] {
            Q_EMIT chosen();
            run();
        });
        addAction(action);
    };
    add(QStringLiteral("check"), tr("Accept"), [this] { accept(); });
    add(QStringLiteral("edit"), tr("Edit"), [this] { beginEdit(); });
    add(QStringLiteral("close"), tr("Dismiss"), [this] { dismiss(); });
    add(QStringLiteral("search"), tr("Search past cases for this phrase"), [this] { Q_EMIT searchRequested(m_text); });
}

// One line: score, coarse bar, source, and the three buttons.
QWidget* SuggestionRow::makeMeta() {
    auto* meta = new QWidget(this);
    auto* layout = new QHBoxLayout(meta);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * theme::kStep);
    layout->addWidget(small(QString::number(static_cast<double>(m_suggestion.score), 'f', 2), meta));
    auto* bar = new ScoreBar(static_cast<double>(m_suggestion.score), meta);
    bar->setFixedWidth(44);
    layout->addWidget(bar);
    auto* source = new ElidedLabel(sourceText(m_suggestion), meta);  // gives way in a narrow panel
    theme::setFont(*source, theme::kSmallPx);
    source->setProperty("role", "secondary");
    layout->addWidget(source, 1);
    const auto add = [&](const QString& iconName, const QString& name, const QString& tip, auto slot) {
        auto* button = new QToolButton(meta);
        button->setIcon(icon(iconName));
        button->setIconSize(QSize(14, 14));
        button->setFixedSize(30, 22);
        button->setProperty("tight", true);
        button->setAccessibleName(name);
        button->setToolTip(tip);
        connect(button, &QToolButton::clicked, this, [this, slot] {
            Q_EMIT chosen();
            (this->*slot)();
        });
        layout->addWidget(button);
    };
    add(QStringLiteral("check"), tr("Accept: %1").arg(m_text), tr("Accept: put into the report (A)"),
        &SuggestionRow::accept);
    add(QStringLiteral("edit"), tr("Edit: %1").arg(m_text), tr("Edit the words, then put into the report (E)"),
        &SuggestionRow::beginEdit);
    add(QStringLiteral("close"), tr("Dismiss: %1").arg(m_text), tr("Dismiss (X)"), &SuggestionRow::dismiss);
    return meta;
}

void SuggestionRow::setState(State state) {
    m_state = state;
    const bool open = state == State::Unreviewed;
    m_meta->setVisible(open);
    m_done->setVisible(!open);
    m_label->setVisible(!isEditing());
    theme::setRole(*m_label, state == State::Dismissed ? "secondary" : "");
    m_label->setText(m_text);
    QString words = tr("AI suggestion - unreviewed");
    if (state == State::Accepted) words = tr("Accepted, in the report");
    if (state == State::Edited) words = tr("Edited, in the report");
    if (state == State::Dismissed) words = tr("Dismissed");
    m_doneText->setText(words);
    setAccessibleDescription(words);
    update();
}

void SuggestionRow::setSelected(bool selected) {
    m_selected = selected;
    update();
}

bool SuggestionRow::isEditing() const { return !m_edit->isHidden(); }

void SuggestionRow::accept() {
    if (m_state != State::Unreviewed) return;
    setState(State::Accepted);
    Q_EMIT reviewed(State::Accepted);
}

void SuggestionRow::beginEdit() {
    if (m_state != State::Unreviewed) return;
    m_edit->setText(m_text);
    m_edit->setModified(false);
    m_edit->show();
    m_label->hide();
    m_edit->setFocus();
    m_edit->selectAll();
}

void SuggestionRow::finishEdit(bool keep, bool takeFocus) {
    const QString typed = m_edit->text().simplified();
    if (takeFocus) setFocus();  // first: a hidden field would hand the focus to a neighbour
    m_edit->hide();
    m_label->show();
    if (!keep || typed.isEmpty()) return;
    const bool same = typed == fromUtf8(m_suggestion.text);
    m_text = typed;
    setState(same ? State::Accepted : State::Edited);
    Q_EMIT reviewed(m_state);
}

void SuggestionRow::dismiss() {
    if (m_state != State::Unreviewed) return;
    if (isEditing()) finishEdit(false);
    setState(State::Dismissed);
    Q_EMIT reviewed(State::Dismissed);
}

void SuggestionRow::undo() {
    if (m_state == State::Unreviewed) return;
    m_text = fromUtf8(m_suggestion.text);
    setState(State::Unreviewed);
    Q_EMIT reviewed(State::Unreviewed);
}

void SuggestionRow::restore(State state, const QString& text) {
    if (m_state != State::Unreviewed) return;
    m_text = text;
    setState(state);
    Q_EMIT reviewed(state);
}

bool SuggestionRow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_edit && (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        // Both keys end here: an Enter that climbed to the panel would accept the next suggestion as well.
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool keep = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (keep || key == Qt::Key_Escape) {
            if (event->type() == QEvent::KeyPress) finishEdit(keep);
            event->accept();
            return true;
        }
    }
    // A click elsewhere keeps what was typed; untouched words stay a suggestion.
    if (watched == m_edit && event->type() == QEvent::FocusOut && isEditing()) {
        const auto reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason == Qt::MouseFocusReason || reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason)
            finishEdit(m_edit->isModified(), false);
    }
    return QFrame::eventFilter(watched, event);
}

void SuggestionRow::mousePressEvent(QMouseEvent*) { Q_EMIT chosen(); }

void SuggestionRow::paintEvent(QPaintEvent*) {
    const auto& t = theme::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const bool open = m_state == State::Unreviewed;
    painter.setBrush(open ? theme::tinted(t.panel) : t.raised);
    painter.drawRoundedRect(rect(), theme::kRadius, theme::kRadius);
    painter.setBrush(open ? t.aiTint : (m_state == State::Dismissed ? t.disabled : t.success));
    painter.drawRect(QRectF(0, 0, 3, height()));
    if (m_selected) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.accent, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius, theme::kRadius);
    }
}

}  // namespace hilum::ui
