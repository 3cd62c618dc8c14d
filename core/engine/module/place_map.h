// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A saliency grid of the model, placed on the picture. Internal to the engine module.
#pragma once

#include "core/engine/model_api.h"
#include "core/image/resample.h"
#include "core/saliency/saliency.h"

namespace hilum::engine {

// Resampled to the picture's size (the letterbox undone), what speaks against the phrase cut off, the
// largest value 1. Where everything speaks against it the map is zero, and the peak is the least bad place.
SaliencyResult placeMap(const saliency::GridMap& grid, const image::Letterbox& box, int modelSize,
                        const image::Raster& picture, const std::string& method);

}  // namespace hilum::engine
