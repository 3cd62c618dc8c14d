// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SpaceController: what viewports know of each other in the patient's space: reference lines of the active
// plane (and of every reformatted plane) over the others, and the 3-D cursor that brings all of them to one
// point. UI thread.
#pragma once

#include <QObject>

#include "ui/viewer/viewport_widget.h"

namespace hilum::ui {

class ViewportGrid;

class SpaceController : public QObject {
    Q_OBJECT
public:
    explicit SpaceController(ViewportGrid& grid, QObject* parent = nullptr);
    void setLinesVisible(bool visible);
    bool areLinesVisible() const { return m_lines; }
    void clearCursor();
    // Every viewport of the same frame of reference shows this point; true when there was at least one more.
    bool showPoint(ViewportWidget& from, PointPx point);

private:
    void refresh();
    void refreshCursor();
    ViewportGrid& m_grid;
    bool m_lines = true;
    struct Cursor {
        PointMm point{};
        std::string frameOfReference;
    };
    std::optional<Cursor> m_cursor;
};

}  // namespace hilum::ui
