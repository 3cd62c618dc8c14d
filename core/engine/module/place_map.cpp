// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/place_map.h"

#include <algorithm>

namespace hilum::engine {

SaliencyResult placeMap(const saliency::GridMap& grid, const image::Letterbox& box, int modelSize,
                        const image::Raster& picture, const std::string& method) {
    image::HeatMap raw;
    raw.width = static_cast<int>(grid.width);
    raw.height = static_cast<int>(grid.height);
    raw.values = grid.values;
    SaliencyResult out;
    out.map = image::heatMapInImage(raw, box, modelSize, picture.width, picture.height);
    out.method = method.empty() ? saliency::methods().front() : method;
    out.similarity = grid.cosine;
    const auto best = std::max_element(out.map.values.begin(), out.map.values.end());
    if (best == out.map.values.end()) return out;
    const auto at = static_cast<int>(best - out.map.values.begin());
    out.peakX = at % picture.width;
    out.peakY = at / picture.width;
    const float top = *best;
    for (float& value : out.map.values) value = top > 0 ? std::max(value, 0.0F) / top : 0.0F;
    return out;
}

}  // namespace hilum::engine
