// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/search/findings_panel.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/focus_chain.h"
#include "ui/common/theme.h"
#include "ui/suggest/score_bar.h"

namespace hilum::ui {

FindingsPanel::FindingsPanel(QWidget* parent)
    : QWidget(parent), m_grid(nullptr), m_note(new QLabel(this)), m_rows(new QWidget(this)) {
    setObjectName(QStringLiteral("findingsPanel"));
    setAccessibleName(tr("Findings"));
    m_note->setProperty("role", "secondary");
    theme::setFont(*m_note, theme::kSmallPx);
    m_note->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_note);
    layout->addWidget(m_rows);
}

void FindingsPanel::setFindings(std::vector<FindingProbability> findings, const QString& packName, bool fineTuned) {
    std::sort(findings.begin(), findings.end(),
              [](const auto& a, const auto& b) { return a.probability > b.probability; });
    auto* rows = new QWidget(this);
    layout()->replaceWidget(m_rows, rows);
    m_rows->deleteLater();
    m_rows = rows;
    m_grid = new QGridLayout(m_rows);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(2 * theme::kStep);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& finding : findings) {
        auto* name = new QToolButton(m_rows);
        name->setText(finding.name);
        name->setProperty("flat", true);
        name->setToolTip(tr("Show the region of this phrase"));
        name->setAccessibleName(
            tr("Finding %1, %2 of 100").arg(finding.name).arg(static_cast<int>(finding.probability * 100 + 0.5)));
        connect(name, &QToolButton::clicked, this, [this, phrase = finding.name] { Q_EMIT findingChosen(phrase); });
        auto* bar = new ScoreBar(finding.probability, m_rows);
        bar->setThreshold(finding.threshold);
        auto* number = new QLabel(QString::number(finding.probability, 'f', 2), m_rows);
        theme::setFont(*number, theme::kSmallPx);
        number->setProperty("role", finding.probability >= finding.threshold ? "" : "secondary");
        m_grid->addWidget(name, row, 0, Qt::AlignLeft);
        m_grid->addWidget(bar, row, 1, Qt::AlignVCenter);
        m_grid->addWidget(number, row, 2);
        ++row;
    }
    m_count = row;
    m_note->setText((fineTuned
                         ? tr("Fine-tuned probabilities of %1, the mark is the threshold. AI suggestion - unreviewed.")
                         : tr("Zero-shot scores of %1, the mark is the threshold. AI suggestion - unreviewed."))
                        .arg(packName));
    m_rows->show();
    chainFocus(this, *this);
}

}  // namespace hilum::ui
