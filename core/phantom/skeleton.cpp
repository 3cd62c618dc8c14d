// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include <numbers>

#include "core/phantom/structures.h"

namespace hilum::phantom {

namespace {

using std::numbers::pi;

// One rib from spine to costochondral junction. A ring inclined forwards, on the cage's surface.
std::vector<TubePoint> rib(const Thorax& thorax, double sign, double startY, double drop, double endAngle, double radius) {
    const Anatomy& a = thorax.anatomy();
    std::vector<TubePoint> points;
    constexpr int kSteps = 44;
    const double from = 0.12;
    TubePoint last{};
    double lastZ = 0;
    for (int i = 0; i <= kSteps; ++i) {
        const double angle = mix(from, endAngle, static_cast<double>(i) / kSteps);
        const double y = startY + drop * (1.0 - std::cos(angle)) / 2.0;
        const double half = std::max(thorax.halfWidth(y) + 3.0, 34.0);
        const double z = -(thorax.halfDepth(y) + 4.0) * std::cos(angle);
        TubePoint point{sign * half * std::sin(angle) + z * a.turnRad, y, radius, 1.0};
        // Where the rib runs along the beam its path adds up: at the chest wall.
        double along = 1.0;
        if (i > 0) {
            const double flat = std::hypot(point.xMm - last.xMm, point.yMm - last.yMm);
            along = std::min(2.0, std::hypot(flat, z - lastZ) / std::max(flat, 0.1));
        }
        const double front = smoothstep(0.45 * pi, 0.6 * pi, angle);
        point.radiusMm = radius * mix(1.0, 1.18, front);
        point.gain = along * mix(0.80, 0.60, front) * mix(1.0, 0.35, smoothstep(endAngle - 0.22, endAngle, angle));
        last = point;
        lastZ = z;
        points.push_back(point);
    }
    if (points.size() > 1) points[0].gain = points[1].gain;
    return points;
}

void addRibs(Map& map, const Thorax& thorax, const View& view, Random& random) {
    const Anatomy& a = thorax.anatomy();
    const double pitch = (a.domeYMm[1] + 18.0) / 9.6;
    const double slant = random.uniform(0.85, 1.2) * (a.ap ? 0.85 : 1.0);
    const double thickness = random.uniform(0.92, 1.12) * (a.female ? 0.93 : 1.0);
    for (const double sign : {-1.0, 1.0}) {
        for (int number = 1; number <= 11; ++number) {
            const double drop = slant * (number == 1 ? 46.0 : std::min(112.0, 62.0 + 9.0 * number));
            const double startY = -16.0 + pitch * (number - 1) + random.normal() * 0.8;
            const double end = number >= 8 ? mix(0.62, 0.52, (number - 8) / 3.0) * pi : random.uniform(0.74, 0.80) * pi;
            const double radius = thickness * (number == 1 ? 6.6 : number == 11 ? 4.6 : 6.0);
            auto points = rib(thorax, sign, startY, drop, end, radius);
            // Back and front halves are two tubes, so that they add up where they cross at the wall.
            const auto half = points.size() * 5 / 9;
            addTube(map, view, std::span(points).first(half), TubeKind::Shell);
            addTube(map, view, std::span(points).subspan(half - 1), TubeKind::Shell);
        }
    }
}

void addShoulderGirdle(Map& map, const Thorax& thorax, const View& view, Random& random) {
    const Anatomy& a = thorax.anatomy();
    const double half = a.cageHalfWidthMm + a.wallMm;
    const double overlap = a.scapulaOverlap;
    for (const double sign : {-1.0, 1.0}) {
        const double c = a.clavicleYMm + random.normal() * 3.0;
        const double front = 70.0 * a.turnRad;
        const std::vector<TubePoint> clavicle = {{sign * 15.0 + front, c + 10, 8.5, 0.65}, {sign * 32.0 + front, c + 6, 6.6, 0.75},
                                                 {sign * 62.0 + 0.7 * front, c - 2, 5.6, 0.85}, {sign * 95.0 + 0.4 * front, c - 12, 5.4, 0.85},
                                                 {sign * 128.0, c - 19, 6.0, 0.8}, {sign * (half + 4.0), c - 18, 7.0, 0.7}};
        addTube(map, view, clavicle, TubeKind::Shell);
        const double glenoidX = half + 10.0 - 10.0 * overlap;
        const double tipX = half - 4.0 - 34.0 * overlap;
        const double medialX = half - 34.0 - 42.0 * overlap;
        const std::vector<TubePoint> lateral = {{sign * glenoidX, 38, 8, 0.5}, {sign * mix(glenoidX, tipX, 0.5), 86, 5.0, 0.6}, {sign * tipX, 140, 4.0, 0.5}};
        const std::vector<TubePoint> medial = {{sign * tipX, 140, 3.5, 0.4}, {sign * mix(tipX, medialX, 0.75), 75, 2.6, 0.35}, {sign * (medialX + 8), 16, 2.6, 0.3}};
        const std::vector<TubePoint> ridge = {{sign * (medialX + 4), 40, 3.5, 0.4}, {sign * glenoidX, 8, 7.0, 0.5}};
        for (const auto* part : {&lateral, &medial, &ridge}) addTube(map, view, *part, TubeKind::Shell);
        addEllipse(map, view, {sign * (half + 28.0), 24, 23, 23, 0, 7.5});
        const std::vector<TubePoint> humerus = {{sign * (half + 32.0), 34, 14, 0.6}, {sign * (half + 44.0), 90, 11, 0.75},
                                                {sign * (half + 64.0), 200, 11, 0.75}, {sign * (half + 82.0), 330, 11, 0.75}};
        addTube(map, view, humerus, TubeKind::Shell);
    }
}

void addSpine(Map& map, const Thorax& thorax, const View& view, Random& random) {
    const Anatomy& a = thorax.anatomy();
    const double bend = random.normal() * 2.5;
    const double phase = random.uniform(0, 6.0);
    const double pitch = (a.domeYMm[1] + 18.0) / 9.6;
    const double shift = -40.0 * a.turnRad;
    for (int y = 0; y < map.height; ++y) {
        for (int x = 0; x < map.width; ++x) {
            const Point p = view.toMm(x, y);
            const double centre = shift + bend * std::sin(p.y / 75.0 + phase);
            const double halfWidth = 15.5 + 0.018 * p.y;
            const double u = std::abs(p.x - centre) / halfWidth;
            if (u >= 1.0) continue;
            const double t = p.y / pitch - std::floor(p.y / pitch);  // 0 at a disc
            const double disc = smoothstep(0.0, 0.13, t) * (1.0 - smoothstep(0.87, 1.0, t));
            const double plate = std::exp(-0.5 * std::pow((t - 0.15) / 0.035, 2)) + std::exp(-0.5 * std::pow((t - 0.85) / 0.035, 2));
            map.add(x, y, std::sqrt(1.0 - u * u * u * u) * (4.0 + 6.0 * disc + 2.2 * plate));
        }
    }
    for (int vertebra = -4; vertebra <= 12; ++vertebra) {
        const double y = (vertebra + 0.42) * pitch;
        const double centre = shift + bend * std::sin(y / 75.0 + phase);
        for (const double sign : {-1.0, 1.0}) addEllipse(map, view, {centre + sign * 10.0, y, 3.2, 5.0, 0, 1.6});
        const std::vector<TubePoint> spinous = {{centre, y + 4, 2.4, 0.5}, {centre, y + 13, 3.0, 0.6}};
        addTube(map, view, spinous, TubeKind::Shell);
        for (const double sign : {-1.0, 1.0}) {
            const std::vector<TubePoint> process = {{centre + sign * 13, y, 4.0, 0.5}, {centre + sign * 29, y - 4, 3.6, 0.4}};
            addTube(map, view, process, TubeKind::Shell);
        }
    }
}

}  // namespace

Map bones(const Thorax& thorax, const View& view, std::uint64_t seed, std::uint64_t index) {
    Map map(view.sizePx, view.sizePx);
    Random random(seed, index, "bones");
    addRibs(map, thorax, view, random);
    addShoulderGirdle(map, thorax, view, random);
    addSpine(map, thorax, view, random);
    for (auto& value : map.values) value *= static_cast<float>(thorax.anatomy().bone);
    return map;
}

}  // namespace hilum::phantom
