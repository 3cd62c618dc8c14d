// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// How ReportPanel is put together: status above, sentences in a scrolling column, reader and Export
// below, always in reach.
#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/common/focus_chain.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/common/wrap_label.h"
#include "ui/report/report_panel.h"
#include "ui/report/report_status.h"
#include "ui/report/report_words.h"
#include "ui/report/sentence_edit.h"
#include "ui/report/sentence_row.h"

namespace hilum::ui {

namespace {
constexpr int kTypingPauseMs = 300;  // after this pause the typed text goes to the autosave
}

ReportPanel::ReportPanel(QWidget* parent)
    : QWidget(parent),
      m_status(new ReportStatus(this)),
      m_scroll(new QScrollArea(this)),
      m_body(new QWidget),
      m_column(new QVBoxLayout(m_body)),
      m_empty(new QLabel(m_body)) {
    setObjectName(QStringLiteral("reportPanel"));
    setAccessibleName(tr("Draft report"));
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, [this] { changed(false); });

    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(theme::kStep);
    m_empty->setWordWrap(true);
    m_empty->setProperty("role", "secondary");
    m_column->addWidget(m_empty);
    buildHeading(Part::Findings, tr("Findings"), tr("Add a sentence to the findings"));
    buildHeading(Part::Impression, tr("Impression"), tr("Add a sentence to the impression"));
    m_column->addStretch();
    m_scroll->setWidget(m_body);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(3 * theme::kStep, theme::kStep, 3 * theme::kStep, 2 * theme::kStep);
    all->setSpacing(2 * theme::kStep);
    all->addWidget(m_status);
    m_conflicts = new WrapLabel(this);
    m_conflicts->setObjectName(QStringLiteral("reportConflicts"));
    m_conflicts->setTextFormat(Qt::PlainText);
    m_conflicts->hide();
    all->addWidget(m_conflicts);
    all->addWidget(m_scroll, 1);
    buildFooter();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { followFocus(now); });
    clear();
}

void ReportPanel::buildHeading(Part part, const QString& title, const QString& addName) {
    const auto which = static_cast<std::size_t>(part);
    auto* row = new QHBoxLayout;
    auto* name = new QLabel(title, m_body);
    name->setProperty("role", "title");
    m_counts[which] = new QLabel(m_body);
    m_counts[which]->setProperty("role", "secondary");
    theme::setFont(*m_counts[which], theme::kSmallPx);
    m_add[which] = new QToolButton(m_body);
    m_add[which]->setProperty("flat", true);
    m_add[which]->setText(tr("Add"));
    theme::setFont(*m_add[which], theme::kSmallPx);
    m_add[which]->setAccessibleName(addName);
    m_add[which]->setToolTip(addName);
    connect(m_add[which], &QToolButton::clicked, this, [this, part] { addTyped(part); });
    row->addWidget(name);
    row->addWidget(m_counts[which], 1);
    row->addWidget(m_add[which]);
    m_column->addLayout(row);
    auto* sentences = new QVBoxLayout;
    sentences->setSpacing(2);
    m_column->addLayout(sentences);
    (part == Part::Findings ? m_findings : m_impression) = sentences;
}

void ReportPanel::buildFooter() {
    auto* row = new QHBoxLayout;
    m_reader = new QLineEdit(this);
    m_reader->setObjectName(QStringLiteral("readerName"));
    m_reader->setPlaceholderText(tr("Reader: your name"));
    m_reader->setAccessibleName(tr("Name of the reader"));
    m_reader->setToolTip(tr("Stands in the report as the one who has reviewed it"));
    m_export = new QPushButton(icon(QStringLiteral("export")), tr("Export"), this);
    m_export->setAccessibleName(tr("Export the report"));
    m_export->setToolTip(tr("Write the draft as PDF, HTML, text, FHIR or DICOM (Ctrl+E)"));
    m_insert = new QToolButton(this);
    m_insert->setProperty("flat", true);
    m_insert->setText(tr("Insert"));
    theme::setFont(*m_insert, theme::kSmallPx);
    m_insert->setPopupMode(QToolButton::InstantPopup);
    m_insert->setAccessibleName(tr("Insert standing text"));
    m_insert->setToolTip(tr("Lines of a template, or a macro with its source"));
    m_insert->hide();  // until there is something to insert
    row->addWidget(m_reader, 1);
    row->addWidget(m_insert);
    row->addWidget(m_export);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(m_reader, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_draft.reader = toUtf8(text);
        changed(true);
    });
    connect(m_export, &QPushButton::clicked, this, &ReportPanel::requestExport);
}

