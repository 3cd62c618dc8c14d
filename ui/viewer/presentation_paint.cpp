// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/presentation_paint.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/viewer/overlay_paint.h"

namespace hilum::ui {

namespace {

using dicom::AnnotationUnits;
using dicom::GraphicShape;
using dicom::GraphicText;
using dicom::PresentationPoint;

constexpr QRgb kColour = 0xFF56B4E9;  // of layers that name none: blue, far from our own measurements
constexpr double kPointPx = 4.0;

// From an annotation's units to widget points: pixels, or shares of the displayed area as it stands on screen.
struct Place {
    QTransform pixel, display;
    QPointF map(PresentationPoint p, AnnotationUnits units) const {
        return (units == AnnotationUnits::Display ? display : pixel).map(QPointF(p.x, p.y));
    }
};

Place frameOf(const dicom::PresentationState& state, const PresentedFrame& frame, const QTransform& imageToWidget) {
    QRectF area(0, 0, frame.image.width, frame.image.height);
    if (const auto* stated = state.areaFor(frame.sopUid, frame.frame))
        area = QRectF(stated->left - 1, stated->top - 1, stated->right - stated->left + 1,
                      stated->bottom - stated->top + 1);
    const QRectF shown = imageToWidget.mapRect(area);
    QTransform display;
    display.translate(shown.left(), shown.top());
    display.scale(shown.width(), shown.height());
    return {imageToWidget, display};
}

// A smooth curve through all points (Catmull-Rom as Bezier curves); closed when it ends where it began.
QPainterPath smooth(const QList<QPointF>& p) {
    QPainterPath path(p.first());
    const auto n = p.size();
    const bool closed = n > 2 && p.first() == p.last();
    const auto at = [&](qsizetype i) {
        if (closed) return p[((i % (n - 1)) + n - 1) % (n - 1)];
        return p[std::clamp<qsizetype>(i, 0, n - 1)];
    };
    for (qsizetype i = 0; i + 1 < n; ++i)
        path.cubicTo(at(i) + (at(i + 1) - at(i - 1)) / 6, at(i + 1) - (at(i + 2) - at(i)) / 6, at(i + 1));
    return path;
}

QPainterPath roundPath(const GraphicShape& shape, const Place& frame) {
    const auto at = [&](std::size_t i) { return frame.map(shape.points[i], shape.units); };
    QPointF centre, first, second;
    if (shape.kind == GraphicShape::Kind::Circle) {
        centre = at(0);
        if (shape.units == AnnotationUnits::Pixel) {  // a circle of pixels: an ellipse where they are not square
            const double r = std::hypot(shape.points[1].x - shape.points[0].x, shape.points[1].y - shape.points[0].y);
            const auto c = shape.points[0];
            first = frame.map({c.x + r, c.y}, shape.units) - centre;
            second = frame.map({c.x, c.y + r}, shape.units) - centre;
        } else {
            const double r = QLineF(centre, at(1)).length();
            first = {r, 0};
            second = {0, r};
        }
    } else {
        centre = (at(0) + at(1)) / 2;
        first = (at(1) - at(0)) / 2;
        second = (at(3) - at(2)) / 2;
    }
    QPainterPath unit;
    unit.addEllipse(QPointF(0, 0), 1, 1);
    return QTransform(first.x(), first.y(), second.x(), second.y(), centre.x(), centre.y()).map(unit);
}

QPainterPath pathOf(const GraphicShape& shape, const Place& frame) {
    using Kind = GraphicShape::Kind;
    if (shape.kind == Kind::Circle || shape.kind == Kind::Ellipse) return roundPath(shape, frame);
    QList<QPointF> points;
    for (const auto& p : shape.points) points << frame.map(p, shape.units);
    if (shape.kind == Kind::Interpolated) return smooth(points);
    QPainterPath path(points.first());
    if (shape.kind == Kind::Point) {
        const QPointF c = points.first();
        path.moveTo(c - QPointF(kPointPx, 0));
        path.lineTo(c + QPointF(kPointPx, 0));
        path.moveTo(c - QPointF(0, kPointPx));
        path.lineTo(c + QPointF(0, kPointPx));
        return path;
    }
    for (qsizetype i = 1; i < points.size(); ++i) path.lineTo(points[i]);
    return path;
}

void paintShape(QPainter& painter, const GraphicShape& shape, const Place& frame, const QColor& colour) {
    const QPainterPath path = pathOf(shape, frame);
    if (shape.filled) {
        QColor inside = colour;
        inside.setAlpha(90);
        painter.fillPath(path, inside);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 190), 3.5));
    painter.drawPath(path);
    painter.setPen(QPen(colour, 1.5));
    painter.drawPath(path);
}

