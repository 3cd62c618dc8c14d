// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/ct_anatomy.h"

#include <numbers>

#include "core/phantom/random.h"

namespace hilum::phantom {

namespace {

constexpr double kAirHu = -1000, kFatHu = -98, kMuscleHu = 52, kMarrowHu = 190, kCortexHu = 720, kSpleenHu = 50,
                 kStomachHu = 28;
constexpr int kTrunks = 26;      // of the vessels and airways of one lung
constexpr double kShape = 2.35;  // exponent of the trunk's outline: between an ellipse and a box

double blend(double a, double b, double t) { return a + (b - a) * t; }

// Signed distance to a superellipse, negative inside; good near the border.
double outline(double x, double y, double halfWidth, double halfDepth) {
    if (halfWidth < 1 || halfDepth < 1) return 1e3;
    const double f =
        std::pow(std::pow(std::abs(x) / halfWidth, kShape) + std::pow(std::abs(y) / halfDepth, kShape), 1.0 / kShape);
    if (f < 1e-6) return -std::min(halfWidth, halfDepth);
    return std::hypot(x, y) * (1.0 - 1.0 / f);
}

}  // namespace

CtChest::CtChest(const Anatomy& anatomy, std::uint64_t seed, std::uint64_t index)
    : m_thorax(anatomy), m_noise(seed * 2654435761U + index * 40503U + 3U) {
    Random random(seed, index, "ct chest");
    m_contrast = random.chance(0.55);
    m_bloodHu = m_contrast ? random.uniform(130, 240) : random.uniform(36, 46);
    m_liverHu = m_contrast ? random.uniform(85, 115) : random.uniform(50, 64);
    m_fatShare = random.uniform(0.25, 0.75);
    m_lungHu = random.uniform(-885, -830);
    m_heart = heartParts(m_thorax, anatomy.cardiothoracicRatio);
    drawBones();
    drawMediastinum();
    drawTrees(seed, index);
}

double CtChest::heartDistance(double x, double y, double level) const {
    const double front = -0.22 * m_thorax.anatomy().cageHalfDepthMm;
    double nearest = 1e9;
    for (const auto& part : m_heart) {
        const double dx = x - part.xMm, dl = level - part.yMm;
        const double u = (std::cos(part.angle) * dx + std::sin(part.angle) * dl) / part.aMm;
        const double v = (-std::sin(part.angle) * dx + std::cos(part.angle) * dl) / part.bMm;
        const double w = (y - front) / part.depthMm;
        const double f = std::sqrt(u * u + v * v + w * w);
        if (f > 2.0) continue;
        const double d = (f - 1.0) * std::min({part.aMm, part.bMm, part.depthMm});
        nearest = nearest > 1e8 ? d : smoothUnion(nearest, d, 10.0);
    }
    return nearest;
}

// The diaphragm falls away to the front, to the back and to the side.
double CtChest::domeLevel(bool left, double x, double y) const {
    const double depth = m_thorax.halfDepth(m_thorax.anatomy().domeYMm[left ? 0 : 1]);
    const double share = (y + 0.12 * depth) / depth;
    const double fall = share > 0 ? 62.0 * share * share : 26.0 * share * share;
    return m_thorax.domeY(left, std::abs(x)) + fall;
}

double CtChest::bodyOutline(double x, double y, double level, double& fatMm) const {
    const Anatomy& a = m_thorax.anatomy();
    const double low = smoothstep(20, 105, level);
    const double shoulders = smoothstep(-45, 15, level) * (1.0 - low);
    const double halfWidth = blend(95.0, a.cageHalfWidthMm + a.wallMm, low) + 92.0 * shoulders;
    const double halfDepth = blend(64.0, a.cageHalfDepthMm + 0.75 * a.wallMm, smoothstep(-10, 90, level));
    const double wave = 6.0 * (m_noise.at(x / 60.0, y / 60.0, level / 80.0) - 0.5);
    fatMm = 4.0 + 0.45 * m_fatShare * a.wallMm * (0.8 + 0.5 * std::max(0.0, y / halfDepth)) + wave;
    double d = outline(x, y, halfWidth, halfDepth) + wave;
    if (a.breastMm > 0) {
        for (const double s : {-1.0, 1.0}) {
            const Ellipsoid breast{{s * 0.55 * a.cageHalfWidthMm, -halfDepth + 4.0, a.breastYMm - 20.0},
                                   {0.48 * a.cageHalfWidthMm, 9.0 + 1.3 * a.breastMm, 52.0}};
            d = smoothUnion(d, breast.distance({x, y, level}), 12.0);
        }
    }
    return d;
}

void CtChest::abdomen(CtPoint& point, double x, double y, double level) const {
    const Anatomy& a = m_thorax.anatomy();
    const double depth = m_thorax.halfDepth(level);
    point.hu = kFatHu;
    const double grain = m_noise.at(x / 14.0, y / 14.0, level / 14.0);
    // Liver fills the right dome and reaches over to the left in front; spleen and stomach lie left.
    const double liverEdge = 48.0 - 1.1 * (y + 0.2 * depth);
    if (x < liverEdge) {
        point.hu = m_liverHu + 8.0 * (grain - 0.5);
        const double vessel = std::abs(m_noise.at(x / 26.0, y / 26.0, level / 26.0) - 0.5);
        if (m_contrast && vessel < 0.012) point.hu += 35;
    }
    const Vec3 p{x, y, level};
    const double spleen =
        Ellipsoid{{0.66 * a.cageHalfWidthMm, 0.5 * depth, a.domeYMm[0] + 42}, {34, 30, 46}}.distance(p);
    if (spleen < 0) point.hu = kSpleenHu + (m_contrast ? 60 : 0);
    const double stomach =
        Ellipsoid{{0.5 * a.cageHalfWidthMm, -0.25 * depth, a.domeYMm[0] + 40}, {36, 32, 34}}.distance(p);
    if (stomach < 0) point.hu = stomach > -4 ? 60 : y < -0.36 * depth && a.stomachGasMm > 0 ? kAirHu + 20 : kStomachHu;
}

CtPoint CtChest::at(double x, double y, double level) const {
    CtPoint point;
    point.left = x > 0;
    double fatMm = 8;
    const double skin = bodyOutline(x, y, level, fatMm);
    point.outside = skin > 0;
    if (point.outside) return point;
    if (skin > -1.6) {
        point.hu = 10;
        return point;
    }
    const double halfWidth = m_thorax.halfWidth(level), halfDepth = m_thorax.halfDepth(level);
    const double cage = level > -2 ? outline(x, y, halfWidth, halfDepth) : 1e3;
    const double grain = m_noise.fractal({x, y, level}, 11.0, 2);
    if (cage > 0) {
        point.hu = blend(kMuscleHu, kFatHu, std::max(inside(-skin - fatMm, 1.5), inside(grain - 0.36, 0.04)));
        if (cage < 3.0) point.hu = blend(point.hu, -20, 0.6);
        return point;
    }
    const Anatomy& a = m_thorax.anatomy();
    const double side = m_thorax.mediastinum(point.left, level);
    // Narrow in front and behind, widest in the middle; the spine stands in the back.
    const double share = y / halfDepth;
    const double slab = std::abs(x) - std::max(9.0, side * (1.0 - 0.55 * share * share) - 3.0);
    const double spine = Ellipsoid{{0, halfDepth - 6.0, level}, {20, 19, 30}}.distance({x, y, level});
    point.heartMm = heartDistance(x, y, level);
    const double soft = std::min({slab, spine, point.heartMm - 3.0});
    const double dome = level - domeLevel(point.left, x, y);
    if (dome > 0 && soft > -2) {
        abdomen(point, x, y, level);
        if (dome < 2.5) point.hu = kMuscleHu;
        return point;
    }
    if (soft > 0) {
        const double gravity = 38.0 * share;
        const double fine = m_noise.fractal({x, y, level}, 5.0, 2) - 0.5;
        point.lung = 1;
        point.wallMm = -cage;
        point.hu = m_lungHu + gravity + 90.0 * fine;
        // Oblique fissure: a thin sheet.
        const double fissure = (level - 0.30 * a.domeYMm[1] - (0.62 * a.domeYMm[1]) * (0.5 - 0.5 * share)) * 0.62;
        point.hu += 110.0 * inside(std::abs(fissure) - 0.5, 0.9);
        return point;
    }
    if (dome > 8) {
        abdomen(point, x, y, level);
        return point;
    }
    point.hu = kFatHu + 70.0 * std::max(0.0, grain - 0.42);
    if (point.heartMm < 0) {
        const double muscle = m_contrast ? 105 : 46;
        point.hu = blend(muscle, m_bloodHu,
                         inside(point.heartMm + 11.0 + 5.0 * (grain - 0.5), 5.0) * (m_contrast ? 1.0 : 0.4));
    }
    return point;
}

double CtChest::tableY() const {
    const Anatomy& a = m_thorax.anatomy();
    return a.cageHalfDepthMm + 0.75 * a.wallMm + 14.0;
}

void CtChest::drawBones() {
    const Anatomy& a = m_thorax.anatomy();
    const double mineral = a.bone;
    const auto bone = [&](Vec3 from, Vec3 to, double r0, double r1) {
        m_tubes.push_back({{from, to, r0, r1}, kCortexHu * mineral, false, 0, 1});
        m_tubes.push_back(
            {{from, to, std::max(0.3, r0 - 2.0), std::max(0.3, r1 - 2.0)}, kMarrowHu * mineral, false, 0, 1});
    };
    const double step = 24.5 * a.domeYMm[1] / 228.0;
    for (int rib = 0; rib < 11; ++rib) {
        const double start = -16.0 + rib * step;
        const double drop = 22.0 + 5.0 * std::min(rib, 8);
        for (const double s : {-1.0, 1.0}) {
            Vec3 last;
            constexpr int kParts = 18;
            for (int part = 0; part <= kParts; ++part) {
                const double t = part / static_cast<double>(kParts);
                const double angle = 0.10 * std::numbers::pi + t * 0.83 * std::numbers::pi;
                const double level = start + drop * std::pow(t, 1.3) - (t > 0.82 ? 60.0 * (t - 0.82) : 0.0);
                const double w = m_thorax.halfWidth(std::max(4.0, level)) + 5.0,
                             d = m_thorax.halfDepth(std::max(4.0, level)) + 5.0;
                const double sx = std::sin(angle), cy = std::cos(angle);
                const Vec3 here{s * w * std::pow(std::abs(sx), 2.0 / kShape),
                                d * (cy < 0 ? -1.0 : 1.0) * std::pow(std::abs(cy), 2.0 / kShape), level};
                if (part > 0) {
                    if (t > 0.84)  // costal cartilage
                        m_tubes.push_back({{last, here, 4.6, 4.6}, 95, false, 0, 1});
                    else
                        bone(last, here, 4.8, 4.8);
                }
                last = here;
            }
        }
    }
    for (int number = -1; number < 13; ++number) {
        const double level = -16.0 + number * step;
        const double y = m_thorax.halfDepth(std::max(6.0, level)) - 4.0;
        bone({0, y, level - 0.33 * step}, {0, y, level + 0.33 * step}, 14.5, 14.5);
        for (const double s : {-1.0, 1.0}) {
            bone({s * 10, y + 15, level}, {s * 30, y + 19, level - 4}, 4.2, 4.0);
            bone({s * 9, y + 22, level}, {0, y + 32, level + 6}, 3.4, 3.4);
        }
        bone({0, y + 32, level + 5}, {0, y + 46, level + 16}, 3.2, 3.2);
        m_tubes.push_back(
            {{{0, y + 20, level - 0.5 * step}, {0, y + 20, level + 0.5 * step}, 7.5, 7.5}, 30, false, 0, 1});
    }
    for (const double s : {-1.0, 1.0}) {
        const double back = a.cageHalfDepthMm;
        for (int plate = 0; plate < 7; ++plate) {
            const double level = 18.0 + 16.0 * plate;
            const double inner = 0.62 * a.cageHalfWidthMm - 2.0 * plate, outer = 1.06 * a.cageHalfWidthMm - 5.0 * plate;
            bone({s * inner, 0.92 * back + 10, level}, {s * outer, 0.45 * back + 10, level + 3}, 2.9, 3.3);
        }
        bone({s * 1.0 * a.cageHalfWidthMm, 0.3 * back, 14}, {s * (1.0 * a.cageHalfWidthMm + 22), 0.1 * back, 18}, 12,
             17);
        bone({s * 20, -0.62 * back, a.clavicleYMm - 8}, {s * 100, -0.10 * back, 2}, 6.2, 5.6);
    }
    const double front = -1.0;
    for (int part = 0; part < 8; ++part) {
        const double level = 38.0 + 17.0 * part;
        const double y = front * (m_thorax.halfDepth(level) + 6.0);
        for (const double x : {-11.0, 0.0, 11.0})
            bone({x, y, level}, {x, front * (m_thorax.halfDepth(level + 15) + 6.0), level + 15}, 5.4, 5.4);
    }
}

void CtChest::drawMediastinum() {
    const Anatomy& a = m_thorax.anatomy();
    const double carina = carinaMm(a), arch = 0.27 * a.domeYMm[1];
    const double depth = a.cageHalfDepthMm, r = 0.82 * a.aorticKnobMm;
    const auto vessel = [&](Vec3 from, Vec3 to, double r0, double r1) {
        m_tubes.push_back({{from, to, r0, r1}, m_bloodHu, false, 0, 1});
    };
    const Vec3 root{-6, -0.2 * depth, carina + 52};
    vessel(root, {-16, -0.22 * depth, arch + 14}, 1.05 * r, r);
    vessel({-16, -0.22 * depth, arch + 14}, {-4, -0.06 * depth, arch}, r, r);
    vessel({-4, -0.06 * depth, arch}, {18, 0.34 * depth, arch + 4}, r, 0.9 * r);
    vessel({18, 0.34 * depth, arch + 4}, {20, 0.52 * depth, arch + 40}, 0.9 * r, 0.85 * r);
    vessel({20, 0.52 * depth, arch + 40}, {12, 0.58 * depth, lastLevel() + 10}, 0.85 * r, 0.75 * r);
    for (const auto& [x, y] : {std::pair{-14.0, -0.1}, std::pair{2.0, -0.02}, std::pair{14.0, 0.12}})
        vessel({x * 0.7, y * depth, arch}, {x * 1.5, y * depth, -25}, 5.2, 4.2);
    vessel({-27, -0.14 * depth, -10}, {-26, -0.12 * depth, carina + 46}, 8.5, 9.5);        // superior cava
    vessel({28, -0.3 * depth, 8}, {-22, -0.26 * depth, arch - 8}, 5.5, 6.5);               // left brachiocephalic vein
    vessel({10, -0.30 * depth, carina + 46}, {16, -0.10 * depth, carina + 14}, 14, 12.5);  // pulmonary trunk
    vessel({16, -0.10 * depth, carina + 14}, {36, 0.16 * depth, carina + 12}, 11.5, 9.5);
    vessel({14, -0.06 * depth, carina + 18}, {-36, 0.02 * depth, carina + 20}, 10.5, 9.5);
    const auto airway = [&](Vec3 from, Vec3 to, double r0, double r1) {
        m_tubes.push_back({{from, to, r0, r1}, -1000, false, 45, 1});
    };
    airway({0, 0.10 * depth, -40}, {1, 0.20 * depth, carina - 4}, 8.6, 8.2);
    airway({1, 0.20 * depth, carina - 4}, {-32, 0.18 * depth, carina + 24}, 7.2, 5.8);
    airway({1, 0.20 * depth, carina - 4}, {38, 0.24 * depth, carina + 30}, 6.8, 5.2);
    m_tubes.push_back(
        {{{5, 0.42 * depth, -30}, {10, 0.42 * depth, lastLevel()}, 6.5, 6.5}, 38, false, 0, 1});  // oesophagus
}

void CtChest::grow(Vec3 from, Vec3 direction, double radius, int generation, bool airway, bool left, Random& random) {
    if (radius < (airway ? 0.55 : 0.45) || generation > 10) return;
    const double length = std::max(6.0, (airway ? 5.2 : 6.0) * radius + 6.0) * random.uniform(0.75, 1.3);
    const Vec3 to = from + direction * length;
    const CtPoint end = at(to.x, to.y, to.z);
    if (end.lung < 0.5 || end.left != left || end.wallMm < 2.0) return;
    CtTube tube{{from, to, radius, 0.86 * radius}, m_bloodHu, true, 0, 1};
    if (airway) {
        tube.hu = -985;
        tube.wallHu = -120;
    }
    m_tubes.push_back(tube);
    const int children = random.chance(generation < 3 ? 0.8 : 0.6) ? 2 : 1;
    for (int child = 0; child < 2; ++child) {
        const double turn = (child < children ? 0.42 : 0.75) * random.uniform(0.6, 1.5);
        Vec3 side{random.normal(), random.normal(), random.normal()};
        side = side - direction * side.dot(direction);
        side = side * (1.0 / std::max(1e-6, side.length()));
        if (child == 1) side = side * -1.0;
        Vec3 next = direction * std::cos(turn) + side * std::sin(turn);
        next = next * (1.0 / next.length());
        grow(to, next, radius * (child < children ? random.uniform(0.78, 0.90) : random.uniform(0.5, 0.68)),
             generation + 1, airway, left, random);
    }
}

void CtChest::drawTrees(std::uint64_t seed, std::uint64_t index) {
    const Anatomy& a = m_thorax.anatomy();
    const double carina = carinaMm(a);
    for (const bool left : {true, false}) {
        Random random(seed, index, left ? "ct tree left" : "ct tree right");
        const double s = left ? 1.0 : -1.0;
        const Vec3 hilum{s * (m_thorax.mediastinum(left, carina + 20) + 9.0), 0.12 * a.cageHalfDepthMm, carina + 20};
        for (int trunk = 0; trunk < kTrunks; ++trunk) {
            const bool airway = trunk % 5 == 4;
            // Trunks fan out upwards, forwards, backwards and down.
            const double angle = 2.0 * std::numbers::pi * (trunk + random.uniform()) / kTrunks;
            Vec3 direction{s * random.uniform(0.35, 0.8), 0.75 * std::sin(angle), 1.0 * std::cos(angle)};
            direction = direction * (1.0 / direction.length());
            const Vec3 at0 = hilum + Vec3{0, random.uniform(-8, 8), random.uniform(-12, 18)};
            grow(at0, direction, airway ? random.uniform(2.0, 3.0) : random.uniform(2.6, 4.4), 0, airway, left, random);
        }
    }
}

}  // namespace hilum::phantom
