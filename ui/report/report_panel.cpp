// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What happens to the draft; how the panel is put together stands in report_panel_layout.cpp.
#include "ui/report/report_panel.h"

#include <QApplication>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/error_text.h"
#include "ui/common/text.h"
#include "ui/report/report_status.h"
#include "ui/report/report_words.h"
#include "ui/report/sentence_edit.h"
#include "ui/report/sentence_row.h"

namespace hilum::ui {

using Tone = ReportStatus::Tone;

void ReportPanel::setDraft(const report::ReportDraft& draft) {
    m_typing.stop();
    m_hasStudy = true;
    m_draft = draft;
    m_status->hideNotice();
    rebuild();
    const QSignalBlocker quiet(m_reader);
    m_reader->setText(fromUtf8(draft.reader));
}

void ReportPanel::clear() {
    setDraft({});
    m_hasStudy = false;
    refresh();
}

void ReportPanel::addFinding(const report::DraftSentence& sentence) {
    if (!m_hasStudy || sentence.text.empty()) return;
    const auto same = std::find_if(m_draft.findings.begin(), m_draft.findings.end(),
                                   [&](const auto& other) { return other.text == sentence.text; });
    if (same != m_draft.findings.end()) {
        // Accepting a suggestion that the draft already holds reviews that sentence.
        if (same->review == report::Review::Unreviewed) same->review = sentence.review;
        m_findingRows[static_cast<std::size_t>(same - m_draft.findings.begin())]->show(*same);
    } else {
        m_draft.findings.push_back(sentence);
        makeRow(Part::Findings, sentence);
    }
    changed(false);
}

// What the draft holds word for word already is not put in twice.
void ReportPanel::insert(const Insertion& insertion) {
    if (!m_hasStudy) return;
    const Part part = insertion.impression ? Part::Impression : Part::Findings;
    std::size_t first = list(part).size();
    for (const auto& sentence : insertion.sentences) {
        const auto& all = list(part);
        const bool known = std::any_of(all.begin(), all.end(), [&](const auto& s) { return s.text == sentence.text; });
        if (known) continue;
        list(part).push_back(sentence);
        makeRow(part, sentence);
    }
    if (list(part).size() == first) return;
    changed(false);
    focusRow(part, first);
}

bool ReportPanel::find(const SentenceRow* row, Place& place) {
    for (const Part part : {Part::Findings, Part::Impression}) {
        const auto& all = rows(part);
        const auto found = std::find(all.begin(), all.end(), row);
        if (found == all.end()) continue;
        place = {part, static_cast<std::size_t>(found - all.begin())};
        return true;
    }
    return false;
}

void ReportPanel::changed(bool typing) {
    refresh();
    m_status->setState(Tone::Quiet, tr("Not saved yet"));
    if (typing) {
        m_typing.start();
        return;
    }
    m_typing.stop();
    Q_EMIT draftChanged(m_draft);
}

void ReportPanel::typed(SentenceRow* row, const QString& text) {
    Place place;
    if (!find(row, place)) return;
    report::DraftSentence& sentence = list(place.part)[place.index];
    const std::string words = toUtf8(text);
    if (words == sentence.text) return;
    if (sentence.origin != report::Origin::Person) {
        if (sentence.original.empty()) sentence.original = sentence.text;
        const bool back = words == sentence.original;
        sentence.review = back ? report::Review::Accepted : report::Review::Edited;
        if (back) sentence.original.clear();
    }
    sentence.text = words;
    row->show(sentence);
    changed(true);
}

void ReportPanel::editFinished(SentenceRow* row) {
    Place place;
    if (!find(row, place)) return;
    if (fromUtf8(list(place.part)[place.index].text).trimmed().isEmpty()) return remove(row);
    if (m_typing.isActive()) changed(false);
    if (row->editor().hasFocus()) row->setFocus(Qt::OtherFocusReason);
    row->update();
}

void ReportPanel::accept(SentenceRow* row) {
    Place place;
    if (!find(row, place)) return;
    const std::string text = list(place.part)[place.index].text;
    // The impression's copy of a finding is the same statement: reviewed once, reviewed everywhere.
    for (const Part part : {Part::Findings, Part::Impression})
        for (std::size_t i = 0; i < list(part).size(); ++i) {
            report::DraftSentence& sentence = list(part)[i];
            if (sentence.text != text || sentence.review != report::Review::Unreviewed) continue;
            sentence.review = report::Review::Accepted;
            rows(part)[i]->show(sentence);
        }
    changed(false);
    if (SentenceRow* next = nextUnreviewed())
        next->setFocus(Qt::OtherFocusReason);
    else
        row->setFocus(Qt::OtherFocusReason);
}

void ReportPanel::remove(SentenceRow* row) {
    Place place;
    if (!find(row, place)) return;
    auto& sentences = list(place.part);
    auto& all = rows(place.part);
    const report::DraftSentence removed = sentences[place.index];
    sentences.erase(sentences.begin() + static_cast<std::ptrdiff_t>(place.index));
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(place.index));
    row->hide();
    row->deleteLater();
    changed(false);
    if (!sentences.empty()) focusRow(place.part, std::min(place.index, sentences.size() - 1));
    if (removed.text.empty()) return;  // nothing to bring back
    m_status->showNotice(Tone::Quiet, tr("Removed: %1").arg(fromUtf8(removed.text)),
                         {tr("Undo"), [this, place, removed] {
                              auto& target = list(place.part);
                              const auto index = std::min(place.index, target.size());
                              target.insert(target.begin() + static_cast<std::ptrdiff_t>(index), removed);
                              rebuild();
                              changed(false);
                              focusRow(place.part, index);
                          }});
}

