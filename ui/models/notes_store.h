// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// NotesStore: what a person has drawn on the frames of the open studies (measurements, key images). Every
// edit goes through the undo stack. It neither reads nor writes; NotesController keeps it in the library.
// UI thread.
#pragma once

#include <QObject>
#include <QUndoStack>
#include <map>

#include "ui/models/measurement.h"
#include "ui/models/stack.h"

namespace hilum::ui {

struct NoteKey {
    std::string study;  // Study Instance UID
    std::string frame;  // "<SOP Instance UID>#<frame>"
    auto operator<=>(const NoteKey&) const = default;
};
NoteKey noteKeyOf(const StackFrame& frame);

class NotesStore : public QObject {
    Q_OBJECT
public:
    explicit NotesStore(QUndoStack& undo, QObject* parent = nullptr) : QObject(parent), m_undo(undo) {}

    const FrameNotes& of(const NoteKey& key) const;
    // One undoable step; words stand in the menu ("Undo distance").
    void edit(const NoteKey& key, FrameNotes after, const QString& words);
    std::int64_t nextId() { return ++m_lastId; }
    std::vector<StudyNote> ofStudy(const std::string& study) const;
    // What was saved; frames that were edited in the meantime keep the newer state.
    void load(const std::string& study, const std::vector<StudyNote>& notes);
    void clear();
    // Frames that key objects of the study name, and the object's title ("Of Interest"): shown, never edited.
    void setMarked(std::map<NoteKey, QString> marked);
    QString markedBy(const NoteKey& key) const;
    bool isKeyImage(const NoteKey& key) const { return of(key).keyImage || m_marked.count(key) != 0; }

Q_SIGNALS:
    void changed(const hilum::ui::NoteKey& key);
    void edited(const hilum::ui::NoteKey& key);  // by a person: to be saved

private:
    friend class NotesCommand;
    void apply(const NoteKey& key, const FrameNotes& notes);

    QUndoStack& m_undo;
    std::map<NoteKey, FrameNotes> m_notes;
    std::map<NoteKey, QString> m_marked;
    std::int64_t m_lastId = 0;
};

}  // namespace hilum::ui
