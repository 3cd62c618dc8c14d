// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// How measurements look: a thin line with a dark outline, the value beside it, handles when selected.
#include <QPainterPath>
#include <QPolygonF>

#include "ui/common/theme.h"
#include "ui/viewer/measure_layer.h"
#include "ui/viewer/measure_text.h"
#include "ui/viewer/overlay_paint.h"

namespace hilum::ui {

namespace {

constexpr QRgb kLine = 0xFFF0E442;  // Okabe-Ito yellow: far from saliency and from the past case's frame
constexpr double kHandle = 3.5;
constexpr double kCornerPx = 66;  // kept free for the corner texts at the foot

QPainterPath pathOf(const Measurement& m, const QTransform& map) {
    QPainterPath path;
    const auto at = [&](std::size_t i) { return map.map(QPointF(m.points[i].x, m.points[i].y)); };
    if (m.points.size() < 2) return path;
    if (m.kind == MeasureKind::Ellipse) {
        QPainterPath ellipse;
        ellipse.addEllipse(QRectF(QPointF(m.points[0].x, m.points[0].y), QPointF(m.points[1].x, m.points[1].y)));
        return map.map(ellipse);
    }
    path.moveTo(at(0));
    for (std::size_t i = 1; i < m.points.size(); ++i) {
        if (m.kind == MeasureKind::Cobb && i == 2)
            path.moveTo(at(i));
        else
            path.lineTo(at(i));
    }
    return path;
}

// Dotted line between the middles of Cobb's two lines, so that one sees which belong together.
QPainterPath cobbLink(const Measurement& m, const QTransform& map) {
    QPainterPath path;
    const auto middle = [&](std::size_t i) {
        return map.map(QPointF((m.points[i].x + m.points[i + 1].x) / 2, (m.points[i].y + m.points[i + 1].y) / 2));
    };
    path.moveTo(middle(0));
    path.lineTo(middle(2));
    return path;
}

// Below the lowest point, so that the text does not cover what is measured.
QPointF textPlace(const Measurement& m, const QTransform& map) {
    if (m.kind == MeasureKind::Ellipse) {
        const QRectF box = map.mapRect(
            QRectF(QPointF(m.points[0].x, m.points[0].y), QPointF(m.points[1].x, m.points[1].y)).normalized());
        return box.bottomLeft() + QPointF(box.width() * 0.85, 0);
    }
    QPointF lowest = map.map(QPointF(m.points[0].x, m.points[0].y));
    for (const auto& p : m.points) {
        const QPointF q = map.map(QPointF(p.x, p.y));
        if (q.y() > lowest.y()) lowest = q;
    }
    return lowest;
}

}  // namespace

const QStringList& MeasureLayer::words(const Measurement& m) {
    Words& kept = m_words[m.id];
    if (kept.frame != m_frame.get() || kept.points != m.points)
        kept = {m.points, m_frame.get(), measureLines(m, m_frame->image)};
    return kept.lines;
}

void MeasureLayer::paintOne(QPainter& painter, const QTransform& map, const Measurement& m, bool selected, bool texts) {
    const auto& t = theme::tokens();
    QPainterPath path = pathOf(m, map);
    const bool drawing = m_draft && m_draft->id == m.id;
    if (m.kind == MeasureKind::Polygon && !drawing) path.closeSubpath();
    const QColor colour = selected ? t.accent : QColor::fromRgb(kLine);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 190), 3.5));
    painter.drawPath(path);
    painter.setPen(QPen(colour, 1.5));
    painter.drawPath(path);
    if (m.kind == MeasureKind::Cobb && m.points.size() == 4) {
        painter.setPen(QPen(colour, 1, Qt::DotLine));
        painter.drawPath(cobbLink(m, map));
    }
    if (selected || drawing || m.kind == MeasureKind::Distance) {
        painter.setPen(QPen(QColor(0, 0, 0, 190), 1));
        painter.setBrush(colour);
        for (const auto& p : m.points) {
            const QPointF c = map.map(QPointF(p.x, p.y));
            const double r = selected || drawing ? kHandle : kHandle * 0.7;
            painter.drawRect(QRectF(c - QPointF(r, r), QSizeF(2 * r, 2 * r)));
        }
        painter.setBrush(Qt::NoBrush);
    }
    if (!texts) return;
    const QStringList& lines = words(m);
    if (lines.isEmpty()) return;
    const QFontMetricsF metrics(painter.font());
    double wide = 0;
    for (const auto& line : lines) wide = std::max(wide, metrics.horizontalAdvance(line));
    QPointF place = textPlace(m, map) + QPointF(8, 4);
    const QRectF area = painter.clipBoundingRect().isEmpty() ? QRectF(painter.viewport()) : painter.clipBoundingRect();
    const double high = metrics.height() * static_cast<double>(lines.size());
    place.setX(std::min(place.x(), area.right() - wide - 4));
    place.setY(std::min(place.y(), area.bottom() - high - kCornerPx));
    drawCorner(painter, QRectF(place, QSizeF(wide + 2, high)), Qt::AlignLeft | Qt::AlignTop, lines, colour);
}

void MeasureLayer::paint(QPainter& painter, const QTransform& map, bool texts) {
    if (!m_frame) return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(theme::kSmallPx));
    for (const auto& m : notes().measurements) paintOne(painter, map, m, m.id == m_selected, texts);
    if (m_draft) paintOne(painter, map, *m_draft, false, texts);
    painter.restore();
}

}  // namespace hilum::ui
