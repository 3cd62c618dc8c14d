// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include <numbers>

#include "core/phantom/structures.h"

namespace hilum::phantom {

namespace {

using Tubes = std::vector<std::vector<TubePoint>>;
constexpr double kThinnestMm = 0.35;
constexpr std::size_t kMostBranches = 900;

struct Branch {
    double x = 0, y = 0;
    double angle = 0;  // rad, 0 = lateral, positive = down
    double radius = 1;
};

// Grows one branch by short steps and lets side branches off (radii follow Murray's law loosely).
void grow(const Thorax& thorax, bool left, Branch branch, Random& random, Tubes& tubes) {
    std::vector<Branch> waiting = {branch};
    const double sign = left ? 1.0 : -1.0;
    while (!waiting.empty() && tubes.size() < kMostBranches) {
        Branch b = waiting.back();
        waiting.pop_back();
        std::vector<TubePoint> tube = {{b.x, b.y, b.radius, 1.0}};
        const double bend = random.normal() * 0.05;
        for (int step = 0; step < 24; ++step) {
            const double length = 3.5 + 1.5 * b.radius;
            b.angle += bend + random.normal() * 0.09;
            b.x += sign * std::cos(b.angle) * length;
            b.y += std::sin(b.angle) * length;
            b.radius *= 0.945;
            if (b.radius < kThinnestMm || thorax.wallDistance(std::abs(b.x), b.y) < 9.0) break;
            if (b.y > thorax.domeY(left, std::abs(b.x)) + 15.0 || b.y < 4.0 || sign * b.x < 8.0) break;
            tube.push_back({b.x, b.y, b.radius, 1.0});
            if (random.chance(0.42)) {
                const double turn = (random.chance(0.5) ? 1.0 : -1.0) * random.uniform(0.35, 0.95);
                const double share = random.uniform(0.45, 0.85);
                waiting.insert(waiting.begin(), Branch{b.x, b.y, b.angle + turn, b.radius * share});
                b.radius *= std::sqrt(std::max(0.3, 1.0 - 0.45 * share * share));
                b.angle -= 0.25 * turn * share;
            }
        }
        if (tube.size() > 1) tubes.push_back(std::move(tube));
    }
}

}  // namespace

Map vesselTree(const Thorax& thorax, const View& view, std::uint64_t seed, std::uint64_t index) {
    const Anatomy& a = thorax.anatomy();
    Random random(seed, index, "vessels");
    Map map(view.sizePx, view.sizePx);
    Tubes tubes;
    for (const bool left : {false, true}) {
        const double sign = left ? 1.0 : -1.0;
        const double hilumY = (left ? 0.42 : 0.47) * a.domeYMm[1];
        const double hilumX = thorax.mediastinum(left, hilumY) + random.uniform(4, 9);
        const double thick = (left ? 4.0 : 4.3) * random.uniform(0.85, 1.15);
        Tubes own;
        for (const double angle : {-1.25, -0.85, -0.45, -0.1, 0.25, 0.55, 0.85, 1.12, 1.35}) {
            // More flow to the bases when upright.
            const double flow = angle > 0.2 ? 1.0 : 0.78;
            grow(thorax, left,
                 {sign * (hilumX + random.normal() * 3.0), hilumY + 14.0 * angle + random.normal() * 3.0,
                  angle + random.normal() * 0.1, thick * flow * random.uniform(0.7, 1.0)},
                 random, own);
        }
        tubes.insert(tubes.end(), own.begin(), own.end());
        // The lower lobe artery is the thickest line of the hilum.
        tubes.push_back({{sign * hilumX, hilumY - 8, 6.5, 1},
                         {sign * (hilumX + 8), hilumY + 12, 7.2, 1},
                         {sign * (hilumX + 11), hilumY + 34, 5.0, 0.9}});
        tubes.push_back({{sign * (hilumX - 4), hilumY - 22, 5.0, 1}, {sign * (hilumX + 5), hilumY - 8, 6.5, 1}});
    }
    addTubes(map, view, tubes, TubeKind::Solid);
    blur(map, 0.35 / view.mmPerPx);
    for (auto& value : map.values) value *= static_cast<float>(a.vessels * 2.4);
    return map;
}

Map airways(const Thorax& thorax, const View& view, std::uint64_t seed, std::uint64_t index) {
    const Anatomy& a = thorax.anatomy();
    Random random(seed, index, "airways");
    Map map(view.sizePx, view.sizePx);
    const double carina = carinaMm(a);
    const double radius = a.female ? random.uniform(6.5, 8.0) : random.uniform(7.5, 9.5);
    const double shift = random.uniform(1, 5) - 15.0 * a.turnRad;
    const std::vector<TubePoint> trachea = {{0.2 * shift, -150, radius, 1},
                                            {-0.3 * shift, -20, radius, 1},
                                            {-shift, carina - 18, radius, 1},
                                            {-shift, carina, radius * 0.9, 0.9}};
    const std::vector<TubePoint> right = {{-shift, carina - 2, radius * 0.8, 0.8},
                                          {-shift - 16, carina + 18, 5.8, 0.7},
                                          {-shift - 30, carina + 38, 4.5, 0.3}};
    const std::vector<TubePoint> leftBronchus = {{-shift, carina - 2, radius * 0.75, 0.8},
                                                 {-shift + 22, carina + 16, 5.2, 0.7},
                                                 {-shift + 44, carina + 28, 4.2, 0.3}};
    addTubes(map, view, {trachea, right, leftBronchus}, TubeKind::Solid);
    if (a.stomachGasMm > 0)
        addEllipse(map, view,
                   {random.uniform(48, 74), a.domeYMm[0] + 14.0 + a.stomachGasMm, random.uniform(24, 40),
                    a.stomachGasMm, 0.15, 24});
    blur(map, 0.6 / view.mmPerPx);
    return map;
}

}  // namespace hilum::phantom
