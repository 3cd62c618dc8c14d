// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Small painters for what lies over the image: outlined text, orientation letters, scale bar, saliency
// legend. Nothing here animates or remembers.
#pragma once

#include <QImage>
#include <QPainter>
#include <QRectF>
#include <QString>
#include <QStringList>

#include "core/image/image.h"

namespace hilum::ui {

// A heat map as a picture over the image: one hue, opacity grows with the value (0 = clear).
struct SaliencyOverlay {
    QImage picture;  // covers the whole image, any resolution
    QString phrase;  // what the map is for
    QString method;
    QPointF peak;  // image pixel
    bool empty() const { return picture.isNull(); }
};
// Any thread; the picture is at most maxSide wide or high.
SaliencyOverlay makeSaliencyOverlay(const image::HeatMap& map, const QString& phrase, const QString& method,
                                    QPointF peak, int maxSide = 512);

void drawOutlinedText(QPainter& painter, const QRectF& box, Qt::Alignment alignment, const QString& text,
                      const QColor& colour);
void drawCorner(QPainter& painter, const QRectF& box, Qt::Alignment corner, const QStringList& lines,
                const QColor& colour);
// Bottom centre; length is a round number of millimetres between 15 % and 35 % of the width.
void drawScaleBar(QPainter& painter, const QRectF& area, double widgetPointsPerMm, bool atDetector);
// The round length in mm for a given scale and the longest allowed width in points; 0 when none fits.
double scaleBarMm(double widgetPointsPerMm, double longestPoints);
void drawSaliencyLegend(QPainter& painter, const QRectF& area, const QString& phrase, double opacity);

}  // namespace hilum::ui
