// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// StudyObjects: what the open studies hold beside their images and say about them: presentation states, offered
// for the image that they refer to, and key objects, whose images are marked. Also writes the active view as a
// presentation state. Files are read and written on the pool; UI thread.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>
#include <memory>
#include <vector>

#include "dicom/open/presentation_state.h"
#include "ui/jobs/task_runner.h"
#include "ui/models/notes_store.h"
#include "ui/models/study_set.h"
#include "ui/viewer/viewport_widget.h"

namespace hilum::ui {

class ViewportGrid;

class StudyObjects : public QObject {
    Q_OBJECT
public:
    StudyObjects(ViewportGrid& grid, NotesStore& notes, FrameStore& frames, TaskRunner& runner,
                 QObject* parent = nullptr);
    void clear();                            // another set of studies
    void load(const SnapshotPtr& snapshot);  // once all headers are known
    bool isLoaded() const { return m_loaded; }
    // Of the series in the active viewport, newest last; those for the image on screen first.
    std::vector<PresentationPtr> offered() const;
    // Null goes back to the plain view. Scrolls to an image that the state refers to. One undoable step.
    void show(const PresentationPtr& state);
    void showNext();
    // A viewport of the last session shows this one (SOP Instance UID) as soon as it is read.
    void restore(ViewportWidget& viewport, const QString& sopUid);
    // The active view with its drawings, as a DICOM file.
    void exportView(const QString& path);
    // Every key image that the reader has marked in the active viewport's study, as a key object selection.
    void exportKeyImages(const QString& path);

Q_SIGNALS:
    void said(const QString& text);
    void loaded();

private:
    struct Found {
        std::vector<PresentationPtr> states;
        std::map<NoteKey, QString> marked;
        int refused = 0;
    };
    static base::Result<Found> read(const SnapshotPtr& snapshot, const base::JobContext& context);
    void accept(Found found);

    ViewportGrid& m_grid;
    NotesStore& m_notes;
    FrameStore& m_frames;
    TaskRunner& m_runner;
    std::vector<PresentationPtr> m_states;
    QHash<ViewportWidget*, QString> m_restored;
    PresentationPtr m_waiting;  // for its image to come on screen
    QPointer<ViewportWidget> m_waitingIn;
    quint64 m_generation = 0;
    bool m_loaded = false;
};

}  // namespace hilum::ui
