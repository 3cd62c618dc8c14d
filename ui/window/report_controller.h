// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ReportController: the draft of the open study: accepted suggestions go in, every change is saved in
// the library, feedback is recorded, export writes the files. The panel itself is ui/report.
#pragma once

#include <QObject>
#include <QTimer>
#include <string>

#include "core/report/report_draft.h"
#include "ui/models/library_service.h"
#include "ui/models/notes_store.h"
#include "ui/models/reading_service.h"
#include "ui/suggest/suggestion_row.h"
#include "ui/window/window_parts.h"

class QUndoStack;

namespace hilum::ui {

class ReadingController;
class ReportPanel;

class ReportController : public QObject {
    Q_OBJECT
public:
    ReportController(WindowParts& parts, ReadingController& reading, ReadingService& service, LibraryService& library,
                     TaskRunner& runner, QObject* parent = nullptr);
    ReportPanel& panel() { return *m_panel; }
    void draftFromSuggestions();  // Ctrl+R
    void nextField();             // F2
    void requestExport();         // Ctrl+E
    void exportTo(const QString& path);
    void saveNow();  // before the window ends
    // Edits of the draft become undoable steps (reviews of suggestions are the window's).
    void setUndo(QUndoStack* undo) { m_undo = undo; }
    // Measurements for the structured report.
    void setNotes(const NotesStore* notes) { m_notes = notes; }

Q_SIGNALS:
    void exported(const QString& path);
    void exportFailed(const hilum::base::Error& error);
    void saved();
    void saveFailed(const hilum::base::Error& error);

private:
    void targetChanged();
    void loadDraft(const std::string& studyKey);
    report::ReportDraft emptyDraft() const;
    void reviewed(const reading::Suggestion& suggestion, const QString& text, SuggestionRow::State state);
    void draftChanged(const report::ReportDraft& draft);
    void save(const report::ReportDraft& draft);
    void chooseExport();
    void show(const report::ReportDraft& draft);
    void loadInsertions();
    void checkConflicts(const report::ReportDraft& draft);

    WindowParts& m_parts;
    ReadingController& m_reading;
    ReadingService& m_service;
    LibraryService& m_library;
    TaskRunner& m_runner;
    ReportPanel* m_panel;
    std::string m_studyKey;
    LibraryService::DraftRow m_draftRow = std::make_shared<std::atomic<std::int64_t>>(0);
    bool m_idPending = false;  // the first save of a draft is under way: its id is not known yet
    bool m_saveAgain = false;
    bool m_dirty = false;
    bool m_insertionsAsked = false;
    QUndoStack* m_undo = nullptr;
    const NotesStore* m_notes = nullptr;
    report::ReportDraft m_known;  // before the next edit
    bool m_quiet = false;         // this change is part of another step
};

}  // namespace hilum::ui
