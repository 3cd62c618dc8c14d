// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A raster to the network's input, as the pack's manifest says. Internal to the engine module.
#pragma once

#include <torch/torch.h>

#include "core/base/result.h"
#include "core/image/resample.h"
#include "core/packs/model_manifest.h"

namespace hilum::engine {

struct Prepared {
    image::Letterbox box;  // raster [size, size] (fit "corner": at most) with the way back to image coordinates
};

// Grey or RGB at the model's size. Errors: InvalidInput (empty), Unsupported (unknown fit).
base::Result<Prepared> prepare(const image::Raster& raster, const packs::Preprocessing& preprocessing);

// Normalised, channels-last: rasters of at most S x S with 1 or 3 channels to [N, 3, S, S] float32; a smaller one
// (fit "corner") lies at the top left, with zeros around.
torch::Tensor toPixels(const std::vector<image::Raster>& rasters, const packs::Preprocessing& preprocessing);

// The golden picture of a pack: grey value of pixel (x, y) is (7 x + 13 y + x y / 16) mod 256.
image::Raster goldenPicture(int size);

}  // namespace hilum::engine
