// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Vectors of patient space, and when two planes or positions count as the same.
#pragma once

#include <array>

#include "core/image/image.h"

namespace hilum::dicom {

using Vector = std::array<double, 3>;

constexpr double kSameDirection = 0.9998;  // cosine of about 1 degree
constexpr double kSamePositionMm = 0.01;

inline double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
inline Vector difference(const Vector& a, const Vector& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
inline Vector normalOf(const image::Plane& plane) {
    const Vector &r = plane.rowDirection, &c = plane.columnDirection;
    return {r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]};
}
inline bool sameOrientation(const image::Plane& a, const image::Plane& b) {
    return dot(a.rowDirection, b.rowDirection) > kSameDirection &&
           dot(a.columnDirection, b.columnDirection) > kSameDirection;
}

}  // namespace hilum::dicom
