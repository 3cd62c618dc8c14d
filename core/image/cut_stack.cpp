// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The planes of an axial, coronal or sagittal stack through a volume (core/image/reslice.h).
#include <algorithm>
#include <cmath>

#include "core/image/reslice.h"

namespace hilum::image {

namespace {

using Vector = std::array<double, 3>;

Vector plus(const Vector& a, const Vector& b, double f) { return {a[0] + b[0] * f, a[1] + b[1] * f, a[2] + b[2] * f}; }

}  // namespace

CutPlane CutStack::at(int index) const {
    CutPlane cut = first;
    const Vector n = orientation == Orientation::Axial     ? Vector{0, 0, 1}
                     : orientation == Orientation::Coronal ? Vector{0, 1, 0}
                                                           : Vector{1, 0, 0};
    cut.plane.positionMm = plus(first.plane.positionMm, n, stepMm * index);
    return cut;
}

CutStack cutStack(const Volume& v, Orientation orientation) {
    Vector low, high;
    low.fill(1e30);
    high.fill(-1e30);
    for (int corner = 0; corner < 8; ++corner) {
        Vector p = v.originMm;
        p = plus(p, v.columnStepMm, (corner & 1) != 0 ? v.nx - 0.5 : -0.5);
        p = plus(p, v.rowStepMm, (corner & 2) != 0 ? v.ny - 0.5 : -0.5);
        p = plus(p, v.sliceStepMm, (corner & 4) != 0 ? v.nz - 0.5 : -0.5);
        for (std::size_t i = 0; i < 3; ++i) {
            low[i] = std::min(low[i], p[i]);
            high[i] = std::max(high[i], p[i]);
        }
    }
    CutStack stack;
    stack.orientation = orientation;
    const double pixel = std::min({v.voxelSideMm(0), v.voxelSideMm(1), v.voxelSideMm(2)});
    const std::size_t across = orientation == Orientation::Sagittal ? 1 : 0;
    const std::size_t down = orientation == Orientation::Axial ? 1 : 2;
    const std::size_t through = 3 - across - down;
    // The axis of the volume that runs most nearly through the planes gives their distance.
    const std::array<Vector, 3> axes = {v.columnStepMm, v.rowStepMm, v.sliceStepMm};
    double most = -1;
    for (int a = 0; a < 3; ++a) {
        const double share = std::abs(axes[static_cast<std::size_t>(a)][through]) / v.voxelSideMm(a);
        if (share <= most) continue;
        most = share;
        stack.stepMm = v.voxelSideMm(a);
    }
    const auto pixels = [&](std::size_t axis, double side) {
        return std::max(1, static_cast<int>(std::lround((high[axis] - low[axis]) / side)));
    };
    stack.first.pixelMm = pixel;
    stack.first.width = pixels(across, pixel);
    stack.first.height = pixels(down, pixel);
    stack.count = pixels(through, stack.stepMm);
    Plane& plane = stack.first.plane;
    plane.rowDirection[across] = 1;
    plane.columnDirection[down] = down == 2 ? -1 : 1;
    plane.positionMm[across] = low[across] + pixel / 2;
    plane.positionMm[down] = down == 2 ? high[2] - pixel / 2 : low[down] + pixel / 2;
    plane.positionMm[through] = low[through] + stack.stepMm / 2;
    return stack;
}

}  // namespace hilum::image
