// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// From line integrals to a CR film: Beer-Lambert, scatter, quantum noise, the detector's log curve and
// the processing of a CR reader (contrast curve, local contrast). 12 bits, larger = brighter.
#pragma once

#include <cstdint>
#include <vector>

#include "core/phantom/anatomy.h"
#include "core/phantom/canvas.h"

namespace hilum::phantom {

struct ExposureReference {
    double lungAttenuation = 1.8;  // of the normal chest: the curve is set by it, not by findings
    double mediastinumAttenuation = 4.2;
};

struct Film {
    std::vector<std::uint16_t> pixels;     // [size, size]
    std::vector<std::uint8_t> collimated;  // 1 = outside the beam
};

constexpr int kStoredMax = 4095;

Film expose(const Map& attenuation, const Map& bodyMm, const ExposureReference& reference, const Anatomy& anatomy,
            const View& view, std::uint64_t seed, std::uint64_t index);

}  // namespace hilum::phantom
