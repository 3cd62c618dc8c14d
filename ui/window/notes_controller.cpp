// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/notes_controller.h"

#include <QDateTime>
#include <QTimer>
#include <algorithm>
#include <tuple>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {
constexpr int kRetrySaveMs = 5000;
}

NotesController::NotesController(NotesStore& store, LibraryService& library, QObject* parent)
    : QObject(parent), m_store(store), m_library(library) {
    connect(&store, &NotesStore::edited, this, [this](const NoteKey& key) {
        m_documents[key.study].dirty = true;
        save(key.study);
    });
}

void NotesController::studyOpened(const std::string& studyUid) {
    if (studyUid.empty() || m_documents.count(studyUid) != 0) return;
    m_documents[studyUid];
    load(studyUid);
}

void NotesController::load(const std::string& studyUid) {
    m_library.drafts(documentKey(studyUid), this,
                     [this, studyUid](base::Result<std::vector<library::DraftRecord>> result) {
                         const auto found = m_documents.find(studyUid);
                         if (found == m_documents.end()) return;  // closed in the meantime
                         Document& document = found->second;
                         document.loaded = true;
                         if (result.ok() && !result->empty()) {
                             const auto& newest =
                                 *std::max_element(result->begin(), result->end(), [](const auto& a, const auto& b) {
                                     return std::tie(a.updatedAt, a.id) < std::tie(b.updatedAt, b.id);
                                 });
                             const auto notes = notesFromJson(newest.json);
                             if (notes.ok()) {
                                 *document.row = newest.id;  // a document that cannot be read is never written over
                                 m_store.load(studyUid, *notes);
                             } else {
                                 Q_EMIT loadFailed(notes.error());
                             }
                         }
                         if (document.dirty) save(studyUid);
                     });
}

library::DraftRecord NotesController::recordOf(const std::string& studyUid) const {
    const auto found = m_documents.find(studyUid);
    return {found == m_documents.end() ? 0 : found->second.row->load(), documentKey(studyUid),
            notesToJson(m_store.ofStudy(studyUid)),
            toUtf8(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs))};
}

// One row for each study: nothing is written before what was saved is known, and not twice at a time.
void NotesController::save(const std::string& studyUid) {
    Document& document = m_documents[studyUid];
    if (!document.loaded) return load(studyUid);
    if (document.pending) return;
    document.pending = true;
    document.dirty = false;
    m_library.saveDraft(recordOf(studyUid), document.row, this, [this, studyUid](base::Result<std::int64_t> result) {
        const auto found = m_documents.find(studyUid);
        if (found == m_documents.end()) return;
        Document& done = found->second;
        done.pending = false;
        if (!result.ok()) {
            done.dirty = true;
            Q_EMIT saveFailed(result.error());
            QTimer::singleShot(kRetrySaveMs, this, [this, studyUid] {
                const auto again = m_documents.find(studyUid);
                if (again != m_documents.end() && again->second.dirty) save(studyUid);
            });
            return;
        }
        if (done.dirty) return save(studyUid);
        Q_EMIT saved();
    });
}

void NotesController::saveNow() {
    for (auto& [study, document] : m_documents) {
        if (!document.dirty) continue;
        document.dirty = false;
        m_library.saveDraft(recordOf(study), document.row, this, {});
    }
}

void NotesController::closeAll() {
    saveNow();
    m_documents.clear();
    m_store.clear();
}

}  // namespace hilum::ui
