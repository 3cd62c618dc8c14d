// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/lesions.h"

#include <string>

namespace hilum::phantom {

namespace {

constexpr double kFilledDensity = 0.93;
constexpr double kNoduleDensity = 1.35;  // soft tissue with some calcium, as most nodules seen on films

struct Place {
    double lateral = 70;
    double y = 120;
};

// Height limits of a zone as shares of the lung's height.
std::pair<double, double> zoneLimits(const std::string& zone) {
    if (zone == "upper") return {0.15, 0.36};
    if (zone == "mid") return {0.42, 0.64};
    return {0.70, 0.90};
}

double gapBeside(const Thorax& thorax, const std::vector<Finding>& others, bool left, double y) {
    double gap = 0;
    for (const auto& other : others)
        if (other.kind == FindingKind::Pneumothorax && (other.side == Side::Left) == left)
            gap = std::max(gap, airGapMm(thorax, left, other.size, y));
    return gap;
}

// A point of the zone with much lung in the beam, clear of wall, heart and a collapsed edge.
Place findPlace(const Thorax& thorax, const View& view, const Map& lung, const std::vector<Finding>& others, bool left,
                const std::string& zone, double marginMm, Random& random) {
    const auto [from, to] = zoneLimits(zone);
    const double height = thorax.lungHeight(left);
    Place best;
    double bestScore = -1e9;
    for (int attempt = 0; attempt < 60; ++attempt) {
        Place place;
        place.y = height * random.uniform(from, to);
        const double inner = thorax.mediastinum(left, place.y);
        const double outer = thorax.halfWidth(place.y);
        place.lateral = mix(inner, outer, random.uniform(0.2, 0.9));
        const double wall = thorax.wallDistance(place.lateral, place.y) - gapBeside(thorax, others, left, place.y);
        const Point px = view.toPx(left ? place.lateral : -place.lateral, place.y);
        const int x = static_cast<int>(std::lround(px.x));
        const int y = static_cast<int>(std::lround(px.y));
        if (x < 2 || y < 2 || x >= lung.width - 2 || y >= lung.height - 2) continue;
        const double whole = thorax.openChord(left, place.lateral, place.y);
        const double share = whole > 0 ? lung.get(x, y) / whole : 0.0;
        // Every requirement met gives 0 and ends the search; else the least bad point is taken.
        const double score = std::min(0.0, wall - marginMm) + std::min(0.0, place.lateral - inner - marginMm - 6.0) +
                             60.0 * std::min(0.0, share - 0.75) + std::min(0.0, height - place.y - 0.6 * marginMm);
        if (score > bestScore) {
            bestScore = score;
            best = place;
        }
        if (score >= 0) break;
    }
    return best;
}

void makeEffusion(Lesion& lesion, const Thorax& thorax, const View& view, Random& random) {
    const double angle = thorax.angleY(lesion.left);
    const double level = mix(angle - 12.0, 62.0, std::pow(lesion.size, 1.4)) + random.normal() * 2.5;
    const double climb = 26.0 + 50.0 * lesion.size;
    const double lambda = random.uniform(15, 21) + 20.0 * lesion.size;
    const double soft = 9.0 + 13.0 * lesion.size;
    const std::uint64_t ripple = random.next();
    for (int y = 0; y < lesion.amount.height; ++y) {
        for (int x = 0; x < lesion.amount.width; ++x) {
            const Point p = view.toMm(x, y);
            if ((p.x > 0) != lesion.left) continue;
            const double lateral = std::abs(p.x);
            // Fluid climbs the lateral wall: the concave upper border of the film.
            const double wall = std::max(0.0, thorax.wallDistance(lateral, p.y));
            const double inner = std::max(0.0, lateral - thorax.mediastinum(lesion.left, p.y));
            double top = level - climb * std::exp(-wall / lambda) - 0.25 * climb * std::exp(-inner / 14.0);
            top += 3.0 * (latticeNoise(lateral / 30.0, p.y / 60.0, ripple) - 0.5);
            const double share = smoothstep(0.0, soft, p.y - top);
            if (share > 0) lesion.amount.set(x, y, share);
        }
    }
}

void makePneumothorax(Lesion& lesion, const Thorax& thorax, const View& view, Random& random) {
    lesion.line = Map(view.sizePx, view.sizePx);
    const std::uint64_t wave = random.next();
    const double half = std::max(0.55, 0.7 * view.mmPerPx);  // half thickness of the pleural line
    for (int y = 0; y < lesion.amount.height; ++y) {
        for (int x = 0; x < lesion.amount.width; ++x) {
            const Point p = view.toMm(x, y);
            if ((p.x > 0) != lesion.left || p.y < 0) continue;
            const double gap =
                airGapMm(thorax, lesion.left, lesion.size, p.y) * (0.94 + 0.12 * latticeNoise(p.y / 45.0, 0.5, wave));
            if (gap <= 0.5) continue;
            const double distance = thorax.wallDistance(std::abs(p.x), p.y);
            if (distance <= 0 || distance > gap + 3.0) continue;
            lesion.amount.set(x, y, 1.0 - smoothstep(gap - 0.5, gap + 0.5, distance));
            const double off = std::abs(distance - gap) / half;
            if (off < 1.0) lesion.line.set(x, y, 6.5 * std::sqrt(1.0 - off * off) * smoothstep(0.5, 6.0, gap));
        }
    }
}

void addBronchograms(Lesion& lesion, const View& view, Place centre, double radius, Random& random) {
    std::vector<std::vector<TubePoint>> tubes;
    const double sign = lesion.left ? 1.0 : -1.0;
    const int trunks = random.integer(2, 4);
    for (int trunk = 0; trunk < trunks; ++trunk) {
        double angle = random.uniform(-0.5, 0.9);
        double x = centre.lateral - 0.75 * radius;
        double y = centre.y + random.uniform(-0.4, 0.3) * radius;
        double bore = random.uniform(1.3, 2.1);
        std::vector<TubePoint> tube = {{sign * x, y, bore, 1}};
        for (int step = 0; step < 7; ++step) {
            angle += random.normal() * 0.15;
            x += 0.2 * radius * std::cos(angle);
            y += 0.2 * radius * std::sin(angle);
            bore *= 0.88;
            tube.push_back({sign * x, y, bore, 1});
            if (step == 2 || step == 4) {
                const double fork = angle + (random.chance(0.5) ? 0.6 : -0.6);
                tubes.push_back(
                    {{sign * x, y, bore, 1},
                     {sign * (x + 0.4 * radius * std::cos(fork)), y + 0.4 * radius * std::sin(fork), 0.5 * bore, 0.8}});
            }
        }
        tubes.push_back(std::move(tube));
    }
    addTubes(lesion.line, view, tubes, TubeKind::Solid);
}

void makeConsolidation(Lesion& lesion, const Thorax& thorax, const View& view, const Map& lung,
                       const std::vector<Finding>& others, const std::string& zone, Random& random) {
    lesion.line = Map(view.sizePx, view.sizePx);
    const double radius = 24.0 + 36.0 * lesion.size;
    const Place centre = findPlace(thorax, view, lung, others, lesion.left, zone, 0.55 * radius, random);
    const double stretch = random.uniform(0.75, 1.3);
    const double turn = random.uniform(-0.6, 0.6);
    const double fill = random.uniform(0.60, 0.80) + 0.15 * lesion.size;
    const std::uint64_t texture = random.next();
    const auto [from, to] = zoneLimits(zone);
    const double height = thorax.lungHeight(lesion.left);
    for (int y = 0; y < lesion.amount.height; ++y) {
        for (int x = 0; x < lesion.amount.width; ++x) {
            if (lung.get(x, y) <= 0) continue;
            const Point p = view.toMm(x, y);
            if ((p.x > 0) != lesion.left) continue;
            const double dx = std::abs(p.x) - centre.lateral;
            const double dy = p.y - centre.y;
            const double u = (std::cos(turn) * dx + std::sin(turn) * dy) / (radius * stretch);
            const double v = (-std::sin(turn) * dx + std::cos(turn) * dy) / (radius / stretch);
            const double q = u * u + v * v;
            if (q > 2.6) continue;
            // A zone's lesion fades beyond the zone, as a lobe's does at its fissure.
            const double beyond = std::max({0.0, (from - 0.13) * height - p.y, p.y - (to + 0.22) * height});
            const double body = std::exp(-0.85 * q * q) * std::exp(-beyond / 12.0);
            // Coarse patches decide where, fine ones how dense: the fluffy look of filled acini.
            const double patches = fractalNoise(dx / 24.0, dy / 24.0, 4, texture) - 0.5;
            const double acini = fractalNoise(dx / 8.0, dy / 8.0, 4, texture + 1) - 0.5;
            const double share =
                fill * smoothstep(0.16, 1.0, body + 0.9 * patches * std::sqrt(body)) * (1.0 + 0.55 * acini);
            if (share > 0.004) lesion.amount.set(x, y, std::min(share, 0.95));
        }
    }
    addBronchograms(lesion, view, centre, radius, random);
}

void makeNodules(Lesion& lesion, const Thorax& thorax, const View& view, const Map& lung,
                 const std::vector<Finding>& others, const std::string& zone, Random& random) {
    const double diameter = 10.0 + 32.0 * lesion.size;
    lesion.diameterMm = diameter;
    lesion.count = diameter < 22.0 && random.chance(0.22) ? random.integer(2, 3) : 1;
    for (int number = 0; number < lesion.count; ++number) {
        const double radius = 0.5 * diameter * (number == 0 ? 1.0 : random.uniform(0.6, 0.95));
        const Place centre = findPlace(thorax, view, lung, others, lesion.left, zone, radius + 4.0, random);
        const double lobes = random.uniform(0.0, 0.12);
        const double phase = random.uniform(0, 6.28);
        const double stretch = random.uniform(0.9, 1.12);
        const Point at = view.toPx(lesion.left ? centre.lateral : -centre.lateral, centre.y);
        const int reach = static_cast<int>(std::ceil(1.5 * radius / view.mmPerPx)) + 2;
        for (int y = std::max(0, static_cast<int>(at.y) - reach);
             y < std::min(view.sizePx, static_cast<int>(at.y) + reach); ++y) {
            for (int x = std::max(0, static_cast<int>(at.x) - reach);
                 x < std::min(view.sizePx, static_cast<int>(at.x) + reach); ++x) {
                const double dx = (x - at.x) * view.mmPerPx * stretch;
                const double dy = (y - at.y) * view.mmPerPx / stretch;
                const double edge = radius * (1.0 + lobes * std::sin(3.0 * std::atan2(dy, dx) + phase));
                const double inside = edge * edge - dx * dx - dy * dy;
                if (inside > 0) lesion.amount.set(x, y, std::max(lesion.amount.get(x, y), 2.0 * std::sqrt(inside)));
            }
        }
    }
}

}  // namespace

double airGapMm(const Thorax& thorax, bool left, double size, double y) {
    const double share = std::clamp(y / (thorax.lungHeight(left) + 20.0), 0.0, 1.0);
    const double apical = 13.0 + 40.0 * size;
    const double lateral = -5.0 + 46.0 * size * size;
    return std::max(0.0, apical * std::pow(1.0 - share, 1.25) + lateral * (1.0 - 0.35 * share));
}

Lesion makeLesion(const Finding& wanted, const Thorax& thorax, const View& view, const Map& lungChordMm,
                  const std::vector<Finding>& others, std::uint64_t seed, std::uint64_t index) {
    Lesion lesion;
    lesion.kind = wanted.kind;
    lesion.left = wanted.side == Side::Left;
    lesion.size = wanted.size;
    lesion.amount = Map(view.sizePx, view.sizePx);
    // A stream of its own: another finding never moves this one.
    Random random(seed, index,
                  "lesion" + std::to_string(static_cast<int>(wanted.kind)) + (lesion.left ? "L" : "R") + wanted.zone);
    switch (wanted.kind) {
        case FindingKind::PleuralEffusion: makeEffusion(lesion, thorax, view, random); break;
        case FindingKind::Pneumothorax: makePneumothorax(lesion, thorax, view, random); break;
        case FindingKind::Consolidation:
            makeConsolidation(lesion, thorax, view, lungChordMm, others, wanted.zone, random);
            break;
        case FindingKind::Nodule: makeNodules(lesion, thorax, view, lungChordMm, others, wanted.zone, random); break;
        case FindingKind::Cardiomegaly: break;
    }
    return lesion;
}

double PleuralSpace::water(std::size_t pixel, bool left, double chordMm, double vesselMm, const Lesion* without) const {
    double fluid = 0, air = 0, filled = 0, nodule = 0, pleura = 0, bronchi = 0, density = lungDensity;
    for (const auto& lesion : *lesions) {
        if (&lesion == without || lesion.left != left) continue;
        const double amount = static_cast<double>(lesion.amount.values[pixel]);
        switch (lesion.kind) {
            case FindingKind::PleuralEffusion: fluid = std::max(fluid, amount); break;
            case FindingKind::Pneumothorax:
                air = std::max(air, amount);
                pleura = std::max(pleura, static_cast<double>(lesion.line.values[pixel]));
                density = lungDensity * (1.0 + 0.7 * lesion.size * lesion.size);  // collapsed lung is denser
                break;
            case FindingKind::Consolidation:
                filled = std::max(filled, amount);
                bronchi = std::max(bronchi, static_cast<double>(lesion.line.values[pixel]));
                break;
            case FindingKind::Nodule: nodule = std::max(nodule, amount); break;
            case FindingKind::Cardiomegaly: break;
        }
    }
    const double aerated = chordMm * (1.0 - fluid);
    const double solid = std::min(kNoduleDensity * nodule, aerated) * (1.0 - density) * (1.0 - filled);
    const double vessels = std::min(vesselMm, 0.6 * aerated) * (1.0 - density) * (1.0 - filled) * (1.0 - air);
    const double lung = aerated * (density + (kFilledDensity - density) * filled) - std::min(bronchi, aerated) * filled;
    return chordMm * fluid + lung * (1.0 - air) + vessels + solid * (1.0 - air) + std::min(pleura, aerated);
}

}  // namespace hilum::phantom
