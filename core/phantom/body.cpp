// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/structures.h"

namespace hilum::phantom {

namespace {

constexpr double kNeckHalfWidthMm = 58.0;

double neckAndShoulders(double lateral, double y, double reach) {
    double thick = 0.0;
    if (lateral < kNeckHalfWidthMm) {
        const double share = lateral / kNeckHalfWidthMm;
        thick = 2.0 * 58.0 * std::sqrt(1.0 - share * share);
    }
    const double along = std::max(0.0, lateral - kNeckHalfWidthMm) / (reach - kNeckHalfWidthMm);
    if (along < 1.0) {
        const double top = -62.0 + 62.0 * std::pow(along, 1.5);
        const double depth = y - top;
        const double lower = 1.0 - smoothstep(55.0, 130.0, y);
        if (depth > 0)
            thick = std::max(thick, 150.0 * std::sqrt(std::min(1.0, depth / 75.0)) * std::sqrt(1.0 - along * along) * lower);
    }
    return thick;
}

double torso(const Anatomy& a, double lateral, double y) {
    const double half = a.cageHalfWidthMm + a.wallMm + 0.02 * std::max(0.0, y - 150.0);
    if (lateral >= half) return 0.0;
    const double share = lateral / half;
    const double depth = a.cageHalfDepthMm + 0.75 * a.wallMm;
    return 2.0 * depth * std::sqrt(1.0 - std::pow(share, 2.6)) * smoothstep(-30.0, 75.0, y);
}

void addArms(Map& map, const Anatomy& a, const View& view) {
    const double half = a.cageHalfWidthMm + a.wallMm;
    for (const double sign : {-1.0, 1.0}) {
        const std::vector<TubePoint> arm = {{sign * (half + 8.0), 42.0, 38, 0.9},
                                            {sign * (half + 34.0), 110.0, 42, 1.0},
                                            {sign * (half + 62.0), 200.0, 40, 1.0},
                                            {sign * (half + 78.0), 330.0, 38, 1.0}};
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
                             a.breastYMm - 0.25 * width + sign * 3.0, width, 0.92 * width, 0, a.breastMm};
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
    const double reach = anatomy.cageHalfWidthMm + anatomy.wallMm + 62.0;
    for (int y = 0; y < map.height; ++y) {
        for (int x = 0; x < map.width; ++x) {
            const Point p = view.toMm(x, y);
            const double lateral = std::abs(p.x);
            map.set(x, y, std::max(neckAndShoulders(lateral, p.y, reach), torso(anatomy, lateral, p.y)));
        }
    }
    addArms(map, anatomy, view);
    map = blurredCoarse(map, 3.5 / view.mmPerPx);
    addBreasts(map, thorax, view);
    return map;
}

}  // namespace hilum::phantom
