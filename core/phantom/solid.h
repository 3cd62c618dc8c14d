// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Geometry of simulated bodies in 3-D: points in mm, signed distances (negative inside) to ellipsoids and
// tubes, and smooth noise from a table, fast enough for every voxel of a stack.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace hilum::phantom {

struct Vec3 {
    double x = 0, y = 0, z = 0;
    Vec3 operator+(const Vec3& o) const { return {x + o.x, y + o.y, z + o.z}; }
    Vec3 operator-(const Vec3& o) const { return {x - o.x, y - o.y, z - o.z}; }
    Vec3 operator*(double s) const { return {x * s, y * s, z * s}; }
    double dot(const Vec3& o) const { return x * o.x + y * o.y + z * o.z; }
    double length() const { return std::sqrt(dot(*this)); }
};

struct Ellipsoid {
    Vec3 centre;
    Vec3 radii{1, 1, 1};
    // Signed distance along the ray from the centre: exact on the surface, good enough near it.
    double distance(const Vec3& p) const {
        const Vec3 d = p - centre;
        const double f = std::sqrt(d.x * d.x / (radii.x * radii.x) + d.y * d.y / (radii.y * radii.y) +
                                   d.z * d.z / (radii.z * radii.z));
        const double least = std::min({radii.x, radii.y, radii.z});
        if (f < 1e-6) return -least;
        return d.length() * (1.0 - 1.0 / f);
    }
};

struct Capsule {
    Vec3 from, to;
    double fromRadius = 1, toRadius = 1;
    double distance(const Vec3& p) const {
        const Vec3 along = to - from;
        const double t = std::clamp((p - from).dot(along) / std::max(1e-9, along.dot(along)), 0.0, 1.0);
        return (p - (from + along * t)).length() - (fromRadius + (toRadius - fromRadius) * t);
    }
};

// Union of two signed distances whose crease is filled over `width` mm.
inline double smoothUnion(double a, double b, double width) {
    const double h = std::max(width - std::abs(a - b), 0.0) / width;
    return std::min(a, b) - h * h * width * 0.25;
}

// 1 inside, 0 outside, an edge of `soft` mm between.
inline double inside(double distance, double soft) {
    const double t = std::clamp(0.5 - distance / soft, 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
}

// Smooth noise in 3-D: a periodic lattice of 32 cells a side, 0..1 with mean 0.5.
class SolidNoise {
public:
    explicit SolidNoise(std::uint64_t seed);
    double at(double x, double y, double z) const;
    double at(const Vec3& p, double scaleMm) const { return at(p.x / scaleMm, p.y / scaleMm, p.z / scaleMm); }
    // Octaves, each half as large and half as strong.
    double fractal(const Vec3& p, double scaleMm, int octaves) const;

private:
    static constexpr int kSide = 32;
    std::vector<float> m_values;
};

}  // namespace hilum::phantom
