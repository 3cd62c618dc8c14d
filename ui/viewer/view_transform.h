// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ViewTransform: where an image lies in its viewport: zoom, pan, quarter turns and flips, and the
// mapping between image pixels and widget points. Plain value, no widget.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>
#include <QTransform>

#include "core/image/image.h"

namespace hilum::ui {

struct ViewTransform {
    double zoom = 1.0;  // device pixels per image column; ignored while fit is set
    bool fit = true;
    QPointF pan;                  // widget points from the centre
    int quarterTurns = 0;         // clockwise, 0..3
    bool flipHorizontal = false;  // on screen, after turning
    bool flipVertical = false;
    QRectF area;         // part of the image that is fitted and centred, image pixels; empty = the whole
    double stretch = 0;  // height of a pixel over its width when a presentation state says it; 0 = as the image says

    // Non-square pixels are shown with their true proportions: rows are stretched by this.
    static double rowStretch(const image::Image& image);
    double stretchOf(const image::Image& image) const { return stretch > 0 ? stretch : rowStretch(image); }
    QRectF areaOf(const image::Image& image) const;
    // zoom that fits the turned image into the widget.
    double fitZoom(const image::Image& image, QSizeF widget, double devicePixelRatio) const;
    double effectiveZoom(const image::Image& image, QSizeF widget, double devicePixelRatio) const;
    // Image pixel corner coordinates (0..width, 0..height) to widget points.
    QTransform imageToWidget(const image::Image& image, QSizeF widget, double devicePixelRatio) const;

    void turn(int quarters);  // clockwise as seen on screen, also when flipped
    // Changes zoom so that the point under the cursor stays where it is.
    void zoomAt(double factor, QPointF widgetPoint, const image::Image& image, QSizeF widget, double devicePixelRatio);
};

}  // namespace hilum::ui
