// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Measurements in image coordinates and their arithmetic; pure, any thread, no widgets.
// A point is continuous: pixel (i, j) covers [i, i+1) x [j, j+1), its centre is (i + 0.5, j + 0.5).
// Millimetres come from calibrated spacing only; projection images say "at detector", everything else is
// pixels (viewer.md 2 row 17). Angles use the pixel aspect ratio wherever the file states one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::ui {

struct PointPx {
    double x = 0;
    double y = 0;
    bool operator==(const PointPx&) const = default;
};

enum class MeasureKind { Distance, Angle, Cobb, Ellipse, Polygon };

// Points: Distance 2 (ends), Angle 3 (end, vertex, end), Cobb 4 (two lines), Ellipse 2 (opposite corners of
// its box), Polygon 3 or more.
struct Measurement {
    std::int64_t id = 0;
    MeasureKind kind = MeasureKind::Distance;
    std::vector<PointPx> points;
    bool operator==(const Measurement&) const = default;
};
// 2, 3, 4, 2; 0 = as many as the person sets.
std::size_t pointsNeeded(MeasureKind kind);

enum class LengthUnit { Pixels, Millimetres, MillimetresAtDetector };
struct Length {
    double value = 0;
    LengthUnit unit = LengthUnit::Pixels;
};

LengthUnit unitOf(const image::Spacing& spacing);
// The spacing that holds for all of these points: an ultrasound frame may have several calibrated regions;
// points of different ones, or outside all of them, have none.
image::Spacing spacingFor(const image::Image& image, const std::vector<PointPx>& points);
Length distanceOf(PointPx a, PointPx b, const image::Spacing& spacing);
// Between the rays from the vertex, 0..180 degrees; 0 when a ray has no length.
double angleOf(PointPx a, PointPx vertex, PointPx b, const image::Spacing& spacing);
// Between two lines, each taken from left to right, 0..180 degrees; drawn along end plates it is Cobb's angle.
double cobbOf(PointPx a0, PointPx a1, PointPx b0, PointPx b1, const image::Spacing& spacing);

// Values of the pixels whose centre lies inside; modality values (HU for CT). The deviation is that of the
// population (divided by n). Colour images and regions without a pixel have no values, padding is left out.
struct RoiStatistics {
    std::size_t pixels = 0;  // with a value
    double mean = 0, deviation = 0, least = 0, most = 0;
    bool hasValues = false;
    std::string valueUnit;  // "HU" or empty
    double area = 0;        // of the outline, not of the pixels: squared unit below
    LengthUnit unit = LengthUnit::Pixels;
};
RoiStatistics ellipseStatistics(const image::Image& image, PointPx corner, PointPx opposite);
// Even-odd rule; a polygon that crosses itself has the area of its pixels.
RoiStatistics polygonStatistics(const image::Image& image, const std::vector<PointPx>& points);
bool crossesItself(const std::vector<PointPx>& points);

// Notes on one frame: what is drawn on it, and whether it is a key image.
struct FrameNotes {
    std::vector<Measurement> measurements;
    bool keyImage = false;
    bool empty() const { return measurements.empty() && !keyImage; }
    bool operator==(const FrameNotes&) const = default;
};
struct StudyNote {
    std::string frame;  // "<SOP instance UID>#<frame>"
    FrameNotes notes;
    bool operator==(const StudyNote&) const = default;
};
std::string notesToJson(const std::vector<StudyNote>& notes);
// Corrupt: not such a document; Unsupported: a newer format.
base::Result<std::vector<StudyNote>> notesFromJson(const std::string& json);

}  // namespace hilum::ui
