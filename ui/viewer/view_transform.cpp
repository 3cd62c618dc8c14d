// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/view_transform.h"

#include <algorithm>

namespace hilum::ui {

namespace {
constexpr double kLeastZoom = 0.02;
constexpr double kMostZoom = 64.0;
}  // namespace

double ViewTransform::rowStretch(const image::Image& image) {
    if (image.spacing.xMm <= 0 || image.spacing.yMm <= 0) return 1.0;
    return image.spacing.yMm / image.spacing.xMm;
}

QRectF ViewTransform::areaOf(const image::Image& image) const {
    return area.isEmpty() ? QRectF(0, 0, image.width, image.height) : area;
}

double ViewTransform::fitZoom(const image::Image& image, QSizeF widget, double devicePixelRatio) const {
    const QRectF shown = areaOf(image);
    double width = shown.width();
    double height = shown.height() * stretchOf(image);
    if (quarterTurns % 2 != 0) std::swap(width, height);
    if (width <= 0 || height <= 0) return 1.0;
    return std::max(std::min(widget.width() / width, widget.height() / height) * devicePixelRatio, kLeastZoom);
}

double ViewTransform::effectiveZoom(const image::Image& image, QSizeF widget, double devicePixelRatio) const {
    return fit ? fitZoom(image, widget, devicePixelRatio) : zoom;
}

QTransform ViewTransform::imageToWidget(const image::Image& image, QSizeF widget, double devicePixelRatio) const {
    const double scale = effectiveZoom(image, widget, devicePixelRatio) / devicePixelRatio;
    QTransform t;  // Qt multiplies from the left: the last line acts first on an image point
    t.translate(widget.width() / 2 + pan.x(), widget.height() / 2 + pan.y());
    t.scale(flipHorizontal ? -1 : 1, flipVertical ? -1 : 1);
    t.rotate(90.0 * quarterTurns);
    t.scale(scale, scale * stretchOf(image));
    const QPointF centre = areaOf(image).center();
    t.translate(-centre.x(), -centre.y());
    return t;
}

void ViewTransform::turn(int quarters) {
    const int direction = flipHorizontal != flipVertical ? -quarters : quarters;
    quarterTurns = ((quarterTurns + direction) % 4 + 4) % 4;
}

void ViewTransform::zoomAt(double factor, QPointF point, const image::Image& image, QSizeF widget,
                           double devicePixelRatio) {
    const double before = effectiveZoom(image, widget, devicePixelRatio);
    const double after = std::clamp(before * factor, kLeastZoom, kMostZoom);
    const QPointF centre(widget.width() / 2, widget.height() / 2);
    const QPointF offset = point - centre;
    pan = offset - (offset - pan) * (after / before);
    zoom = after;
    fit = false;
}

}  // namespace hilum::ui
