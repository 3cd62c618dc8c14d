// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/notes_store.h"

#include <QPointer>
#include <QUndoCommand>
#include <algorithm>
#include <utility>

namespace hilum::ui {

class NotesCommand : public QUndoCommand {
public:
    NotesCommand(NotesStore& store, NoteKey key, FrameNotes before, FrameNotes after, const QString& words)
        : QUndoCommand(words),
          m_store(&store),
          m_key(std::move(key)),
          m_before(std::move(before)),
          m_after(std::move(after)) {}
    void undo() override {
        if (m_store) m_store->apply(m_key, m_before);
    }
    void redo() override {
        if (m_store) m_store->apply(m_key, m_after);
    }

private:
    QPointer<NotesStore> m_store;
    NoteKey m_key;
    FrameNotes m_before, m_after;
};

NoteKey noteKeyOf(const StackFrame& frame) {
    const auto& instance = *frame.instance;
    // A picture without UIDs is known by its place.
    const std::string image = instance.sopUid.empty() ? frame.key.locator.display() : instance.sopUid;
    return {instance.studyUid.empty() ? frame.key.locator.display() : instance.studyUid,
            image + "#" + std::to_string(frame.key.frame)};
}

void NotesStore::setMarked(std::map<NoteKey, QString> marked) {
    const auto before = std::exchange(m_marked, std::move(marked));
    for (const auto& entry : before) Q_EMIT changed(entry.first);
    for (const auto& entry : m_marked) Q_EMIT changed(entry.first);
}

QString NotesStore::markedBy(const NoteKey& key) const {
    const auto found = m_marked.find(key);
    return found == m_marked.end() ? QString() : found->second;
}

const FrameNotes& NotesStore::of(const NoteKey& key) const {
    static const FrameNotes kNone;
    const auto found = m_notes.find(key);
    return found == m_notes.end() ? kNone : found->second;
}

void NotesStore::edit(const NoteKey& key, FrameNotes after, const QString& words) {
    FrameNotes before = of(key);
    if (before == after) return;
    m_undo.push(new NotesCommand(*this, key, std::move(before), std::move(after), words));
}

void NotesStore::apply(const NoteKey& key, const FrameNotes& notes) {
    m_notes[key] = notes;  // an empty entry stays: it says that a person removed what was saved
    Q_EMIT changed(key);
    Q_EMIT edited(key);
}

std::vector<StudyNote> NotesStore::ofStudy(const std::string& study) const {
    std::vector<StudyNote> notes;
    for (const auto& [key, value] : m_notes)
        if (key.study == study && !value.empty()) notes.push_back({key.frame, value});
    return notes;
}

void NotesStore::load(const std::string& study, const std::vector<StudyNote>& notes) {
    for (const auto& note : notes) {
        for (const auto& measurement : note.notes.measurements) m_lastId = std::max(m_lastId, measurement.id);
        const NoteKey key{study, note.frame};
        if (m_notes.emplace(key, note.notes).second) Q_EMIT changed(key);
    }
}

void NotesStore::clear() { m_notes.clear(); }

}  // namespace hilum::ui
