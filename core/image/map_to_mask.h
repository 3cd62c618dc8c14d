// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// From a heat map to the mask that it suggests, as MedCLIP-SAM (2403.20253, section 2.3) and its second version
// (2409.19483, post-processing) do it: the map's values in two groups, then the largest connected parts.
// Values are grouped on the map's nearest 256 x 256 sample, as the published code does, and the border between the
// groups is applied to the whole map. Errors: InvalidInput (an empty or a flat map, numbers that are not finite).
#pragma once

#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::image {

enum class MapSplit {
    KMeans,  // two centroids with the least squared distance; in one dimension the optimum is found exactly
    Otsu,    // the most variance between the groups of a histogram of 256 levels (Otsu 1979)
    Fixed,   // MapToMask::threshold
};

struct MapToMask {
    MapSplit split = MapSplit::KMeans;
    float threshold = 0.3F;  // of Fixed
    int components = 1;      // largest parts (8 neighbours) that stay; 0: all
};

// Where the groups part: values above it belong to the finding.
base::Result<float> splitOf(const HeatMap& map, const MapToMask& options);
// Pixels 0 or 255, of the map's size; never empty.
base::Result<Mask> maskOfMap(const HeatMap& map, const MapToMask& options);

struct PixelBox {
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // x1 and y1 exclusive; all zero when the mask is empty
};
PixelBox boxOf(const Mask& mask);

}  // namespace hilum::image
