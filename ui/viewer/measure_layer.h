// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// MeasureLayer: measuring in one viewport: the drawing that is being made, handles, selection, and the
// painting of everything drawn on the frame. Points are image coordinates; the viewport gives the mapping
// and forwards the mouse. Not a widget; UI thread.
#pragma once

#include <QPainter>
#include <QTransform>
#include <map>
#include <optional>

#include "ui/models/frame_store.h"
#include "ui/models/notes_store.h"

namespace hilum::ui {

class MeasureLayer {
public:
    void setStore(NotesStore* store) { m_store = store; }
    NotesStore* store() const { return m_store; }
    // The frame on screen; another one ends what is being drawn.
    void setFrame(const std::optional<NoteKey>& key, const FramePtr& frame);

    struct Touch {
        QPointF widget;            // where the pointer is
        QTransform imageToWidget;  // of the image on screen
    };
    // True when the press belongs to measuring. tool: what would be drawn; empty = only handles are taken.
    bool press(const Touch& touch, std::optional<MeasureKind> tool);
    bool move(const Touch& touch, bool buttonDown);  // true: paint again
    bool release(const Touch& touch);                // true: it was ours
    bool finish();                                   // closes a polygon (double click, Enter)
    bool cancel();                                   // Esc: drops what is being drawn
    bool removeSelected();                           // Del; the newest one when none is selected
    void selectNext(int step);
    // Moves the selected measurement's last point, or all of it, by image pixels.
    bool nudge(PointPx by, bool whole);
    bool isBusy() const { return m_draft.has_value() || m_grab.has_value(); }
    std::int64_t selected() const { return m_selected; }
    bool overHandle(const Touch& touch) const;
    const std::vector<Measurement>& measurements() const { return notes().measurements; }
    // Value of the measurement made or changed last, for the status line and for speech.
    QString lastText() const { return m_lastText; }

    void paint(QPainter& painter, const QTransform& imageToWidget, bool texts);

private:
    struct Grab {
        std::size_t measurement = 0;
        int point = -1;  // -1 = the whole of it
        PointPx from;
        FrameNotes before;
    };
    struct Words {
        std::vector<PointPx> points;
        const Frame* frame = nullptr;
        QStringList lines;
    };
    const FrameNotes& notes() const;
    std::optional<Grab> hit(const Touch& touch, bool bodies) const;
    bool beginOrAdd(PointPx point, const Touch& touch, MeasureKind tool);
    void commitDraft();
    void commitGrab();
    const QStringList& words(const Measurement& measurement);
    void paintOne(QPainter& painter, const QTransform& map, const Measurement& m, bool selected, bool texts);

    NotesStore* m_store = nullptr;
    std::optional<NoteKey> m_key;
    FramePtr m_frame;
    std::optional<Measurement> m_draft;  // its last point follows the pointer
    bool m_dragging = false;             // the button has been held since the last point
    QPointF m_pressed;
    std::optional<Grab> m_grab;
    std::optional<FrameNotes> m_shown;  // while a handle is dragged
    std::int64_t m_selected = 0;
    QString m_lastText;
    std::map<std::int64_t, Words> m_words;
};

}  // namespace hilum::ui