void ReportPanel::setInsertions(std::vector<Insertion> insertions) {
    m_insertions = std::move(insertions);
    auto* menu = new QMenu(m_insert);
    QHash<QString, QMenu*> groups;
    for (std::size_t i = 0; i < m_insertions.size(); ++i) {
        const auto& insertion = m_insertions[i];
        QMenu*& group = groups[insertion.group];
        if (group == nullptr) group = menu->addMenu(insertion.group);
        connect(group->addAction(insertion.label), &QAction::triggered, this, [this, i] { insert(m_insertions[i]); });
    }
    if (m_insert->menu() != nullptr) m_insert->menu()->deleteLater();
    m_insert->setMenu(menu);
    m_insert->setVisible(!m_insertions.empty());
}

void ReportPanel::setConflicts(const QStringList& conflicts) {
    m_conflicts->setText(conflicts.isEmpty() ? QString()
                                             : tr("Please check: %1").arg(conflicts.join(QLatin1Char(' '))));
    m_conflicts->setAccessibleName(m_conflicts->text());
    m_conflicts->setVisible(!conflicts.isEmpty());
}

QString ReportPanel::conflictText() const { return m_conflicts->isHidden() ? QString() : m_conflicts->text(); }

SentenceRow* ReportPanel::makeRow(Part part, const report::DraftSentence& sentence) {
    auto* row = new SentenceRow(sentence, part == Part::Findings, m_body);
    (part == Part::Findings ? m_findings : m_impression)->addWidget(row);
    rows(part).push_back(row);
    connect(row, &SentenceRow::typed, this, [this, row](const QString& text) { typed(row, text); });
    connect(row, &SentenceRow::editFinished, this, [this, row] { editFinished(row); });
    connect(row, &SentenceRow::acceptRequested, this, [this, row] { accept(row); });
    connect(row, &SentenceRow::removeRequested, this, [this, row] { remove(row); });
    connect(row, &SentenceRow::impressionRequested, this, [this, row] { repeatInImpression(row); });
    // A move rebuilds the rows, this one among them: not while it handles its key.
    connect(
        row, &SentenceRow::moveRequested, this, [this, row](int step) { move(row, step); }, Qt::QueuedConnection);
    chainFocus(this, *this);
    return row;
}

void ReportPanel::rebuild() {
    for (const Part part : {Part::Findings, Part::Impression}) {
        for (SentenceRow* row : rows(part)) {
            row->hide();
            row->deleteLater();
        }
        rows(part).clear();
        for (const auto& sentence : list(part)) makeRow(part, sentence);
    }
    refresh();
    m_status->setState(ReportStatus::Tone::Quiet, m_draft.empty() ? tr("Nothing in the report yet") : tr("Draft"));
}

void ReportPanel::refresh() {
    m_body->setEnabled(m_hasStudy);
    m_reader->setEnabled(m_hasStudy);
    m_export->setEnabled(m_hasStudy && !m_draft.empty());
    m_insert->setEnabled(m_hasStudy);
    m_empty->setVisible(m_draft.empty());
    m_empty->setText(m_hasStudy ? tr("Accept a suggestion (A), take all of them with Ctrl+R, or add a sentence.")
                                : tr("Open a study to begin a report."));
    if (!m_hasStudy) m_status->setState(ReportStatus::Tone::Quiet, tr("No study is open"));
    for (const Part part : {Part::Findings, Part::Impression}) {
        const auto& sentences = list(part);
        const auto open = std::count_if(sentences.begin(), sentences.end(),
                                        [](const auto& s) { return s.review == report::Review::Unreviewed; });
        m_counts[static_cast<std::size_t>(part)]->setText(open > 0 ? tr("%1 unreviewed").arg(open) : QString());
    }
}

void ReportPanel::focusRow(Part part, std::size_t index) {
    if (index >= rows(part).size()) return;
    SentenceRow* row = rows(part)[index];
    row->setFocus(Qt::OtherFocusReason);
    m_scroll->ensureWidgetVisible(row, 0, theme::kStep);
}

void ReportPanel::followFocus(QWidget* now) {
    if (now == nullptr || !isAncestorOf(now)) return;
    SentenceRow* row = nullptr;
    for (QWidget* at = now; at != this && row == nullptr; at = at->parentWidget()) row = qobject_cast<SentenceRow*>(at);
    m_current = row;
    if (row != nullptr) m_scroll->ensureWidgetVisible(row, 0, theme::kStep);
}

// F2 works inside the panel even where no window has bound it.
bool ReportPanel::event(QEvent* event) {
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_F2) {
        nextField();
        return true;
    }
    return QWidget::event(event);
}

}  // namespace hilum::ui
