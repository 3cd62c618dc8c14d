// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The phantom's drawing board: maps of path length in mm, the map from patient millimetres to pixels,
// and tubes (ribs, vessels, wires) as analytic chord lengths.
// Patient plane: x grows towards the image's right (the patient's left), y downwards, 0 = lung apex.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace hilum::phantom {

struct Map {
    int width = 0;
    int height = 0;
    std::vector<float> values;  // row-major [height, width]

    Map() = default;
    Map(int w, int h) : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), 0.0F) {}
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    }
    double get(int x, int y) const { return static_cast<double>(values[index(x, y)]); }
    void set(int x, int y, double value) { values[index(x, y)] = static_cast<float>(value); }
    void add(int x, int y, double value) { set(x, y, get(x, y) + value); }
};

struct Point {
    double x = 0;
    double y = 0;
};

// Parallel projection of the patient plane onto the detector: scale, shift and tilt.
struct View {
    int sizePx = 0;
    double mmPerPx = 1;
    double centreXMm = 0;  // patient point at the image centre
    double centreYMm = 0;
    double cosTilt = 1;
    double sinTilt = 0;

    Point toPx(double xMm, double yMm) const {
        const double dx = (xMm - centreXMm) / mmPerPx;
        const double dy = (yMm - centreYMm) / mmPerPx;
        const double half = 0.5 * (sizePx - 1);
        return {half + cosTilt * dx - sinTilt * dy, half + sinTilt * dx + cosTilt * dy};
    }
    Point toMm(double xPx, double yPx) const {
        const double half = 0.5 * (sizePx - 1);
        const double dx = (xPx - half) * mmPerPx;
        const double dy = (yPx - half) * mmPerPx;
        return {centreXMm + cosTilt * dx + sinTilt * dy, centreYMm - sinTilt * dx + cosTilt * dy};
    }
};

struct TubePoint {
    double xMm = 0;
    double yMm = 0;
    double radiusMm = 1;
    double gain = 1;  // multiplies the chord: depth over width, or fading
};

enum class TubeKind {
    Solid,  // chord of a full cylinder
    Shell,  // chord with a dense wall, for bone
};

// Adds the chords of one bent tube; where the tube overlaps itself the larger chord counts.
void addTube(Map& map, const View& view, std::span<const TubePoint> points, TubeKind kind);
// Adds a whole family at once with the same rule (a vessel tree crosses itself a thousand times).
void addTubes(Map& map, const View& view, const std::vector<std::vector<TubePoint>>& tubes, TubeKind kind);

// The same way as a smooth curve (Catmull-Rom), for bones and wires given by a few points.
std::vector<TubePoint> smoothed(std::span<const TubePoint> points);

// Ellipsoid seen from the front; angle turns the long axis, depthMm is the half depth.
struct Ellipse {
    double xMm = 0;
    double yMm = 0;
    double aMm = 1;
    double bMm = 1;
    double angle = 0;
    double depthMm = 1;
    double chord(double x, double y) const {  // mm
        const double dx = x - xMm;
        const double dy = y - yMm;
        const double c = std::cos(angle);
        const double s = std::sin(angle);
        const double u = (c * dx + s * dy) / aMm;
        const double v = (-s * dx + c * dy) / bMm;
        const double q = 1.0 - u * u - v * v;
        return q > 0 ? 2.0 * depthMm * std::sqrt(q) : 0.0;
    }
};
void addEllipse(Map& map, const View& view, const Ellipse& ellipse, double gain = 1.0);

void blur(Map& map, double sigmaPx);                // three box passes; nearly Gaussian
Map blurredCoarse(const Map& map, double sigmaPx);  // for wide blurs: on a coarser grid, then bilinear

inline double smoothstep(double low, double high, double x) {
    const double t = std::clamp((x - low) / (high - low), 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
}
inline double mix(double a, double b, double t) { return a + (b - a) * t; }

}  // namespace hilum::phantom
