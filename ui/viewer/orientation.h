// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Orientation letters at the viewport's edges (viewer.md 3.4): from the image plane (PS3.3 C.7.6.2)
// or, for projection images, from Patient Orientation (0020,0020), after turns and flips. Pure.
#pragma once

#include <QString>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "ui/viewer/view_transform.h"

namespace hilum::ui {

struct EdgeLetters {
    QString left, top, right, bottom;  // empty = unknown
};

EdgeLetters edgeLetters(const std::optional<image::Plane>& plane, const std::vector<std::string>& patientOrientation,
                        const ViewTransform& view);
// "L" for +x, "P" for +y, "H" for +z (DICOM patient axes), up to two letters, strongest first.
QString directionLetters(const std::array<double, 3>& direction);
// "LF" -> "RH".
QString oppositeLetters(const QString& letters);

}  // namespace hilum::ui
