// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Mouse and editing; measure_paint.cpp draws.
#include "ui/viewer/measure_layer.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "ui/viewer/measure_text.h"

namespace hilum::ui {

namespace {

constexpr double kHandlePx = 8.0;  // widget points within which a handle is taken
constexpr double kLinePx = 5.0;
constexpr double kDragPx = 4.0;  // less than this is a click

QString tr(const char* text) { return QCoreApplication::translate("viewer", text); }

PointPx toImage(const MeasureLayer::Touch& touch) {
    const QPointF p = touch.imageToWidget.inverted().map(touch.widget);
    return {p.x(), p.y()};
}

QPointF toWidget(const QTransform& map, PointPx p) { return map.map(QPointF(p.x, p.y)); }

double distance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

double distanceToSegment(QPointF p, QPointF a, QPointF b) {
    const QPointF ab = b - a;
    const double length = QPointF::dotProduct(ab, ab);
    const double t = length > 0 ? std::clamp(QPointF::dotProduct(p - a, ab) / length, 0.0, 1.0) : 0.0;
    return distance(p, a + t * ab);
}

// How near the pointer is to what is drawn, in widget points.
double distanceTo(const Measurement& m, const QTransform& map, QPointF p) {
    const auto at = [&](std::size_t i) { return toWidget(map, m.points[i]); };
    if (m.kind == MeasureKind::Ellipse) {
        double best = 1e9;
        QPointF last;
        for (int i = 0; i <= 32; ++i) {
            const double angle = i * 2 * 3.14159265358979 / 32;
            const PointPx q{
                (m.points[0].x + m.points[1].x) / 2 + std::cos(angle) * (m.points[1].x - m.points[0].x) / 2,
                (m.points[0].y + m.points[1].y) / 2 + std::sin(angle) * (m.points[1].y - m.points[0].y) / 2};
            const QPointF now = toWidget(map, q);
            if (i > 0) best = std::min(best, distanceToSegment(p, last, now));
            last = now;
        }
        return best;
    }
    double best = 1e9;
    for (std::size_t i = 0; i + 1 < m.points.size(); ++i) {
        if (m.kind == MeasureKind::Cobb && i == 1) continue;
        best = std::min(best, distanceToSegment(p, at(i), at(i + 1)));
    }
    if (m.kind == MeasureKind::Polygon) best = std::min(best, distanceToSegment(p, at(m.points.size() - 1), at(0)));
    return best;
}

}  // namespace

void MeasureLayer::setFrame(const std::optional<NoteKey>& key, const FramePtr& frame) {
    if (key != m_key) {
        m_draft.reset();
        m_grab.reset();
        m_shown.reset();
        m_selected = 0;
        m_words.clear();
    }
    m_key = key;
    m_frame = frame;
}

const FrameNotes& MeasureLayer::notes() const {
    static const FrameNotes kNone;
    if (m_shown) return *m_shown;
    return m_store != nullptr && m_key ? m_store->of(*m_key) : kNone;
}

std::optional<MeasureLayer::Grab> MeasureLayer::hit(const Touch& touch, bool bodies) const {
    const auto& list = notes().measurements;
    const PointPx from = toImage(touch);
    for (std::size_t i = list.size(); i-- > 0;)
        for (std::size_t k = 0; k < list[i].points.size(); ++k)
            if (distance(toWidget(touch.imageToWidget, list[i].points[k]), touch.widget) <= kHandlePx)
                return Grab{i, static_cast<int>(k), from, notes()};
    for (std::size_t i = list.size(); bodies && i-- > 0;)
        if (distanceTo(list[i], touch.imageToWidget, touch.widget) <= kLinePx) return Grab{i, -1, from, notes()};
    return std::nullopt;
}

bool MeasureLayer::overHandle(const Touch& touch) const { return m_frame && hit(touch, false).has_value(); }

bool MeasureLayer::press(const Touch& touch, std::optional<MeasureKind> tool) {
    if (m_store == nullptr || !m_key || !m_frame) return false;
    m_pressed = touch.widget;
    if (m_draft) return beginOrAdd(toImage(touch), touch, m_draft->kind);
    if (auto grab = hit(touch, tool.has_value())) {
        m_selected = notes().measurements[grab->measurement].id;
        m_grab = std::move(grab);
        return true;
    }
    if (!tool) {
        m_selected = 0;
        return false;
    }
    return beginOrAdd(toImage(touch), touch, *tool);
}

bool MeasureLayer::beginOrAdd(PointPx point, const Touch& touch, MeasureKind tool) {
    m_dragging = true;
    if (!m_draft) {
        m_draft = Measurement{m_store->nextId(), tool, {point, point}};
        m_selected = 0;
        return true;
    }
    m_draft->points.back() = point;
    const auto& points = m_draft->points;
    if (tool == MeasureKind::Polygon && points.size() > 3 &&
        distance(toWidget(touch.imageToWidget, points.front()), touch.widget) <= kHandlePx)
        return finish();
    if (const auto needed = pointsNeeded(tool); needed != 0 && points.size() >= needed) {
        commitDraft();
        return true;
    }
    m_draft->points.push_back(point);
    return true;
}

bool MeasureLayer::move(const Touch& touch, bool buttonDown) {
    if (m_draft) {
        m_draft->points.back() = toImage(touch);
        return true;
    }
    if (!m_grab || !buttonDown) return false;
    const PointPx now = toImage(touch);
    FrameNotes changed = m_grab->before;
    auto& points = changed.measurements[m_grab->measurement].points;
    if (m_grab->point >= 0)
        points[static_cast<std::size_t>(m_grab->point)] = now;
    else
        for (auto& p : points) p = {p.x + now.x - m_grab->from.x, p.y + now.y - m_grab->from.y};
    m_shown = std::move(changed);
    return true;
}

// A drag sets a point at each end; a click sets one and leaves the next to the pointer.
bool MeasureLayer::release(const Touch& touch) {
    if (m_grab) {
        commitGrab();
        return true;
    }
    if (!m_draft) return false;
    const bool dragged = m_dragging && distance(m_pressed, touch.widget) >= kDragPx;
    m_dragging = false;
    if (!dragged || m_draft->kind == MeasureKind::Polygon) return true;
    m_draft->points.back() = toImage(touch);
    const auto needed = pointsNeeded(m_draft->kind);
    if (m_draft->points.size() >= needed)
        commitDraft();
    else
        m_draft->points.push_back(m_draft->points.back());
    return true;
}

bool MeasureLayer::finish() {
    if (!m_draft || m_draft->kind != MeasureKind::Polygon) return false;
    m_draft->points.pop_back();  // the one that followed the pointer
    // A double click sets its point twice.
    while (m_draft->points.size() > 1 && m_draft->points.back() == m_draft->points[m_draft->points.size() - 2])
        m_draft->points.pop_back();
    if (m_draft->points.size() < 3)
        m_draft.reset();
    else
        commitDraft();
    return true;
}

bool MeasureLayer::cancel() {
    if (!isBusy()) return false;
    m_draft.reset();
    m_grab.reset();
    m_shown.reset();
    return true;
}

void MeasureLayer::commitDraft() {
    Measurement done = std::move(*m_draft);
    m_draft.reset();
    const auto& p = done.points;
    const bool flat = done.kind == MeasureKind::Ellipse && (p[0].x == p[1].x || p[0].y == p[1].y);
    if (flat || (p.size() == 2 && p[0] == p[1])) return;  // nothing was drawn
    m_selected = done.id;
    m_lastText =
        kindWord(done.kind) + QStringLiteral(": ") + measureLines(done, m_frame->image).join(QStringLiteral(", "));
    FrameNotes after = m_store->of(*m_key);
    const QString kind = kindWord(done.kind);
    after.measurements.push_back(std::move(done));
    m_store->edit(*m_key, std::move(after), kind.toLower());
}

void MeasureLayer::commitGrab() {
    m_grab.reset();
    if (!m_shown) return;
    FrameNotes after = std::move(*m_shown);
    m_shown.reset();
    for (const auto& m : after.measurements)
        if (m.id == m_selected)
            m_lastText =
                kindWord(m.kind) + QStringLiteral(": ") + measureLines(m, m_frame->image).join(QStringLiteral(", "));
    m_store->edit(*m_key, std::move(after), tr("moving a measurement"));
}

bool MeasureLayer::removeSelected() {
    if (m_store == nullptr || !m_key || isBusy()) return false;
    FrameNotes after = m_store->of(*m_key);
    if (after.measurements.empty()) return false;
    const auto chosen = std::find_if(after.measurements.begin(), after.measurements.end(),
                                     [this](const Measurement& m) { return m.id == m_selected; });
    after.measurements.erase(chosen == after.measurements.end() ? chosen - 1 : chosen);
    m_selected = 0;
    m_store->edit(*m_key, std::move(after), tr("removing a measurement"));
    return true;
}

void MeasureLayer::selectNext(int step) {
    const auto& list = notes().measurements;
    if (list.empty()) return;
    const int count = static_cast<int>(list.size());
    int at = step > 0 ? -1 : count;
    for (int i = 0; i < count; ++i)
        if (list[static_cast<std::size_t>(i)].id == m_selected) at = i;
    const auto& next = list[static_cast<std::size_t>(((at + step) % count + count) % count)];
    m_selected = next.id;
    if (m_frame)
        m_lastText =
            kindWord(next.kind) + QStringLiteral(": ") + measureLines(next, m_frame->image).join(QStringLiteral(", "));
}

bool MeasureLayer::nudge(PointPx by, bool whole) {
    if (m_store == nullptr || !m_key || m_selected == 0 || isBusy()) return false;
    FrameNotes after = m_store->of(*m_key);
    for (auto& m : after.measurements) {
        if (m.id != m_selected) continue;
        for (std::size_t i = whole ? 0 : m.points.size() - 1; i < m.points.size(); ++i)
            m.points[i] = {m.points[i].x + by.x, m.points[i].y + by.y};
        if (m_frame)
            m_lastText =
                kindWord(m.kind) + QStringLiteral(": ") + measureLines(m, m_frame->image).join(QStringLiteral(", "));
        m_store->edit(*m_key, std::move(after), tr("moving a measurement"));
        return true;
    }
    return false;
}

}  // namespace hilum::ui
