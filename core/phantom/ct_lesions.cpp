// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/ct_anatomy.h"
#include "core/phantom/random.h"

namespace hilum::phantom {

namespace {

constexpr double kNormalShare = 0.2;
const std::vector<std::string> kZones = {"upper", "mid", "lower"};

double blend(double a, double b, double t) { return a + (b - a) * t; }

std::pair<double, double> zoneLimits(const std::string& zone) {
    if (zone == "upper") return {0.16, 0.34};
    if (zone == "mid") return {0.42, 0.62};
    return {0.70, 0.90};
}

bool hasZone(CtFindingKind kind) {
    return kind == CtFindingKind::Consolidation || kind == CtFindingKind::GroundGlass ||
           kind == CtFindingKind::Nodule || kind == CtFindingKind::Mass;
}

// A place in aerated lung, `margin` mm from the wall.
void place(CtFinding& f, const CtChest& chest, double margin, Random& random) {
    const auto [from, to] = zoneLimits(f.zone);
    const Thorax& thorax = chest.thorax();
    double best = -1e9;
    for (int attempt = 0; attempt < 200; ++attempt) {
        const double level = thorax.lungHeight(f.left) * random.uniform(from, to);
        const double x = (f.left ? 1.0 : -1.0) * random.uniform(0.25, 0.92) * thorax.halfWidth(level);
        const double y = random.uniform(-0.7, 0.75) * thorax.halfDepth(level);
        const CtPoint p = chest.at(x, y, level);
        if (p.lung < 0.5 || p.left != f.left) continue;
        const double score = std::min(0.0, p.wallMm - margin);
        if (score > best) {
            best = score;
            f.centre = {x, y, level};
        }
        if (score >= 0) break;
    }
}

void complete(CtFinding& f, const CtChest& chest, Random& random) {
    const Anatomy& a = chest.thorax().anatomy();
    if (hasZone(f.kind)) f.zone = random.pick(kZones);
    switch (f.kind) {
        case CtFindingKind::Nodule: f.radiusMm = 3.0 + 10.0 * f.size; break;
        case CtFindingKind::Mass: f.radiusMm = 16.0 + 14.0 * f.size; break;
        case CtFindingKind::Consolidation: f.radiusMm = 20.0 + 24.0 * f.size; break;
        case CtFindingKind::GroundGlass: f.radiusMm = 22.0 + 26.0 * f.size; break;
        case CtFindingKind::PleuralEffusion:
        case CtFindingKind::Pneumothorax: f.radiusMm = 9.0 + 44.0 * f.size; break;
        case CtFindingKind::PericardialEffusion: f.radiusMm = 6.0 + 14.0 * f.size; break;
        case CtFindingKind::Emphysema: f.radiusMm = 0; break;
        case CtFindingKind::Lymphadenopathy: {
            f.radiusMm = 7.5 + 7.0 * f.size;
            const double carina = carinaMm(a), depth = a.cageHalfDepthMm;
            const std::vector<Vec3> stations = {{-16, 0.1 * depth, carina - 22},
                                                {2, 0.22 * depth, carina + 18},
                                                {16, -0.02 * depth, carina - 6},
                                                {-34, 0.05 * depth, carina + 26}};
            const int count = random.integer(2, 4);
            for (int i = 0; i < count; ++i) {
                const double r = f.radiusMm * random.uniform(0.75, 1.0);
                f.nodes.push_back({stations[static_cast<std::size_t>(i)],
                                   {r * random.uniform(0.8, 1.1), r, r * random.uniform(1.0, 1.4)}});
            }
            break;
        }
    }
    if (f.kind == CtFindingKind::Nodule || f.kind == CtFindingKind::Mass)
        f.spicules = random.chance(0.5) ? random.uniform(0.3, 1.0) : 0.0;
    if (hasZone(f.kind))
        place(f, chest,
              f.kind == CtFindingKind::Nodule || f.kind == CtFindingKind::Mass ? f.radiusMm + 3.0 : 0.4 * f.radiusMm,
              random);
}

bool clash(const std::vector<CtFinding>& chosen, const CtFinding& f) {
    for (const auto& other : chosen) {
        if (other.kind == f.kind) return true;
        const bool pleural = f.kind == CtFindingKind::PleuralEffusion || f.kind == CtFindingKind::Pneumothorax;
        const bool otherPleural =
            other.kind == CtFindingKind::PleuralEffusion || other.kind == CtFindingKind::Pneumothorax;
        if (other.left == f.left &&
            ((pleural && (otherPleural || hasZone(other.kind))) || (otherPleural && hasZone(f.kind))))
            return true;
        if (other.left == f.left && hasZone(other.kind) && hasZone(f.kind)) return true;
    }
    return false;
}

// Border of a rounded lesion with lobes and spikes, mm; negative inside.
double border(const CtFinding& f, const SolidNoise& noise, const Vec3& p) {
    const Vec3 d = p - f.centre;
    const double r = d.length();
    if (r < 1e-6) return -f.radiusMm;
    const Vec3 unit = d * (1.0 / r);
    const double lobes = 0.5 * (noise.at(unit.x * 1.7 + 5, unit.y * 1.7 + 5, unit.z * 1.7 + 5) - 0.5);
    const double spike =
        f.spicules * 1.6 * std::max(0.0, noise.at(unit.x * 6 + 9, unit.y * 6 + 9, unit.z * 6 + 9) - 0.66);
    return r - f.radiusMm * (1.0 + lobes + spike);
}

bool addPleural(const CtFinding& f, const CtChest& chest, double y, double level, CtPoint& p) {
    if (p.lung < 0.5 || p.left != f.left) return false;
    const Thorax& thorax = chest.thorax();
    const double share = y / std::max(1.0, thorax.halfDepth(level));
    const double height = level / thorax.lungHeight(f.left);
    if (f.kind == CtFindingKind::PleuralEffusion) {
        // Fluid sinks to the back and to the base of a patient who lies.
        const double thick = f.radiusMm * smoothstep(-0.45, 0.85, share) * smoothstep(0.75 - 0.7 * f.size, 1.0, height);
        if (p.wallMm < thick) {
            p.hu = 9;
            p.lung = 0;
            return thick > 1.5;
        }
        if (p.wallMm < thick + 3.0 + 12.0 * f.size && thick > 6)  // compressed lung beside it
            p.hu = blend(p.hu, chest.contrast() ? 80 : 35, 0.85 * inside(p.wallMm - thick - 2.0 - 8.0 * f.size, 5.0));
        return false;
    }
    const double thick = f.radiusMm * smoothstep(0.35, -0.75, share) * (1.0 - 0.45 * smoothstep(0.5, 1.1, height));
    if (p.wallMm < thick) {
        p.hu = -1000;
        p.lung = 0;
        return thick > 1.5;
    }
    if (p.wallMm < thick + 0.9 && thick > 2) p.hu = -350;
    return false;
}

}  // namespace

std::vector<CtFinding> chooseCtFindings(const CtChest& chest, std::uint64_t seed, std::uint64_t index) {
    Random random(seed, index, "ct findings");
    std::vector<CtFinding> chosen;
    if (random.chance(kNormalShare)) return chosen;
    const double many = random.uniform();
    const int wanted = many < 0.5 ? 1 : many < 0.85 ? 2 : 3;
    for (int attempt = 0; attempt < 40 && static_cast<int>(chosen.size()) < wanted; ++attempt) {
        CtFinding f;
        f.kind = static_cast<CtFindingKind>(random.integer(0, 8));
        f.left = random.chance(0.5);
        f.size = random.uniform();
        if (clash(chosen, f)) continue;
        complete(f, chest, random);
        chosen.push_back(std::move(f));
    }
    return chosen;
}

bool addCtFinding(const CtFinding& f, const CtChest& chest, double x, double y, double level, CtPoint& p) {
    const Vec3 at{x, y, level};
    const SolidNoise& noise = chest.noise();
    switch (f.kind) {
        case CtFindingKind::PleuralEffusion:
        case CtFindingKind::Pneumothorax: return addPleural(f, chest, y, level, p);
        case CtFindingKind::Nodule:
        case CtFindingKind::Mass: {
            if (p.lung < 0.5 || p.left != f.left) return false;
            const double d = border(f, noise, at);
            if (d > 2) return false;
            const double share = inside(d, 1.0);
            const double core =
                f.kind == CtFindingKind::Mass && f.size > 0.6 ? inside(d + 0.55 * f.radiusMm, 6.0) : 0.0;
            p.hu = blend(p.hu, blend(chest.contrast() ? 62 : 36, 15, core), share);
            if (share > 0.5) p.lung = 0;
            return share > 0.5;
        }
        case CtFindingKind::Consolidation:
        case CtFindingKind::GroundGlass: {
            if (p.lung < 0.5 || p.left != f.left) return false;
            const double r = (at - f.centre).length() / f.radiusMm;
            if (r > 1.9) return false;
            const double body = std::exp(-0.9 * r * r * r) + 0.85 * (noise.fractal(at, 13.0, 3) - 0.5);
            const bool glass = f.kind == CtFindingKind::GroundGlass;
            const double share = inside(0.42 - body, glass ? 0.22 : 0.12);
            const double most = glass ? 0.30 + 0.12 * f.size : 0.97;
            p.hu = blend(p.hu, (chest.contrast() && !glass ? 75 : 38), most * share);
            return share > 0.5;
        }
        case CtFindingKind::Emphysema: {
            if (p.lung < 0.5) return false;
            const double height = level / chest.thorax().lungHeight(p.left);
            const double limit = 0.30 + 0.22 * f.size - 0.22 * smoothstep(0.2, 1.0, height);
            const double share = inside(noise.fractal(at, 9.0, 2) - limit, 0.05);
            p.hu = blend(p.hu, -975, 0.9 * share);
            return share > 0.5;
        }
        case CtFindingKind::PericardialEffusion: {
            const double sink = 0.7 + 0.5 * smoothstep(-0.3, 0.3, y / chest.thorax().anatomy().cageHalfDepthMm);
            if (p.heartMm < 0 || p.heartMm > f.radiusMm * sink || level > chest.lastLevel() - 6) return false;
            p.hu = p.heartMm > f.radiusMm * sink - 1.2 ? 45 : 11;
            p.lung = 0;
            return true;
        }
        case CtFindingKind::Lymphadenopathy:
            for (const auto& node : f.nodes) {
                if (node.distance(at) > 0) continue;
                p.hu = chest.contrast() ? 72 : 42;
                p.lung = 0;
                return true;
            }
            return false;
    }
    return false;
}

}  // namespace hilum::phantom
