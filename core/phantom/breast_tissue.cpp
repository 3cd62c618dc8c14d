// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/breast_tissue.h"

#include "core/phantom/random.h"

namespace hilum::phantom {

namespace {

// Echo levels in dB against the brightest tissue.
constexpr double kSkin = -6, kFat = -25, kGland = -11, kMuscle = -27, kSeptum = -7, kFascia = -5, kDeep = -36;

double blend(double a, double b, double t) { return a + (b - a) * std::clamp(t, 0.0, 1.0); }

void drawMass(BreastPlan& p, Random& random) {
    const double half = 3.0 + 9.5 * p.size;
    switch (p.lesion) {
        case BreastLesion::Cyst:
            p.halfWidthMm = half * random.uniform(1.0, 1.25);
            p.halfHeightMm = half * random.uniform(0.55, 0.85);
            p.lobes = random.uniform(0.01, 0.05);
            p.shadow = -random.uniform(0.25, 0.6);
            break;
        case BreastLesion::Fibroadenoma:
            p.halfWidthMm = half * random.uniform(1.05, 1.35);
            p.halfHeightMm = half * random.uniform(0.5, 0.75);
            p.lobes = random.uniform(0.03, 0.11);
            p.shadow = -random.uniform(-0.05, 0.25);
            break;
        case BreastLesion::Malignant:
            p.halfWidthMm = half * random.uniform(0.75, 1.1);
            p.halfHeightMm = half * random.uniform(0.7, 1.15);
            p.lobes = random.uniform(0.10, 0.24);
            p.spicules = random.chance(0.6) ? random.uniform(0.4, 1.0) : 0.0;
            p.shadow = random.chance(0.75) ? random.uniform(0.4, 1.4) : random.uniform(-0.15, 0.2);
            p.microcalcifications = random.chance(0.4);
            break;
        case BreastLesion::None: break;
    }
}

}  // namespace

BreastPlan drawBreast(std::uint64_t seed, std::uint64_t index, double widthMm, double depthMm) {
    Random random(seed, index, "breast");
    BreastPlan p;
    p.depthMm = depthMm;
    p.ageYears = static_cast<int>(random.normal(50, 13, 22, 86));
    p.side = random.chance(0.5) ? "left" : "right";
    p.clock = random.integer(1, 12);
    const bool upper = p.clock >= 10 || p.clock <= 2;
    // Seen from the front, outer is to the patient's own side.
    const bool towardsThree = p.clock >= 1 && p.clock <= 5;
    const bool outer = (p.side == "left") == towardsThree;
    p.quadrant = std::string(upper ? "upper " : "lower ") + (outer ? "outer" : "inner") + " quadrant";
    const double which = random.uniform();
    p.lesion = which < 0.22   ? BreastLesion::None
               : which < 0.38 ? BreastLesion::Cyst
               : which < 0.62 ? BreastLesion::Fibroadenoma
                              : BreastLesion::Malignant;
    if (p.lesion == BreastLesion::Malignant) p.ageYears = std::max(p.ageYears, 34);
    p.size = random.uniform();
    p.fatMm = random.uniform(4, 12);
    p.density = std::clamp(random.uniform(0.3, 0.95) - 0.004 * (p.ageYears - 45), 0.2, 0.95);
    p.glandMm = random.uniform(10, 20);
    drawMass(p, random);
    p.xMm = random.uniform(-0.5, 0.5) * std::max(0.0, widthMm - 2.4 * p.halfWidthMm) * 0.8;
    const double top = 3.5 + p.halfHeightMm * 1.15;
    const double bottom = std::max(top + 1.0, std::min(0.72 * depthMm, p.fatMm + p.glandMm) - 0.8 * p.halfHeightMm);
    p.yMm = random.uniform(top, bottom);
    return p;
}

BreastTissue::BreastTissue(const BreastPlan& plan, std::uint64_t seed, std::uint64_t index)
    : m_plan(plan), m_noise(seed * 7919U + index * 104729U + 1U), m_other(seed * 7919U + index * 104729U + 2U) {
    Random random(seed, index, "breast septa");
    const int septa = random.integer(12, 26);
    for (int i = 0; i < septa; ++i)
        m_septa.push_back({random.uniform(-24, 24), random.uniform(2, plan.fatMm + 3.0),
                           random.normal(0, 0.35, -1.1, 1.1), random.uniform(5, 15), random.uniform(-0.03, 0.03)});
    if (!plan.microcalcifications) return;
    const int grains = random.integer(5, 14);
    for (int i = 0; i < grains; ++i)
        m_grains.push_back({plan.xMm + 0.6 * plan.halfWidthMm * random.uniform(-1, 1),
                            plan.yMm + 0.6 * plan.halfHeightMm * random.uniform(-1, 1), random.uniform(0.12, 0.3)});
}

double BreastTissue::background(double x, double y) const {
    const auto wave = [&](double scale, double height, double shift) {
        return height * (m_noise.fractal({x, shift, 0}, scale, 2) - 0.5);
    };
    const double skin = 1.5 + wave(30, 0.8, 3);
    const double fatEnd = m_plan.fatMm + wave(13, 7, 11);
    const double glandEnd = m_plan.fatMm + m_plan.glandMm + wave(22, 6, 19);
    const double muscleEnd = glandEnd + 9.0 + wave(25, 3, 29);
    if (y < skin) return y < 0.5 || skin - y < 0.45 ? kSkin : kSkin - 8;
    double echo = kFat + 7.0 * (m_noise.fractal({x, 2.0 * y, 5}, 6.0, 3) - 0.5);
    // Septa: thin bright lines through the fat.
    for (const auto& s : m_septa) {
        const double dx = x - s.x, dy = y - s.y;
        const double u = std::cos(s.angle) * dx + std::sin(s.angle) * dy;
        const double v = -std::sin(s.angle) * dx + std::cos(s.angle) * dy - s.bend * u * u;
        const double thick = 0.16 + 0.1 * m_noise.at(u / 2.0, v, s.x);
        const double along = inside(std::abs(u) - 0.5 * s.length, 4.0);
        echo = blend(echo, kSeptum, inside(std::abs(v) - thick, 0.35) * along * inside(y - fatEnd - 1.0, 2.0));
    }
    // Gland: bright, fibres along the skin, fat lobules and ducts left in it.
    const double slope = 5.0 * (m_noise.at(x / 15.0, y / 12.0, 2) - 0.5);
    const double fibres = m_other.fractal({0.34 * x, y + slope, 1}, 1.7, 3) - 0.5;
    const double strands = m_noise.fractal({0.22 * x, y + 1.6 * slope, 13}, 0.85, 2) - 0.5;
    double gland = kGland - 4 + 26.0 * fibres + 44.0 * strands;
    // Fat left in the gland, each lobule in its thin capsule.
    const double lobule =
        m_noise.fractal({0.75 * x, 1.5 * y + slope, 9}, 6.5, 3) - (0.34 + 0.22 * (1.0 - m_plan.density));
    gland = blend(gland, kFat + 2 + 9.0 * fibres, inside(lobule, 0.05));
    gland = blend(gland, kSeptum, 0.5 * inside(std::abs(lobule) - 0.008, 0.02));
    echo = blend(echo, gland, inside(fatEnd - y, 1.6));
    // Muscle: dark with long bright streaks, between two fascias.
    const double tilt = 0.12 * x + 2.5 * (m_noise.at(x / 16.0, 4, 4) - 0.5);
    const double streak = m_other.fractal({0.11 * x, 1.5 * (y + tilt), 7}, 1.5, 3);
    const double muscle = kMuscle + 60.0 * std::max(0.0, streak - 0.54);
    echo = blend(echo, muscle, inside(glandEnd - y, 1.2));
    echo = blend(echo, kFascia, 0.8 * inside(std::abs(y - glandEnd) - 0.22, 0.4) * (0.35 + m_other.at(x / 5.0, 3, 3)));
    echo = blend(echo, kDeep + 8.0 * (streak - 0.5), inside(muscleEnd - y, 2.5));
    return blend(echo, kFascia - 3,
                 0.8 * inside(std::abs(y - muscleEnd) - 0.3, 0.5) * (0.3 + m_other.at(x / 6.0, 8, 3)));
}

double BreastTissue::lesionDistance(double x, double y) const {
    const double dx = (x - m_plan.xMm) / m_plan.halfWidthMm;
    const double dy = (y - m_plan.yMm) / m_plan.halfHeightMm;
    const double mean = std::sqrt(m_plan.halfWidthMm * m_plan.halfHeightMm);
    const double r = std::hypot(dx, dy);
    const double angle = std::atan2(dy, dx);
    const Vec3 around{2.2 * std::cos(angle), 2.2 * std::sin(angle), 4.0};
    double border = 1.0 + 2.0 * m_plan.lobes * (m_other.fractal(around, 1.0, 3) - 0.5) * 2.0;
    if (m_plan.spicules > 0) {
        // Thin radial spikes: narrow peaks of noise around the border.
        const double spike = m_noise.at(9.0 * std::cos(angle) + 12.0, 9.0 * std::sin(angle) + 12.0, 1.5);
        border += 0.7 * m_plan.spicules * std::max(0.0, spike - 0.68);
    }
    return (r - border) * mean;
}

BreastPoint BreastTissue::at(double x, double y) const {
    BreastPoint p;
    // Everything below the skin undulates a little with the probe's pressure.
    const double bent = y + std::min(1.0, y / 6.0) * 4.0 * (m_other.at(x / 17.0, 0.3, 21) - 0.5);
    p.echoDb = background(x, bent) + 9.0 * (m_noise.at(x / 7.0, y / 5.0, 33) - 0.5);
    const auto& plan = m_plan;
    // A poor contact now and then leaves a dark band.
    p.lossDbPerMm = 1.1 * std::max(0.0, m_noise.at(x / 4.5, y / 40.0, 40) - 0.66);
    if (plan.lesion == BreastLesion::None) return p;
    const double d = lesionDistance(x, y);
    const double texture = m_other.fractal({x, y, 3}, 2.2, 3) - 0.5;
    if (plan.lesion == BreastLesion::Malignant) {
        // Echogenic halo and straightened tissue around it.
        if (d > 0) p.echoDb = blend(p.echoDb, -10 + 8 * texture, 0.7 * inside(d - 1.6, 2.6));
        p.echoDb = blend(p.echoDb, -27 + 26 * texture, inside(d + 0.3 * texture, 1.1));
    } else if (plan.lesion == BreastLesion::Fibroadenoma) {
        p.echoDb = blend(p.echoDb, -8, 0.75 * inside(std::abs(d - 0.25) - 0.15, 0.4));
        p.echoDb = blend(p.echoDb, -24 + 14 * texture, inside(d + 0.1, 0.4));
    } else {
        p.echoDb = blend(p.echoDb, -7, 0.8 * inside(std::abs(d - 0.2) - 0.12, 0.35));
        p.echoDb = blend(p.echoDb, -62, inside(d + 0.1, 0.35));
        // Reverberation under the near wall.
        if (d < 0 && y < plan.yMm) p.echoDb = blend(p.echoDb, -40, inside(-d - 1.2, 1.5));
    }
    for (const auto& g : m_grains) p.echoDb = blend(p.echoDb, 0, inside(std::hypot(x - g.x, y - g.y) - g.z, 0.2));
    if (d < 0) {
        p.lossDbPerMm += plan.shadow;
        p.lesion = true;
    } else if (std::abs(std::abs(x - plan.xMm) - plan.halfWidthMm) < 0.6 && std::abs(y - plan.yMm) < 2.0 &&
               plan.lesion != BreastLesion::Malignant) {
        p.lossDbPerMm += 1.4;  // refraction at the edge: a thin shadow
    }
    return p;
}

}  // namespace hilum::phantom
