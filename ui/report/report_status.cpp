// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/report/report_status.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/common/icon_label.h"
#include "ui/common/theme.h"
#include "ui/common/wrap_label.h"

namespace hilum::ui {

namespace {

constexpr int kSignPx = 14;

theme::Tone colourOf(ReportStatus::Tone tone) {
    switch (tone) {
        case ReportStatus::Tone::Good: return theme::Tone::Success;
        case ReportStatus::Tone::Warning: return theme::Tone::Warning;
        case ReportStatus::Tone::Error: return theme::Tone::Error;
        case ReportStatus::Tone::Quiet: break;
    }
    return theme::Tone::Secondary;
}

// As the style sheet calls the border of a notice.
const char* nameOf(ReportStatus::Tone tone) {
    switch (tone) {
        case ReportStatus::Tone::Good: return "good";
        case ReportStatus::Tone::Warning: return "warning";
        case ReportStatus::Tone::Error: return "error";
        case ReportStatus::Tone::Quiet: break;
    }
    return "quiet";
}

QString signOf(ReportStatus::Tone tone) {
    switch (tone) {
        case ReportStatus::Tone::Good: return QStringLiteral("success");
        case ReportStatus::Tone::Warning: return QStringLiteral("warning");
        case ReportStatus::Tone::Error: return QStringLiteral("error");
        case ReportStatus::Tone::Quiet: break;
    }
    return QStringLiteral("report");
}

}  // namespace

ReportStatus::ReportStatus(QWidget* parent)
    : QWidget(parent),
      m_sign(new IconLabel(QStringLiteral("report"), theme::Tone::Secondary, kSignPx, this)),
      m_text(new QLabel(this)),
      m_notice(new QFrame(this)),
      m_noticeSign(new IconLabel(QStringLiteral("report"), theme::Tone::Secondary, kSignPx, m_notice)),
      m_noticeText(new WrapLabel(m_notice)) {
    m_text->setWordWrap(true);
    m_text->setAccessibleName(tr("State of the report"));
    m_notice->setObjectName(QStringLiteral("reportNotice"));
    m_notice->hide();
    auto* line = new QHBoxLayout;
    line->setSpacing(theme::kStep + 2);
    line->addWidget(m_sign, 0, Qt::AlignTop);
    line->addWidget(m_text, 1);

    auto* head = new QHBoxLayout;
    head->setSpacing(theme::kStep + 2);
    head->addWidget(m_noticeSign, 0, Qt::AlignTop);
    head->addWidget(m_noticeText, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::kStep);
    for (int i = 0; i < 2; ++i) {
        m_buttons[i] = new QPushButton(m_notice);
        row->addWidget(m_buttons[i]);
        connect(m_buttons[i], &QPushButton::clicked, this, [this, i] { pressNotice(i); });
    }
    row->addStretch();
    auto* inner = new QVBoxLayout(m_notice);
    inner->setContentsMargins(2 * theme::kStep, theme::kStep, 2 * theme::kStep, theme::kStep);
    inner->setSpacing(theme::kStep);
    inner->addLayout(head);
    inner->addLayout(row);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::kStep);
    column->addLayout(line);
    column->addWidget(m_notice);
}

void ReportStatus::setSign(IconLabel& sign, Tone tone) { sign.setSign(signOf(tone), colourOf(tone)); }

void ReportStatus::setState(Tone tone, const QString& text) {
    setSign(*m_sign, tone);
    m_text->setText(text);
    theme::setRole(*m_text, tone == Tone::Error ? "" : "secondary");
}

QString ReportStatus::stateText() const { return m_text->text(); }

void ReportStatus::setNoticeToolTip(const QString& text) { m_notice->setToolTip(text); }

void ReportStatus::showNotice(Tone tone, const QString& text, Action first, Action second) {
    setSign(*m_noticeSign, tone);
    m_noticeText->setText(text);
    if (m_notice->isVisible()) m_noticeText->setMinimumHeight(m_noticeText->heightForWidth(m_noticeText->width()));
    m_notice->setAccessibleName(text);
    m_notice->setToolTip({});
    m_notice->setProperty("tone", nameOf(tone));
    m_notice->style()->unpolish(m_notice);
    m_notice->style()->polish(m_notice);
    Action* actions[2] = {&first, &second};
    for (int i = 0; i < 2; ++i) {
        m_run[i] = std::move(actions[i]->run);
        m_buttons[i]->setText(actions[i]->text);
        m_buttons[i]->setAccessibleName(actions[i]->text);
        m_buttons[i]->setToolTip(text);
        m_buttons[i]->setVisible(static_cast<bool>(m_run[i]));
    }
    m_notice->show();
}

void ReportStatus::hideNotice() { m_notice->hide(); }

bool ReportStatus::noticeShown() const { return !m_notice->isHidden(); }

QString ReportStatus::noticeText() const { return m_noticeText->text(); }

void ReportStatus::pressNotice(int which) {
    if (!noticeShown() || !m_run[which]) return;
    const auto run = m_run[which];  // running may show another notice
    hideNotice();
    run();
}

}  // namespace hilum::ui
