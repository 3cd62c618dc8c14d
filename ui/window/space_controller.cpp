// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/space_controller.h"

#include "ui/common/theme.h"
#include "ui/viewer/viewport_grid.h"

namespace hilum::ui {

SpaceController::SpaceController(ViewportGrid& grid, QObject* parent) : QObject(parent), m_grid(grid) {
    connect(&grid, &ViewportGrid::anyFrameShown, this, &SpaceController::refresh);
    connect(&grid, &ViewportGrid::activeChanged, this, &SpaceController::refresh);
    connect(&grid, &ViewportGrid::layoutChanged, this, &SpaceController::refresh);
    connect(&grid, &ViewportGrid::pointPicked, this,
            [this](ViewportWidget* from, const PointPx& point) { showPoint(*from, point); });
}

void SpaceController::setLinesVisible(bool visible) {
    m_lines = visible;
    refresh();
}

void SpaceController::clearCursor() {
    m_cursor.reset();
    refreshCursor();
}

void SpaceController::refresh() {
    const auto& viewports = m_grid.viewports();
    for (auto* target : viewports) {
        std::vector<ReferenceMark> marks;
        const auto place = target->isVisible() && m_lines ? target->shownGeometry() : std::nullopt;
        for (auto* source : viewports) {
            if (!place || source == target || !source->isVisible() || !source->stack()) continue;
            const bool reformat = source->stack()->frameColour != 0;
            if (!reformat && source != &m_grid.active()) continue;
            const auto other = source->shownGeometry();
            if (!other || !sameSpace(*place, *other)) continue;
            const auto line = referenceLine(*place, *other);
            if (!line) continue;
            const QColor colour = reformat ? QColor::fromRgb(source->stack()->frameColour) : theme::tokens().accent;
            marks.push_back({{line->first.x, line->first.y}, {line->second.x, line->second.y}, colour, !reformat});
        }
        target->setReferenceMarks(std::move(marks));
    }
    refreshCursor();
}

void SpaceController::refreshCursor() {
    for (auto* viewport : m_grid.viewports()) {
        const auto place = m_cursor ? viewport->shownGeometry() : std::nullopt;
        if (!place || place->frameOfReference != m_cursor->frameOfReference) {
            viewport->setCursorMark(std::nullopt);
            continue;
        }
        // Only where the point lies in this very slice; between two slices it belongs to both.
        const PointPx foot = place->pixelOf(m_cursor->point);
        const bool near = std::abs(place->distanceTo(m_cursor->point)) <= 2.0 * std::max(place->xMm, 1.0);
        viewport->setCursorMark(near ? std::optional<QPointF>(QPointF(foot.x, foot.y)) : std::nullopt);
    }
}

bool SpaceController::showPoint(ViewportWidget& from, PointPx point) {
    const auto place = from.shownGeometry();
    if (!place || place->frameOfReference.empty()) return false;
    m_cursor = Cursor{place->pointAt(point), place->frameOfReference};
    bool found = false;
    for (auto* viewport : m_grid.viewports()) {
        if (viewport == &from || !viewport->isVisible() || !viewport->stack()) continue;
        const auto& slices = viewport->stack()->geometry();
        if (slices.empty() || !sameSpace(slices.front(), *place)) continue;
        if (const auto nearest = nearestSlice(slices, m_cursor->point)) viewport->setIndex(*nearest);
        found = true;
    }
    refresh();
    return found;
}

}  // namespace hilum::ui