void ReportPanel::move(SentenceRow* row, int step) {
    Place place;
    if (!find(row, place)) return;
    auto& sentences = list(place.part);
    const auto target = static_cast<std::ptrdiff_t>(place.index) + step;
    if (target < 0 || target >= static_cast<std::ptrdiff_t>(sentences.size())) return;
    std::swap(sentences[place.index], sentences[static_cast<std::size_t>(target)]);
    rebuild();
    changed(false);
    focusRow(place.part, static_cast<std::size_t>(target));
}

void ReportPanel::repeatInImpression(SentenceRow* row) {
    Place place;
    if (!find(row, place)) return;
    const report::DraftSentence sentence = list(place.part)[place.index];
    const auto& impression = m_draft.impression;
    if (std::any_of(impression.begin(), impression.end(),
                    [&](const auto& other) { return other.text == sentence.text; }))
        return;
    m_draft.impression.push_back(sentence);
    makeRow(Part::Impression, sentence);
    changed(false);
}

void ReportPanel::addTyped(Part part) {
    list(part).push_back({});
    makeRow(part, list(part).back())->beginEdit();
    refresh();
}

// The next [field] of the sentence that is being edited, or the first one of a row that the focus comes to.
bool ReportPanel::selectFieldIn(QWidget* widget) {
    auto* row = qobject_cast<SentenceRow*>(widget);
    return row != nullptr && row->editor().selectNextField();
}

void ReportPanel::nextField() {
    if (m_current && m_current->editor().hasFocus() && selectFieldIn(m_current)) return;
    std::vector<QWidget*> fields(m_findingRows.begin(), m_findingRows.end());
    if (fields.empty()) fields.push_back(m_add[0]);
    fields.insert(fields.end(), m_impressionRows.begin(), m_impressionRows.end());
    fields.push_back(m_reader);
    const QWidget* now = QApplication::focusWidget();
    std::size_t next = 0;
    for (std::size_t i = 0; now != nullptr && i < fields.size(); ++i)
        if (fields[i] == now || fields[i]->isAncestorOf(now)) next = (i + 1) % fields.size();
    fields[next]->setFocus(Qt::OtherFocusReason);
    (void)selectFieldIn(fields[next]);
    if (fields[next] == m_reader) m_reader->selectAll();
}

bool ReportPanel::hasSelection() const { return !m_current.isNull(); }

void ReportPanel::acceptCurrent() {
    if (m_current) accept(m_current);
}
void ReportPanel::editCurrent() {
    if (m_current) m_current->beginEdit();
}
void ReportPanel::removeCurrent() {
    if (m_current) remove(m_current);
}

SentenceRow* ReportPanel::nextUnreviewed() {
    for (const auto* all : {&m_findingRows, &m_impressionRows})
        for (SentenceRow* row : *all)
            if (row->isUnreviewed()) return row;
    return nullptr;
}

void ReportPanel::requestExport() {
    if (!m_hasStudy || m_draft.empty()) return;
    if (m_typing.isActive()) changed(false);
    if (unreviewed() == 0) {
        m_status->hideNotice();
        Q_EMIT exportRequested();
        return;
    }
    m_status->showNotice(Tone::Warning, tr("%1 The file will say so.").arg(unreviewedWarning(unreviewed())),
                         {tr("Review"),
                          [this] {
                              if (SentenceRow* row = nextUnreviewed()) row->setFocus(Qt::OtherFocusReason);
                          }},
                         {tr("Export anyway"), [this] {
                              m_export->setFocus(Qt::OtherFocusReason);  // its own button is gone now
                              Q_EMIT exportRequested();
                          }});
}

void ReportPanel::setSaving() { m_status->setState(Tone::Quiet, tr("Saving")); }

void ReportPanel::setSaved(const QDateTime& when) {
    m_status->setState(Tone::Good, tr("Saved %1").arg(when.toLocalTime().toString(QStringLiteral("HH:mm"))));
}

void ReportPanel::setSaveFailed(const base::Error& error) {
    const ErrorText text = libraryErrorText(error);  // SIMILAR CASES says what is the matter, this what to do
    m_status->setState(Tone::Error, tr("Not saved"));
    m_status->showNotice(Tone::Error, text.explanation, {tr("Try again"), [this] { Q_EMIT retrySaveRequested(); }});
    m_status->setNoticeToolTip(fromUtf8(error.message));
}

void ReportPanel::setExported(const QString& path) {
    m_status->hideNotice();
    m_status->setState(Tone::Good, tr("Exported to %1").arg(QFileInfo(path).fileName()));
}

void ReportPanel::setExportFailed(const base::Error& error) {
    const ErrorText text = errorText(error);
    m_status->setState(Tone::Error, tr("Not exported"));
    m_status->showNotice(Tone::Error, text.explanation, {tr("Try again"), [this] { Q_EMIT exportRequested(); }});
}

}  // namespace hilum::ui
