// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Where slices lie in the patient (PS3.3 C.7.6.2): positions along a normal, the nearest slice of another
// series, reference lines, and points from one image to another. Pure, any thread. Pixel coordinates are
// continuous as in measurement.h; millimetres are patient axes (+x left, +y posterior, +z head).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/image/image.h"
#include "ui/models/measurement.h"

namespace hilum::ui {

using PointMm = std::array<double, 3>;

// One image's place. spacing must be in millimetres of the patient.
struct SliceGeometry {
    image::Plane plane;
    double xMm = 0, yMm = 0;
    int width = 0, height = 0;
    std::string frameOfReference;

    PointMm normal() const;
    PointMm pointAt(PointPx pixel) const;       // patient position of a point in the image
    PointPx pixelOf(const PointMm& p) const;    // foot of the perpendicular from p
    double distanceTo(const PointMm& p) const;  // signed, along the normal
};

// Same frame of reference (both known and equal) and normals within about one degree (also opposite ones).
bool sameSpace(const SliceGeometry& a, const SliceGeometry& b);
bool parallel(const SliceGeometry& a, const SliceGeometry& b);

// Index of the slice nearest to a point, by distance along each slice's normal; nullopt for an empty list.
std::optional<int> nearestSlice(const std::vector<SliceGeometry>& slices, const PointMm& point);
// The same for a position along the common normal, in millimetres from the patient's origin.
double positionAlong(const SliceGeometry& slice, const PointMm& normal);

// Where the plane of `source` cuts `target`, as two points inside target's image; nullopt when the planes
// are parallel or the cut lies outside either image.
std::optional<std::pair<PointPx, PointPx>> referenceLine(const SliceGeometry& target, const SliceGeometry& source);

}  // namespace hilum::ui
