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
// Room at the bottom that the bar and its words take with the painter's font.
double scaleBarRoom(const QPainter& painter);
// From where to where the bar and its words reach; empty when none is drawn.
QRectF scaleBarExtent(const QPainter& painter, const QRectF& area, double widgetPointsPerMm, bool atDetector);

// Words on a band above the image. The words are never cut: the caption goes first, then the letters get smaller,
// then the words wrap.
struct Band {
    QString text;
    QFont font;
    int height = 0;
    bool neutral = false;  // tells something; does not warn
};
Band fitBand(const QString& words, const QString& caption, int width);

void drawSaliencyLegend(QPainter& painter, const QRectF& area, const QString& phrase, double opacity);

}  // namespace hilum::ui
