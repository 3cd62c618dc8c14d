// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The findings as physics: where fluid, air or airspace filling takes the place of aerated lung.
// Cardiomegaly is not here: it is a larger heart (anatomy.h).
#pragma once

#include <cstdint>
#include <vector>

#include "core/phantom/anatomy.h"
#include "core/phantom/canvas.h"
#include "core/phantom/phantom_study.h"

namespace hilum::phantom {

struct Lesion {
    FindingKind kind{};
    bool left = false;
    double size = 0;
    int count = 1;          // nodules
    double diameterMm = 0;  // of the largest nodule
    // Effusion: share of the chord that is fluid. Pneumothorax: share that is free air. Consolidation:
    // share of the airspace that is filled. Nodule: chord of solid tissue, mm.
    Map amount;
    Map line;  // pneumothorax: visceral pleura, mm; consolidation: open bronchi, mm
};

// lungChordMm: front-to-back lung at each pixel, heart already taken away.
Lesion makeLesion(const Finding& wanted, const Thorax& thorax, const View& view, const Map& lungChordMm,
                  const std::vector<Finding>& others, std::uint64_t seed, std::uint64_t index);

// Width of the air gap of a pneumothorax at a level, mm from the chest wall.
double airGapMm(const Thorax& thorax, bool left, double size, double y);

// Water-equivalent millimetres inside the pleural space at a pixel, with all lesions but one.
struct PleuralSpace {
    double lungDensity = 0.27;
    const std::vector<Lesion>* lesions = nullptr;
    double water(std::size_t pixel, bool left, double chordMm, double vesselMm, const Lesion* without) const;
};

}  // namespace hilum::phantom