void paintText(QPainter& painter, const GraphicText& text, const Place& frame, const QColor& colour) {
    const QStringList lines = fromUtf8(text.text).split(QLatin1Char('\n'));
    const QFontMetricsF metrics(painter.font());
    double wide = 1;
    for (const auto& line : lines) wide = std::max(wide, metrics.horizontalAdvance(line) + 2);
    const double high = metrics.height() * static_cast<double>(lines.size());
    QRectF box;
    Qt::Alignment align = Qt::AlignLeft;
    if (text.box) {
        box = QRectF(frame.map(text.box->topLeft, text.box->units), frame.map(text.box->bottomRight, text.box->units))
                  .normalized();
        align = text.box->align == GraphicText::Align::Right    ? Qt::AlignRight
                : text.box->align == GraphicText::Align::Centre ? Qt::AlignHCenter
                                                                : Qt::AlignLeft;
        // A box that is too small for our font grows towards the side that the text hangs from.
        const double more = std::max(0.0, wide - box.width());
        if (align == Qt::AlignRight)
            box.setLeft(box.left() - more);
        else if (align == Qt::AlignHCenter)
            box.adjust(-more / 2, 0, more / 2, 0);
        else
            box.setRight(box.right() + more);
        box.setHeight(std::max(box.height(), high));
    } else {
        box = QRectF(frame.map(text.anchor->point, text.anchor->units) + QPointF(8, 4), QSizeF(wide, high));
    }
    if (text.anchor && text.anchor->visible) {
        const QPointF to = frame.map(text.anchor->point, text.anchor->units);
        const QPointF from(std::clamp(to.x(), box.left(), box.right()), std::clamp(to.y(), box.top(), box.bottom()));
        painter.setPen(QPen(QColor(0, 0, 0, 190), 3));
        painter.drawLine(from, to);
        painter.setPen(QPen(colour, 1));
        painter.drawLine(from, to);
    }
    drawCorner(painter, box, align | Qt::AlignTop, lines, colour);
}

}  // namespace

void paintShutter(QPainter& painter, const dicom::PresentationState& state, const PresentedFrame& frame,
                  const QTransform& imageToWidget) {
    if (!state.shutter || !state.refersTo(frame.sopUid, frame.frame)) return;
    const auto& shutter = *state.shutter;
    QPainterPath whole;
    whole.addRect(0, 0, frame.image.width, frame.image.height);
    QPainterPath open = whole;
    if (shutter.rectangle) {
        const auto& r = *shutter.rectangle;
        QPainterPath path;
        path.addRect(QRectF(QPointF(r.left - 1, r.top - 1), QPointF(r.right, r.bottom)));
        open &= path;
    }
    if (shutter.circleCentre) {
        QPainterPath path;
        path.addEllipse(QPointF(shutter.circleCentre->x, shutter.circleCentre->y), shutter.circleRadius,
                        shutter.circleRadius);
        open &= path;
    }
    if (shutter.polygon.size() >= 3) {
        QPolygonF corners;
        for (const auto& p : shutter.polygon) corners << QPointF(p.x, p.y);
        QPainterPath path;
        path.addPolygon(corners);
        path.closeSubpath();
        open &= path;
    }
    const int level = static_cast<int>(std::lround(shutter.grey * 255));
    painter.save();
    painter.setTransform(imageToWidget, true);
    painter.fillPath(whole - open, QColor(level, level, level));
    painter.restore();
}

void paintAnnotations(QPainter& painter, const dicom::PresentationState& state, const PresentedFrame& frame,
                      const QTransform& imageToWidget, const std::vector<Measurement>& own) {
    const Place place = frameOf(state, frame, imageToWidget);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(theme::kSmallPx));
    for (const auto* annotation : state.annotationsFor(frame.sopUid, frame.frame)) {
        if (std::any_of(own.begin(), own.end(), [&](const auto& m) { return sameDrawing(*annotation, m); })) continue;
        const auto* layer = state.layerOf(*annotation);
        const QColor colour = layer != nullptr && layer->colour
                                  ? QColor((*layer->colour)[0], (*layer->colour)[1], (*layer->colour)[2])
                                  : QColor::fromRgb(kColour);
        for (const auto& shape : annotation->shapes) paintShape(painter, shape, place, colour);
        for (const auto& text : annotation->texts) paintText(painter, text, place, colour);
    }
    painter.restore();
}

}  // namespace hilum::ui
