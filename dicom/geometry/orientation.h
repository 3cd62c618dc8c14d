// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Letters at the edges of an image: R(ight) L(eft) A(nterior) P(osterior) H(ead) F(eet) of the patient
// (PS3.3 C.7.6.1.1.1), from the plane's direction cosines or from Patient Orientation. Up to three
// letters, the strongest first; a component below about 11 degrees is left out. "" = not known.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/image/image.h"

namespace hilum::dicom {

struct EdgeLetters {
    std::string left, right, top, bottom;
    bool empty() const { return left.empty() && right.empty() && top.empty() && bottom.empty(); }
};

// The letters towards which a direction points (patient axes: +x left, +y posterior, +z head).
std::string letters(const std::array<double, 3>& direction);
// R <-> L, A <-> P, H <-> F of each letter; "" for anything else.
std::string oppositeLetters(const std::string& letters);

EdgeLetters orientationLetters(const image::Plane& plane);
EdgeLetters orientationLetters(const std::vector<std::string>& patientOrientation);

}  // namespace hilum::dicom
