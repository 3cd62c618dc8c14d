// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/state_page.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/theme.h"

namespace hilum::ui {

StatePage::StatePage(QWidget* parent)
    : QWidget(parent),
      m_icon(new IconLabel(QStringLiteral("info"), theme::Tone::Secondary, theme::kIconPx, this)),
      m_title(new QLabel(this)),
      m_text(new QLabel(this)),
      m_progress(new QProgressBar(this)),
      m_retry(new QPushButton(tr("Try again"), this)),
      m_detailsButton(new QPushButton(tr("Details"), this)),
      m_cancel(new QPushButton(tr("Cancel"), this)),
      m_action(new QPushButton(this)),
      m_details(new QLabel(this)) {
    m_title->setProperty("role", "title");
    m_text->setProperty("role", "secondary");
    m_details->setProperty("role", "secondary");
    for (auto* label : {m_title, m_text, m_details}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    theme::setFont(*m_details, theme::kSmallPx);
    m_progress->setTextVisible(false);
    m_retry->setAccessibleName(tr("Try again"));
    m_detailsButton->setAccessibleName(tr("Show or hide details"));
    m_cancel->setAccessibleName(tr("Cancel"));
    m_action->setAccessibleName(tr("Next step"));
    m_progress->setAccessibleName(tr("Progress"));
    m_detailsButton->setCheckable(true);
    m_retry->setToolTip(tr("Do it once more"));
    m_detailsButton->setToolTip(tr("What exactly went wrong, for a report of the fault"));
    m_cancel->setToolTip(tr("Stop this; nothing half made is left"));
    m_progress->setAccessibleDescription(tr("How far the work has come"));

    auto* buttons = new FlowLayout(nullptr, 2 * theme::kStep);  // large text wraps them instead of widening the panel
    for (auto* button : {m_action, m_retry, m_detailsButton, m_cancel}) buttons->addWidget(button);
    auto* column = new QVBoxLayout;
    column->setSpacing(theme::kStep);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_title), static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_progress)})
        column->addWidget(widget);
    column->addLayout(buttons);
    column->addWidget(m_details);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, theme::kStep, 0, theme::kStep);
    row->setSpacing(2 * theme::kStep);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(column, 1);

    connect(m_retry, &QPushButton::clicked, this, &StatePage::retryRequested);
    connect(m_cancel, &QPushButton::clicked, this, &StatePage::cancelRequested);
    connect(m_action, &QPushButton::clicked, this, &StatePage::actionRequested);
    connect(m_detailsButton, &QPushButton::toggled, m_details, &QWidget::setVisible);
    reset(QStringLiteral("info"), theme::Tone::Secondary, {}, {});
}

void StatePage::reset(const QString& iconName, theme::Tone tone, const QString& title, const QString& text) {
    m_icon->setSign(iconName, tone);
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_progress->hide();
    m_retry->hide();
    m_detailsButton->hide();
    m_detailsButton->setChecked(false);
    m_cancel->hide();
    m_action->hide();
    m_details->hide();
    setAccessibleName(title);
    setAccessibleDescription(text);
}

void StatePage::showEmpty(const QString& title, const QString& hint) {
    reset(QStringLiteral("info"), theme::Tone::Secondary, title, hint);
}

void StatePage::showWorking(const QString& title, bool cancellable) {
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());  // on the button that began the work
    reset(QStringLiteral("info"), theme::Tone::Accent, title, {});
    m_progress->setRange(0, 1000);
    m_progress->setValue(0);
    m_progress->show();
    m_cancel->setVisible(cancellable);
    if (hadFocus && cancellable) m_cancel->setFocus();
}

void StatePage::setProgress(qint64 done, qint64 total) {
    if (total > 0) m_progress->setValue(static_cast<int>(done * 1000 / total));
}

void StatePage::showFailed(const ErrorText& text, bool canRetry) {
    const QString body = text.advice.isEmpty() ? text.explanation : text.explanation + QLatin1Char('\n') + text.advice;
    reset(QStringLiteral("error"), theme::Tone::Error, text.title, body);
    m_retry->setVisible(canRetry);
    m_detailsButton->setVisible(!text.details.isEmpty());
    m_details->setText(text.details);
}

void StatePage::setAction(const QString& text) {
    m_action->setText(text);
    m_action->setAccessibleName(text.isEmpty() ? tr("Next step") : text);
    m_action->setToolTip(m_text->text().isEmpty() ? m_title->text() : m_text->text());
    m_action->setVisible(!text.isEmpty());
}

QString StatePage::title() const { return m_title->text(); }
QString StatePage::text() const { return m_text->text(); }

}  // namespace hilum::ui
