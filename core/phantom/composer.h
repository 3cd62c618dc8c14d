// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Adds up what the beam meets at each pixel and decides the masks: a pixel belongs to a finding when
// the line integral with it differs from the one without it by more than kMaskThreshold. The enlarged
// heart's mask is the silhouette of the heart itself, where it lies over the mediastinum too.
#pragma once

#include <cstdint>
#include <vector>

#include "core/phantom/exposure.h"
#include "core/phantom/lesions.h"
#include "core/phantom/structures.h"

namespace hilum::phantom {

constexpr double kMaskThreshold = 0.05;  // of the attenuation: 5 % of the beam, about 2.6 mm of water

struct Chest {
    Map body, bone, air, vessels;  // mm
    Map pleural;                   // mm of lung and pleural space, heart and great vessels taken away
    Map heart;                     // mm of heart alone
    Devices tools;
};
Chest makeChest(const Thorax& thorax, const View& view, double cardiothoracicRatio, std::uint64_t seed,
                std::uint64_t index);

struct Composite {
    Map attenuation;  // natural logarithm of incident over transmitted
    ExposureReference reference;
};

// Fills the masks of findings; lesions[k] belongs to findings[k].
Composite compose(const Chest& chest, const Thorax& thorax, const View& view, const std::vector<Lesion>& lesions,
                  std::vector<Finding>& findings, std::uint64_t textureSeed);

}  // namespace hilum::phantom
