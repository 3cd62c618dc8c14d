// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Augmentation: one random affine view (scale, rotation, shift, mirror) with brightness and contrast,
// applied alike to a picture and its mask. Bilinear, own sampler: one pass from the cached bytes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/train/pair_dataset.h"

namespace hilum::train {

struct View {
    double scale = 1, angle = 0, shiftX = 0, shiftY = 0;  // of the picture about its centre; shift in sides
    bool mirror = false;
    double contrast = 1, brightness = 0, gamma = 1;  // on values 0..1
};

View identityView();
View randomView(Random& random, double mirrorChance);

// source [side, side] bytes -> out [size, size] values 0..1; places outside the source are 0.
void sampleView(std::span<const std::uint8_t> source, int side, const View& view, int size, std::span<float> out,
                bool valuesChange);

}  // namespace hilum::train
