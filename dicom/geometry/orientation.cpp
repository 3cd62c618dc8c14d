// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/geometry/orientation.h"

#include <algorithm>
#include <cmath>

namespace hilum::dicom {

namespace {
constexpr double kLeastComponent = 0.2;  // sine of about 11.5 degrees
constexpr std::size_t kMostLetters = 3;
}  // namespace

std::string letters(const std::array<double, 3>& direction) {
    constexpr std::array<std::array<char, 2>, 3> kNames = {{{'L', 'R'}, {'P', 'A'}, {'H', 'F'}}};
    std::array<std::size_t, 3> axes = {0, 1, 2};
    std::stable_sort(axes.begin(), axes.end(),
                     [&](std::size_t a, std::size_t b) { return std::abs(direction[a]) > std::abs(direction[b]); });
    std::string text;
    for (const auto axis : axes)
        if (std::abs(direction[axis]) >= kLeastComponent) text += kNames[axis][direction[axis] > 0 ? 0 : 1];
    return text;
}

std::string oppositeLetters(const std::string& letters) {
    constexpr std::array<std::array<char, 2>, 6> kPairs = {
        {{'R', 'L'}, {'L', 'R'}, {'A', 'P'}, {'P', 'A'}, {'H', 'F'}, {'F', 'H'}}};
    std::string text;
    for (const char letter : letters) {
        const auto pair =
            std::find_if(kPairs.begin(), kPairs.end(), [letter](const auto& p) { return p[0] == letter; });
        if (pair == kPairs.end()) return {};
        text += (*pair)[1];
    }
    return text;
}

EdgeLetters orientationLetters(const image::Plane& plane) {
    EdgeLetters edges;
    edges.right = letters(plane.rowDirection);
    edges.bottom = letters(plane.columnDirection);
    edges.left = oppositeLetters(edges.right);
    edges.top = oppositeLetters(edges.bottom);
    return edges;
}

EdgeLetters orientationLetters(const std::vector<std::string>& patientOrientation) {
    EdgeLetters edges;
    if (patientOrientation.size() != 2) return edges;
    edges.left = oppositeLetters(patientOrientation[0].substr(0, kMostLetters));
    edges.top = oppositeLetters(patientOrientation[1].substr(0, kMostLetters));
    // Text that is no direction gives no opposite and is not shown at all.
    edges.right = oppositeLetters(edges.left);
    edges.bottom = oppositeLetters(edges.top);
    return edges;
}

}  // namespace hilum::dicom
