// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/slice_geometry.h"

#include <algorithm>
#include <cmath>

namespace hilum::ui {

namespace {

constexpr double kParallel = 0.9998;  // cosine of about 1 degree

double dot(const PointMm& a, const PointMm& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
PointMm minus(const PointMm& a, const PointMm& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
PointMm cross(const PointMm& a, const PointMm& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

// Keeps of the line p + t * d the part within [0, width] x [0, height]; false when nothing is left.
bool clip(PointPx p, PointPx d, double width, double height, double& from, double& to) {
    const auto one = [&](double start, double step, double high) {
        if (std::abs(step) < 1e-12) return start >= 0 && start <= high;
        const double a = -start / step, b = (high - start) / step;
        from = std::max(from, std::min(a, b));
        to = std::min(to, std::max(a, b));
        return true;
    };
    return one(p.x, d.x, width) && one(p.y, d.y, height) && from < to;
}

}  // namespace

PointMm SliceGeometry::normal() const { return cross(plane.rowDirection, plane.columnDirection); }

// The plane's position is the centre of the first pixel, which is (0.5, 0.5) in continuous coordinates.
PointMm SliceGeometry::pointAt(PointPx pixel) const {
    PointMm p = plane.positionMm;
    for (std::size_t i = 0; i < 3; ++i)
        p[i] += plane.rowDirection[i] * (pixel.x - 0.5) * xMm + plane.columnDirection[i] * (pixel.y - 0.5) * yMm;
    return p;
}

PointPx SliceGeometry::pixelOf(const PointMm& p) const {
    const PointMm v = minus(p, plane.positionMm);
    return {dot(v, plane.rowDirection) / xMm + 0.5, dot(v, plane.columnDirection) / yMm + 0.5};
}

double SliceGeometry::distanceTo(const PointMm& p) const { return dot(minus(p, plane.positionMm), normal()); }

bool sameSpace(const SliceGeometry& a, const SliceGeometry& b) {
    return !a.frameOfReference.empty() && a.frameOfReference == b.frameOfReference;
}

bool parallel(const SliceGeometry& a, const SliceGeometry& b) {
    return std::abs(dot(a.normal(), b.normal())) >= kParallel;
}

std::optional<int> nearestSlice(const std::vector<SliceGeometry>& slices, const PointMm& point) {
    std::optional<int> best;
    double least = 0;
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const double away = std::abs(slices[i].distanceTo(point));
        if (best && away >= least) continue;
        best = static_cast<int>(i);
        least = away;
    }
    return best;
}

double positionAlong(const SliceGeometry& slice, const PointMm& normal) { return dot(slice.plane.positionMm, normal); }

// A point of the target image lies in the source's plane where its signed distance is 0; that distance is
// linear in the pixel coordinates, so the cut is a straight line. Both images bound it.
std::optional<std::pair<PointPx, PointPx>> referenceLine(const SliceGeometry& target, const SliceGeometry& source) {
    if (parallel(target, source) || target.xMm <= 0 || target.yMm <= 0 || source.xMm <= 0 || source.yMm <= 0)
        return std::nullopt;
    const PointMm n = source.normal();
    const double a = dot(n, target.plane.rowDirection) * target.xMm;
    const double b = dot(n, target.plane.columnDirection) * target.yMm;
    const double c = source.distanceTo(target.pointAt({0, 0}));
    const double square = a * a + b * b;
    if (square < 1e-18) return std::nullopt;
    const PointPx foot{-c * a / square, -c * b / square};
    const PointPx along{-b / std::sqrt(square), a / std::sqrt(square)};
    double from = -1e9, to = 1e9;
    if (!clip(foot, along, target.width, target.height, from, to)) return std::nullopt;
    // The same line in the source's own pixels ends where that image ends.
    const PointPx start = source.pixelOf(target.pointAt(foot));
    const PointPx ahead = source.pixelOf(target.pointAt({foot.x + along.x, foot.y + along.y}));
    if (!clip(start, {ahead.x - start.x, ahead.y - start.y}, source.width, source.height, from, to))
        return std::nullopt;
    const auto at = [&](double t) { return PointPx{foot.x + t * along.x, foot.y + t * along.y}; };
    return std::pair{at(from), at(to)};
}

}  // namespace hilum::ui
