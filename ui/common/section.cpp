// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/common/icon_label.h"
#include "ui/common/icons.h"
#include "ui/common/state_page.h"
#include "ui/common/theme.h"

namespace hilum::ui {

Section::Section(const QString& name, const QString& title, QWidget* content, QWidget* parent)
    : QWidget(parent),
      m_header(new QToolButton(this)),
      m_count(new QLabel(this)),
      m_headerRow(new QHBoxLayout),
      m_noticeRow(new QWidget(this)),
      m_notice(new QLabel(m_noticeRow)),
      m_body(new QWidget(this)),
      m_page(new StatePage(m_body)),
      m_content(content) {
    setObjectName(name);
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    m_header->setProperty("flat", true);
    m_header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    theme::setFont(*m_header, theme::kSmallPx + 1, true);
    m_header->setIconSize(QSize(12, 12));
    m_count->setProperty("role", "secondary");
    theme::setFont(*m_count, theme::kSmallPx);
    m_headerRow->setContentsMargins(theme::kStep, theme::kStep, 2 * theme::kStep, theme::kStep);
    m_headerRow->setSpacing(theme::kStep);
    m_headerRow->addWidget(m_header);
    m_headerRow->addStretch();
    m_headerRow->addWidget(m_count);

    auto* sign = new IconLabel(QStringLiteral("warning"), theme::Tone::Warning, 14, m_noticeRow);
    m_notice->setWordWrap(true);
    m_notice->setProperty("role", "warning");
    auto* noticeLayout = new QHBoxLayout(m_noticeRow);
    noticeLayout->setContentsMargins(3 * theme::kStep, 0, 3 * theme::kStep, theme::kStep);
    noticeLayout->addWidget(sign, 0, Qt::AlignTop);
    noticeLayout->addWidget(m_notice, 1);
    m_noticeRow->hide();

    content->setParent(m_body);
    auto* bodyLayout = new QVBoxLayout(m_body);
    bodyLayout->setContentsMargins(3 * theme::kStep, 0, 3 * theme::kStep, 2 * theme::kStep);
    bodyLayout->addWidget(m_page);
    bodyLayout->addWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(m_headerRow);
    layout->addWidget(m_noticeRow);
    layout->addWidget(m_body);

    connect(m_header, &QToolButton::clicked, this, [this] { setFolded(!m_folded); });
    connect(m_page, &StatePage::retryRequested, this, &Section::retryRequested);
    connect(m_page, &StatePage::cancelRequested, this, &Section::cancelRequested);
    connect(m_page, &StatePage::actionRequested, this, &Section::actionRequested);
    setTitle(title);
    setState(State::Empty);
    setFolded(false);
}

void Section::setTitle(const QString& title) {
    m_header->setText(title);
    setAccessibleName(title);
    m_header->setAccessibleName(title);
}

void Section::setFolded(bool folded) {
    const bool changed = folded != m_folded;
    m_folded = folded;
    m_body->setVisible(!folded);
    m_noticeRow->setVisible(!folded && !m_notice->text().isEmpty());
    m_header->setIcon(icon(folded ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down")));
    m_header->setAccessibleDescription(folded ? tr("folded") : tr("unfolded"));
    if (changed) Q_EMIT foldedChanged(folded);
}

void Section::setCount(const QString& text) { m_count->setText(text); }

void Section::addHeaderWidget(QWidget* widget) { m_headerRow->insertWidget(m_headerRow->count() - 1, widget); }

void Section::setTopWidget(QWidget* widget) {
    m_top = widget;
    widget->setParent(m_body);
    static_cast<QVBoxLayout*>(m_body->layout())->insertWidget(0, widget);
}

void Section::setNotice(const QString& text, const QString& toolTip) {
    m_notice->setText(text);
    m_noticeRow->setVisible(!text.isEmpty() && !m_folded);
    m_notice->setToolTip(toolTip);
}

QString Section::notice() const { return m_notice->text(); }

void Section::setState(State state) {
    m_state = state;
    m_page->setVisible(state != State::Content);
    m_content->setVisible(state == State::Content);
}

void Section::showEmpty(const QString& title, const QString& hint, const QString& action) {
    m_page->showEmpty(title, hint);
    m_page->setAction(action);
    setCount({});
    setState(State::Empty);
}

void Section::showWorking(const QString& title, bool cancellable) {
    m_page->showWorking(title, cancellable);
    setCount({});
    setState(State::Working);
}

void Section::showFailed(const base::Error& error, bool canRetry, const QString& action) {
    showFailed(errorText(error), canRetry, action);
}

void Section::showFailed(const ErrorText& text, bool canRetry, const QString& action) {
    m_page->showFailed(text, canRetry);
    m_page->setAction(action);
    setCount({});
    setState(State::Failed);
}

// Added up from the parts: layouts inside layouts answer with what they knew before the last change.
int Section::heightAround(int width) const {
    const auto needed = [](const QWidget* widget, int room) {
        return widget->hasHeightForWidth() ? widget->heightForWidth(room) : widget->sizeHint().height();
    };
    int height = m_headerRow->sizeHint().height();
    if (m_folded) return height;
    if (!m_notice->text().isEmpty()) height += needed(m_noticeRow, width);
    const auto* body = m_body->layout();
    const QMargins margins = body->contentsMargins();
    const int room = width - margins.left() - margins.right();
    height += margins.top() + margins.bottom();
    if (m_top != nullptr && !m_top->isHidden()) height += needed(m_top, room) + body->spacing();
    if (m_state != State::Content) height += needed(m_page, room);
    return height;
}

int Section::contentHeight(int width) const {
    const QMargins margins = m_body->layout()->contentsMargins();
    const int room = width - margins.left() - margins.right();
    return m_content->hasHeightForWidth() ? m_content->heightForWidth(room) : m_content->sizeHint().height();
}

void Section::showContent() { setState(State::Content); }

}  // namespace hilum::ui
