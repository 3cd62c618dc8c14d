// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include <numbers>

#include "core/phantom/structures.h"

namespace hilum::phantom {

namespace {

constexpr double kBelowFilmMm = 330.0;

// A loose wire: it sags to one side.
void addWire(Map& metal, const View& view, Point from, Point to, Random& random) {
    std::vector<TubePoint> points;
    const double sag = random.uniform(-30, 30);
    for (int i = 0; i <= 16; ++i) {
        const double t = i / 16.0;
        points.push_back({mix(from.x, to.x, t) + sag * std::sin(std::numbers::pi * t),
                          mix(from.y, to.y, t) + 0.5 * sag * std::sin(2.2 * t), 0.7, 4.0});
    }
    addTube(metal, view, points, TubeKind::Solid);
}

void addLeads(Map& metal, const Anatomy& a, const View& view, Random& random) {
    const double w = a.cageHalfWidthMm;
    for (const Point spot : {Point{-0.62 * w, 45}, Point{0.66 * w, 42}, Point{0.8 * w, 0.85 * a.domeYMm[1]}}) {
        const Point at{spot.x + random.normal() * 9, spot.y + random.normal() * 9};
        addEllipse(metal, view, {at.x, at.y, 6, 6, 0, 2.5});
        addEllipse(metal, view, {at.x, at.y, 2.4, 2.4, 0, 6});
        addWire(metal, view, at, {at.x * 0.6 + random.uniform(-50, 50), kBelowFilmMm}, random);
    }
}

void addCentralLine(Map& metal, const Anatomy& a, const View& view, Random& random) {
    const double sign = random.chance(0.7) ? -1.0 : 1.0;  // from either neck vein, always down the right side
    const std::vector<TubePoint> line = {{sign * 48, -80, 1.1, 2.2},
                                         {sign * 38, -10, 1.1, 2.2},
                                         {-18, 42, 1.1, 2.2},
                                         {-24, 0.48 * a.domeYMm[1], 1.1, 2.2}};
    addTube(metal, view, line, TubeKind::Solid);
}

void addTrachealTube(Map& metal, const Anatomy& a, const View& view, Random& random) {
    const double tip = carinaMm(a) - random.uniform(25, 55);
    for (const double side : {-4.2, 4.2}) {
        const std::vector<TubePoint> wall = {{side, -140, 0.8, 1.6}, {side - 1, tip, 0.8, 1.6}};
        addTube(metal, view, wall, TubeKind::Solid);
    }
}

}  // namespace

Devices devices(const Thorax& thorax, const View& view, std::uint64_t seed, std::uint64_t index) {
    const Anatomy& a = thorax.anatomy();
    Random random(seed, index, "devices");
    Devices out;
    out.leads = random.chance(a.ap ? 0.55 : 0.06);
    out.centralLine = random.chance(a.ap ? 0.3 : 0.02);
    out.trachealTube = a.ap && random.chance(0.12);
    if (!out.leads && !out.centralLine && !out.trachealTube) return out;
    out.metal = Map(view.sizePx, view.sizePx);
    if (out.leads) addLeads(out.metal, a, view, random);
    if (out.centralLine) addCentralLine(out.metal, a, view, random);
    if (out.trachealTube) addTrachealTube(out.metal, a, view, random);
    return out;
}

}  // namespace hilum::phantom
