// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// stackOf(): the distances, gaps and shear of parallel planes.
#include <algorithm>
#include <cmath>

#include "dicom/geometry/vectors.h"
#include "dicom/open/study_source.h"

namespace hilum::dicom {

namespace {

constexpr double kGapFactor = 1.5;  // of the usual distance between slices
constexpr std::size_t kFewestForGaps = 4;
constexpr double kUnevenShare = 0.01, kUnevenMm = 0.05;  // what scanners' rounding of positions makes
constexpr double kShearMm = 0.5;

}  // namespace

std::optional<SliceStack> stackOf(const std::vector<image::Plane>& planes) {
    if (planes.empty()) return std::nullopt;
    SliceStack stack;
    stack.normal = normalOf(planes.front());
    for (const auto& plane : planes)
        if (!sameOrientation(plane, planes.front())) return std::nullopt;
    if (planes.size() == 1) return stack;
    std::vector<double> steps;
    bool ordered = true;
    for (std::size_t i = 1; i < planes.size(); ++i) {
        const double step = dot(planes[i].positionMm, stack.normal) - dot(planes[i - 1].positionMm, stack.normal);
        ordered = ordered && step > kSamePositionMm;
        if (step > kSamePositionMm) steps.push_back(step);
        Vector lateral = difference(planes[i].positionMm, planes.front().positionMm);
        const double along = dot(lateral, stack.normal);
        for (std::size_t axis = 0; axis < 3; ++axis) lateral[axis] -= along * stack.normal[axis];
        stack.sheared = stack.sheared || dot(lateral, lateral) > kShearMm * kShearMm;
    }
    if (steps.empty()) return stack;
    auto sorted = steps;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
    stack.distanceMm = sorted[sorted.size() / 2];
    if (steps.size() + 1 >= kFewestForGaps)
        stack.gaps = static_cast<int>(std::count_if(steps.begin(), steps.end(),
                                                    [&](double step) { return step > kGapFactor * stack.distanceMm; }));
    const double slack = std::max(kUnevenMm, kUnevenShare * stack.distanceMm);
    const bool even = std::all_of(steps.begin(), steps.end(),
                                  [&](double step) { return std::abs(step - stack.distanceMm) <= slack; });
    stack.regular = ordered && even && !stack.sheared;
    return stack;
}

}  // namespace hilum::dicom
