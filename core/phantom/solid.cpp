// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/solid.h"

#include "core/phantom/random.h"

namespace hilum::phantom {

SolidNoise::SolidNoise(std::uint64_t seed) : m_values(static_cast<std::size_t>(kSide) * kSide * kSide) {
    Random random(seed, 0, "solid noise");
    for (auto& value : m_values) value = static_cast<float>(random.uniform());
}

double SolidNoise::at(double x, double y, double z) const {
    const double fx = std::floor(x), fy = std::floor(y), fz = std::floor(z);
    const auto cell = [](double v) { return static_cast<std::size_t>(static_cast<std::int64_t>(v) & (kSide - 1)); };
    const auto ease = [](double t) { return static_cast<float>(t * t * (3.0 - 2.0 * t)); };
    const std::size_t x0 = cell(fx), x1 = (x0 + 1) & (kSide - 1);
    const std::size_t y0 = cell(fy) * kSide, y1 = ((cell(fy) + 1) & (kSide - 1)) * kSide;
    const std::size_t z0 = cell(fz) * kSide * kSide, z1 = ((cell(fz) + 1) & (kSide - 1)) * kSide * kSide;
    const float tx = ease(x - fx), ty = ease(y - fy), tz = ease(z - fz);
    const auto row = [&](std::size_t base) {
        return m_values[base + x0] + tx * (m_values[base + x1] - m_values[base + x0]);
    };
    const float a = row(z0 + y0), b = row(z0 + y1), c = row(z1 + y0), d = row(z1 + y1);
    const float near = a + ty * (b - a);
    const float far = c + ty * (d - c);
    return static_cast<double>(near + tz * (far - near));
}

double SolidNoise::fractal(const Vec3& p, double scaleMm, int octaves) const {
    double sum = 0, weight = 1, total = 0;
    double x = p.x / scaleMm, y = p.y / scaleMm, z = p.z / scaleMm;
    for (int octave = 0; octave < octaves; ++octave) {
        sum += weight * at(x, y, z);
        total += weight;
        weight *= 0.5;
        // Turned as well as shrunk, so that the lattice does not show.
        const double u = 1.62 * x - 1.18 * y + 5.3, v = 1.18 * x + 1.62 * y + 1.7;
        x = u;
        y = v;
        z = 2.0 * z + 3.1;
    }
    return sum / total;
}

}  // namespace hilum::phantom
