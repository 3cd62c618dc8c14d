// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/augment.h"

#include <algorithm>
#include <cmath>

namespace hilum::train {

View identityView() { return {}; }

View randomView(Random& random, double mirrorChance) {
    View v;
    v.scale = random.between(0.88, 1.15);
    v.angle = random.between(-0.12, 0.12);  // about 7 degrees
    v.shiftX = random.between(-0.06, 0.06);
    v.shiftY = random.between(-0.06, 0.06);
    v.mirror = random.chance(mirrorChance);
    v.contrast = random.between(0.75, 1.3);
    v.brightness = random.between(-0.1, 0.1);
    v.gamma = std::exp(random.between(-0.3, 0.3));
    return v;
}

void sampleView(std::span<const std::uint8_t> source, int side, const View& view, int size, std::span<float> out,
                bool valuesChange) {
    const double toSource = static_cast<double>(side) / static_cast<double>(size) / view.scale;
    const double c = std::cos(view.angle) * toSource;
    const double s = std::sin(view.angle) * toSource;
    const double half = 0.5 * static_cast<double>(size);
    const double centreX = static_cast<double>(side) * (0.5 - view.shiftX);
    const double centreY = static_cast<double>(side) * (0.5 - view.shiftY);
    const auto at = [&](int x, int y) -> float {
        if (x < 0 || y < 0 || x >= side || y >= side) return 0.0F;
        return static_cast<float>(
            source[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)]);
    };
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const double dx = (view.mirror ? static_cast<double>(size - 1 - x) : static_cast<double>(x)) + 0.5 - half;
            const double dy = static_cast<double>(y) + 0.5 - half;
            const double sx = centreX + c * dx - s * dy - 0.5;
            const double sy = centreY + s * dx + c * dy - 0.5;
            const int x0 = static_cast<int>(std::floor(sx));
            const int y0 = static_cast<int>(std::floor(sy));
            const auto fx = static_cast<float>(sx - x0);
            const auto fy = static_cast<float>(sy - y0);
            float value = (at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx) * (1 - fy) +
                          (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy;
            value /= 255.0F;
            if (valuesChange) {
                value = std::pow(value, static_cast<float>(view.gamma));
                value = (value - 0.5F) * static_cast<float>(view.contrast) + 0.5F + static_cast<float>(view.brightness);
                value = std::clamp(value, 0.0F, 1.0F);
            }
            out[static_cast<std::size_t>(y) * static_cast<std::size_t>(size) + static_cast<std::size_t>(x)] = value;
        }
    }
}

}  // namespace hilum::train
