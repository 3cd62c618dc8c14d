// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ReportPanel: the REPORT section of the window: findings and impression as editable sentences in
// order, tinted until reviewed, the reader's name, the draft's state, and Export, which warns in place
// while anything is unreviewed. Keeps the draft; saving and writing files is the controller's. UI thread.
#pragma once

#include <QDateTime>
#include <QPointer>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include "core/base/error.h"
#include "core/report/report_draft.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace hilum::ui {

class ReportStatus;
class SentenceRow;
class WrapLabel;

class ReportPanel : public QWidget {
    Q_OBJECT
public:
    explicit ReportPanel(QWidget* parent = nullptr);
    const report::ReportDraft& draft() const { return m_draft; }
    int unreviewed() const { return m_draft.unreviewed(); }
    bool hasSelection() const;
    ReportStatus& status() { return *m_status; }
    // Standing text that "Insert" offers: a template's lines, a macro's sentence with its basis.
    struct Insertion {
        QString group, label;
        bool impression = false;
        std::vector<report::DraftSentence> sentences;
    };
    void setInsertions(std::vector<Insertion> insertions);
    void insert(const Insertion& insertion);
    // What does not go together in the draft; shown, never corrected. Empty hides it.
    void setConflicts(const QStringList& conflicts);
    QString conflictText() const;

public Q_SLOTS:
    void setDraft(const hilum::report::ReportDraft& draft);  // counts as saved
    void addFinding(const hilum::report::DraftSentence& sentence);
    void clear();      // no study
    void nextField();  // F2: the sentences in order, then the reader's name
    void acceptCurrent();
    void editCurrent();
    void removeCurrent();
    void requestExport();  // Ctrl+E
    void setSaving();
    void setSaved(const QDateTime& when);
    void setSaveFailed(const hilum::base::Error& error);
    void setExported(const QString& path);
    void setExportFailed(const hilum::base::Error& error);

Q_SIGNALS:
    void draftChanged(const hilum::report::ReportDraft& draft);  // typing waits 300 ms, all else comes at once
    void exportRequested();
    void retrySaveRequested();

protected:
    bool event(QEvent* event) override;

private:
    enum class Part { Findings, Impression };
    struct Place {
        Part part = Part::Findings;
        std::size_t index = 0;
    };
    std::vector<report::DraftSentence>& list(Part part) {
        return part == Part::Findings ? m_draft.findings : m_draft.impression;
    }
    std::vector<SentenceRow*>& rows(Part part) { return part == Part::Findings ? m_findingRows : m_impressionRows; }
    bool find(const SentenceRow* row, Place& place);
    void buildHeading(Part part, const QString& title, const QString& addName);
    void buildFooter();
    bool selectFieldIn(QWidget* row);
    void rebuild();
    SentenceRow* makeRow(Part part, const report::DraftSentence& sentence);
    void refresh();  // counts, empty line, buttons
    void changed(bool typing);
    void typed(SentenceRow* row, const QString& text);
    void editFinished(SentenceRow* row);
    void accept(SentenceRow* row);
    void remove(SentenceRow* row);
    void move(SentenceRow* row, int step);
    void repeatInImpression(SentenceRow* row);
    void addTyped(Part part);
    void focusRow(Part part, std::size_t index);
    SentenceRow* nextUnreviewed();
    void followFocus(QWidget* now);

    report::ReportDraft m_draft;
    bool m_hasStudy = false;
    std::vector<SentenceRow*> m_findingRows, m_impressionRows;
    QPointer<SentenceRow> m_current;
    QTimer m_typing;
    ReportStatus* m_status;
    QScrollArea* m_scroll;
    QWidget* m_body;
    QVBoxLayout* m_column;
    QVBoxLayout* m_findings = nullptr;
    QVBoxLayout* m_impression = nullptr;
    QLabel* m_empty;
    QLabel* m_counts[2] = {nullptr, nullptr};
    QToolButton* m_add[2] = {nullptr, nullptr};
    QLineEdit* m_reader = nullptr;
    QPushButton* m_export = nullptr;
    QToolButton* m_insert = nullptr;
    WrapLabel* m_conflicts = nullptr;
    std::vector<Insertion> m_insertions;
};

}  // namespace hilum::ui
