// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// NotesController: keeps measurements and key images of each study in the library (one saved document per
// study, beside the report's draft) and brings them back. Every edit is saved at once; what cannot be saved
// stays in the window and is tried again. UI thread.
#pragma once

#include <QObject>
#include <map>
#include <string>

#include "ui/models/library_service.h"
#include "ui/models/notes_store.h"

namespace hilum::ui {

class NotesController : public QObject {
    Q_OBJECT
public:
    NotesController(NotesStore& store, LibraryService& library, QObject* parent = nullptr);
    void studyOpened(const std::string& studyUid);  // reads what was saved, once
    void closeAll();                                // another set of studies
    void saveNow();                                 // before the window ends
    static std::string documentKey(const std::string& studyUid) { return "notes:" + studyUid; }

Q_SIGNALS:
    void saved();
    void saveFailed(const hilum::base::Error& error);
    void loadFailed(const hilum::base::Error& error);

private:
    struct Document {
        LibraryService::DraftRow row = std::make_shared<std::atomic<std::int64_t>>(0);
        bool loaded = false;
        bool pending = false;
        bool dirty = false;
    };
    void load(const std::string& studyUid);
    void save(const std::string& studyUid);
    library::DraftRecord recordOf(const std::string& studyUid) const;

    NotesStore& m_store;
    LibraryService& m_library;
    std::map<std::string, Document> m_documents;
};

}  // namespace hilum::ui
