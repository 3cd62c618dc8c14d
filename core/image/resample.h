// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Resampling and geometry for display and preprocessing; pure functions over 8-bit rasters.
#pragma once

#include "core/image/image.h"

namespace hilum::image {

// Antialiased (area when shrinking, bilinear when growing).
Raster resize(const Raster& raster, int width, int height);
Raster mirrored(const Raster& raster);  // left-right
Image mirrored(const Image& image);     // left-right; plane and windows kept
Raster toGrey(const Raster& raster);    // Rec. 601 luma
Raster toRgb(const Raster& raster);

// Letterbox: the picture scaled to fit size x size, centred on black. Maps back with imageFromModel.
struct Letterbox {
    Raster raster;      // [size, size]
    double scale = 1;   // model pixels per image pixel
    double offsetX = 0; // model x of the image's left edge
    double offsetY = 0;
};
Letterbox letterbox(const Raster& raster, int size);

// A heat map given on a model grid, resampled bilinearly into image coordinates (letterbox undone).
HeatMap heatMapInImage(const HeatMap& grid, const Letterbox& box, int modelSize, int width, int height);

}  // namespace hilum::image
