// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// How well a predicted mask covers a true one: Dice (DSC), IoU, normalised surface distance (NSD, surface Dice at a
// tolerance; Nikolov et al. 2018, arXiv 1809.04430) and the 95th percentile Hausdorff distance. Borders run between
// pixels, weighted by their length in mm, as in DeepMind's surface-distance package, whose values these equal.
// NaN where a figure is not defined: both masks empty, or a distance to an empty mask's border.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "core/base/result.h"

namespace hilum::metrics {

// A mask that lies elsewhere: pixels [height, width] row-major, 0 = outside.
struct MaskView {
    int width = 0, height = 0;
    std::span<const std::uint8_t> pixels;
};

struct Overlap {
    double dice = 0, iou = 0;
    double surfaceDice = 0;  // NSD at the tolerance
    double hausdorff95Mm = 0;
};

// xMm, yMm: distance of neighbouring columns and rows; 1 where it is not known, the distances are pixels then.
// InvalidInput when the sizes differ.
base::Result<Overlap> overlap(const MaskView& truth, const MaskView& predicted, double xMm, double yMm,
                              double toleranceMm);

// The pixel (x, y) that lies farthest from the mask's border, the first such: a click that surely belongs to it. The
// picture's edge is a border. (-1, -1) for an empty mask.
std::pair<int, int> deepest(const MaskView& mask);

}  // namespace hilum::metrics
