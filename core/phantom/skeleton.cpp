// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include <numbers>

#include "core/phantom/structures.h"

namespace hilum::phantom {

namespace {

using std::numbers::pi;

struct RibShape {
    double startY = 0;      // at the spine
    double backDrop = 35;   // from the spine to the chest wall
    double frontDrop = 75;  // from the wall to the breastbone, were the rib to reach it
    double endAngle = 2.4;  // rad, where cartilage begins
    double radius = 6;      // half of the rib's height
    double leastHalf = 34;  // the ring never gets narrower, mm
};

// One rib from spine to costochondral junction, on the cage's surface.
std::vector<TubePoint> rib(const Thorax& thorax, double sign, const RibShape& shape) {
    const Anatomy& a = thorax.anatomy();
    std::vector<TubePoint> points;
    constexpr int kSteps = 52;
    TubePoint last{};
    double lastZ = 0;
    for (int i = 0; i <= kSteps; ++i) {
        const double angle = mix(0.10, shape.endAngle, static_cast<double>(i) / kSteps);
        const double turned = 1.0 - std::cos(angle);
        const double y = shape.startY - 3.0 * std::sin(std::min(pi, 3.0 * angle)) +
                         shape.backDrop * std::min(1.0, turned) * std::min(1.0, turned) +
                         shape.frontDrop * std::max(0.0, turned - 1.0);
        const double half = std::max(thorax.halfWidth(y) + 1.5, shape.leastHalf);
        const double z = -(thorax.halfDepth(y) + 4.0) * std::cos(angle);
        TubePoint point{sign * half * std::sin(angle) + z * a.turnRad, y, shape.radius, 1.0};
        // Where the rib runs along the beam its path adds up: at the chest wall.
        double along = 1.0;
        if (i > 0) {
            const double flat = std::hypot(point.xMm - last.xMm, point.yMm - last.yMm);
            along = std::min(1.9, std::hypot(flat, z - lastZ) / std::max(flat, 0.1));
        }
        // A rib is a flat band: seen edge-on at the wall it is half as wide.
        const double edgeOn = std::pow(std::sin(angle), 6.0);
        const double front = smoothstep(0.5 * pi, 0.66 * pi, angle);
        // The neck beside the spine is thin, the front end fades into cartilage.
        const double neck = smoothstep(0.10, 0.42, angle);
        point.radiusMm = shape.radius * mix(0.72, 1.0, neck) * mix(1.0, 1.2, front) * mix(1.0, 0.52, edgeOn);
        point.gain = along * mix(0.85, 0.52, front) * mix(0.35, 1.0, neck) *
                     mix(1.0, 0.12, smoothstep(shape.endAngle - 0.3, shape.endAngle, angle));
        last = point;
        lastZ = z;
        points.push_back(point);
    }
    points[0].gain = points[1].gain;
    return points;
}

void addRibs(Map& map, const Thorax& thorax, const View& view, Random& random) {
    const Anatomy& a = thorax.anatomy();
    const double pitch = (a.domeYMm[1] + 18.0) / 9.6;
    const double slant = random.uniform(0.8, 1.25) * (a.ap ? 0.85 : 1.0);
    const double thickness = random.uniform(0.92, 1.12) * (a.female ? 0.93 : 1.0);
    for (const double sign : {-1.0, 1.0}) {
        for (int number = 1; number <= 11; ++number) {
            RibShape shape;
            shape.startY = (number == 1 ? -2.0 : -14.0 + pitch * (number - 1)) + random.normal() * 0.8;
            shape.backDrop = slant * (number == 1 ? 17.0 : std::min(46.0, 30.0 + 2.0 * number));
            shape.frontDrop = slant * (number == 1 ? 30.0 : std::min(92.0, 40.0 + 9.0 * number));
            shape.leastHalf = number == 1 ? 0.4 * a.cageHalfWidthMm : 34.0;
            shape.endAngle = (number >= 9 ? mix(0.60, 0.50, (number - 9) / 2.0) : random.uniform(0.73, 0.79)) * pi;
            shape.radius = thickness * (number == 1 ? 5.6 : number == 11 ? 4.4 : 5.6);
            addTube(map, view, rib(thorax, sign, shape), TubeKind::Shell);
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
        const std::vector<TubePoint> clavicle = {{sign * 15.0 + front, c + 10, 8.5, 0.65},
                                                 {sign * 32.0 + front, c + 6, 6.6, 0.75},
                                                 {sign * 62.0 + 0.7 * front, c - 2, 5.6, 0.85},
                                                 {sign * 95.0 + 0.4 * front, c - 12, 5.4, 0.85},
                                                 {sign * 128.0, c - 19, 6.0, 0.8},
                                                 {sign * (half + 4.0), c - 18, 7.0, 0.7}};
        addTube(map, view, smoothed(clavicle), TubeKind::Shell);
        const double glenoidX = half + 10.0 - 10.0 * overlap;
        const double tipX = half - 4.0 - 34.0 * overlap;
        const double medialX = half - 34.0 - 42.0 * overlap;
        const std::vector<TubePoint> lateral = {{sign * glenoidX, 38, 8, 0.5},
                                                {sign * mix(glenoidX, tipX, 0.5), 86, 5.0, 0.6},
                                                {sign * tipX, 140, 4.0, 0.5}};
        const std::vector<TubePoint> medial = {{sign * tipX, 140, 3.5, 0.4},
                                               {sign * mix(tipX, medialX, 0.75), 75, 2.6, 0.35},
                                               {sign * (medialX + 8), 16, 2.6, 0.3}};
        const std::vector<TubePoint> ridge = {{sign * (medialX + 4), 40, 3.5, 0.4}, {sign * glenoidX, 8, 7.0, 0.5}};
        for (const auto* part : {&lateral, &medial, &ridge}) addTube(map, view, smoothed(*part), TubeKind::Shell);
        addEllipse(map, view, {sign * (half + 28.0), 24, 23, 23, 0, 7.5});
        const std::vector<TubePoint> humerus = {{sign * (half + 32.0), 34, 14, 0.6},
                                                {sign * (half + 44.0), 90, 11, 0.75},
                                                {sign * (half + 64.0), 200, 11, 0.75},
                                                {sign * (half + 82.0), 330, 11, 0.75}};
        addTube(map, view, smoothed(humerus), TubeKind::Shell);
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
            const double plate =
                std::exp(-0.5 * std::pow((t - 0.15) / 0.035, 2)) + std::exp(-0.5 * std::pow((t - 0.85) / 0.035, 2));
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
            const std::vector<TubePoint> process = {{centre + sign * 13, y, 4.0, 0.5},
                                                    {centre + sign * 29, y - 4, 3.6, 0.4}};
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
