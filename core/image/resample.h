// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Resampling and geometry for display and preprocessing; pure functions over 8-bit rasters.
// letterbox() is the encoders' preprocessing: its arithmetic is part of every pack's golden check.
#pragma once

#include "core/image/image.h"

namespace hilum::image {

// Antialiased: area averages (OpenCV INTER_AREA) where an axis shrinks, bilinear with half-pixel centres
// (INTER_LINEAR) where it grows; an axis that shrinks goes first. The own size answers the same pixels.
Raster resize(const Raster& raster, int width, int height);
// OpenCV's INTER_LINEAR, not antialiased: two points of each axis even where the picture shrinks.
Raster linearResize(const Raster& raster, int width, int height);
// OpenCV's INTER_AREA as it stands, which grows a picture bilinearly.
Raster areaResize(const Raster& raster, int width, int height);
Raster mirrored(const Raster& raster);  // left-right
Image mirrored(const Image& image);     // left-right; plane and windows kept
Raster toGrey(const Raster& raster);    // Rec. 601 luma
Raster toRgb(const Raster& raster);

// Letterbox: the picture scaled to fit size x size, centred on black (0). Exactly:
//   scale = size / max(width, height); each side becomes round(side * scale), at least 1 (half rounds up);
//   resize() to that; left = floor((size - w') / 2), top = floor((size - h') / 2). Channels are kept.
// modelX = offsetX + imageX * scale maps pixel edges, and heatMapInImage() maps back.
struct Letterbox {
    Raster raster;       // [size, size]
    double scale = 1;    // model pixels per image pixel
    double scaleY = 0;   // down the rows where it differs (a stretched picture), 0 = scale
    double offsetX = 0;  // model x of the image's left edge
    double offsetY = 0;
};
Letterbox letterbox(const Raster& raster, int size);

// A heat map given on a model grid, resampled bilinearly into image coordinates (letterbox undone).
HeatMap heatMapInImage(const HeatMap& grid, const Letterbox& box, int modelSize, int width, int height);

}  // namespace hilum::image
