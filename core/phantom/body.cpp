// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/structures.h"

namespace hilum::phantom {

namespace {

constexpr double kNeckHalfWidthMm = 58.0;

// A skin edge: the tissue behind it grows like a chord of a circle of this radius.
double edge(double depthMm, double radiusMm) {
    const double t = std::clamp(1.0 - depthMm / radiusMm, 0.0, 1.0);
    return std::sqrt(1.0 - t * t);
}

double neckAndShoulders(double lateral, double y, double reach) {
    double thick = 0.0;
    if (lateral < kNeckHalfWidthMm) thick = 2.0 * 56.0 * edge(kNeckHalfWidthMm - lateral, kNeckHalfWidthMm);
    const double along = std::max(0.0, lateral - 0.8 * kNeckHalfWidthMm) / (reach - 0.8 * kNeckHalfWidthMm);
    if (along < 1.0) {
        const double top = -70.0 + 52.0 * std::pow(along, 0.8) + 40.0 * std::pow(along, 6.0);
        const double lower = 1.0 - smoothstep(70.0, 150.0, y);
        if (y > top) thick = std::max(thick, 150.0 * edge(y - top, 62.0) * lower * mix(1.0, 0.8, along));
    }
    return thick;
}

// Chest wall with the muscles of the armpit: nearly a box from the front.
double torso(const Anatomy& a, double lateral, double y) {
    const double muscle = 13.0 * (1.0 - smoothstep(90.0, 210.0, y));
    const double half = a.cageHalfWidthMm + a.wallMm + muscle + 0.05 * std::max(0.0, y - 190.0);
    if (lateral >= half) return 0.0;
    const double share = lateral / half;
    const double depth = a.cageHalfDepthMm + 0.75 * a.wallMm;
    const double square = share * share * share * share;
    return 2.0 * depth * std::sqrt(1.0 - square) * smoothstep(-45.0, 65.0, y);
}

void addArms(Map& map, const Anatomy& a, const View& view) {
    const double half = a.cageHalfWidthMm + a.wallMm;
    for (const double sign : {-1.0, 1.0}) {
        const std::vector<TubePoint> arm = {{sign * (half + 14.0), 42.0, 40, 1.0},
                                            {sign * (half + 40.0), 110.0, 42, 1.0},
                                            {sign * (half + 66.0), 200.0, 40, 1.0},
                                            {sign * (half + 80.0), 330.0, 38, 1.0}};
        Map tube(map.width, map.height);
        addTube(tube, view, arm, TubeKind::Solid);
        for (std::size_t i = 0; i < map.values.size(); ++i) map.values[i] = std::max(map.values[i], tube.values[i]);
    }
}

void addBreasts(Map& map, const Thorax& thorax, const View& view) {
    const Anatomy& a = thorax.anatomy();
    if (a.breastMm <= 0) return;
    for (const double sign : {-1.0, 1.0}) {
        const double width = 0.50 * a.cageHalfWidthMm + 0.5 * a.breastMm;
        const Ellipse breast{sign * (0.60 * a.cageHalfWidthMm + 0.3 * a.breastMm) + 60.0 * a.turnRad,
                             a.breastYMm - 0.25 * width + sign * 3.0,
                             width,
                             0.92 * width,
                             0,
                             a.breastMm};
        const Point from = view.toPx(breast.xMm - 1.2 * width, breast.yMm - 1.2 * width);
        const Point to = view.toPx(breast.xMm + 1.2 * width, breast.yMm + 1.2 * width);
        const int y0 = std::max(0, static_cast<int>(from.y) - 8);
        const int y1 = std::min(map.height, static_cast<int>(to.y) + 8);
        for (int y = y0; y < y1; ++y) {
            for (int x = 0; x < map.width; ++x) {
                const Point p = view.toMm(x, y);
                const double chord = breast.chord(p.x, p.y);
                // The upper half flows into the chest wall, the lower border is a fold.
                if (chord > 0) map.add(x, y, chord * smoothstep(-1.0, 0.55, (p.y - breast.yMm) / breast.bMm));
            }
        }
    }
}

}  // namespace

Map bodyThickness(const Anatomy& anatomy, const Thorax& thorax, const View& view) {
    Map map(view.sizePx, view.sizePx);
    const double reach = anatomy.cageHalfWidthMm + anatomy.wallMm + 66.0;
    for (int y = 0; y < map.height; ++y) {
        for (int x = 0; x < map.width; ++x) {
            const Point p = view.toMm(x, y);
            const double lateral = std::abs(p.x);
            // A smooth maximum leaves no crease where shoulder and chest meet.
            const double upper = std::pow(neckAndShoulders(lateral, p.y, reach), 2.0);
            const double lower = std::pow(torso(anatomy, lateral, p.y), 2.0);
            const double belly = 1.0 + 0.16 * smoothstep(anatomy.domeYMm[1] - 60.0, anatomy.domeYMm[1] + 50.0, p.y);
            map.set(x, y, belly * std::sqrt(std::sqrt(upper * upper + lower * lower)));
        }
    }
    addArms(map, anatomy, view);
    map = blurredCoarse(map, 2.2 / view.mmPerPx);
    addBreasts(map, thorax, view);
    return map;
}

}  // namespace hilum::phantom
