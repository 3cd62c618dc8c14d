// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/brain_anatomy.h"

#include "core/phantom/random.h"

namespace hilum::phantom {

namespace {

// Relative T1 signal after contrast.
constexpr double kCsf = 0.13, kGrey = 0.40, kCortical = 0.05, kMarrow = 0.34, kFat = 0.92, kSkin = 0.6, kMuscle = 0.36,
                 kAir = 0.015, kMucosa = 0.75, kVessel = 0.95, kDura = 0.62;
constexpr double kSulcusDepthMm = 17.0;

const Ellipsoid kCerebellum{{0, 46, -36}, {52, 33, 27}};
const Capsule kStem{{0, 14, -14}, {0, 26, -78}, 15, 9};

double blend(double a, double b, double t) { return a + (b - a) * t; }

}  // namespace

HeadShape drawHead(std::uint64_t seed, std::uint64_t index) {
    Random random(seed, index, "head");
    HeadShape s;
    s.female = random.chance(0.55);
    s.ageYears = static_cast<int>(random.normal(52, 15, 18, 86));
    s.scale = random.normal(s.female ? 0.97 : 1.02, 0.025, 0.90, 1.09);
    s.width = random.normal(1.0, 0.035, 0.91, 1.09);
    const double old = std::clamp((s.ageYears - 35) / 45.0, 0.0, 1.1);
    s.csfGapMm = 1.4 + 2.2 * old * random.uniform(0.5, 1.3);
    s.sulcusMm = 0.45 + 0.9 * old * random.uniform(0.5, 1.3);
    s.ventricles = random.uniform(0.75, 1.15) + 0.7 * old * random.uniform(0.3, 1.2);
    s.skullMm = random.uniform(5.0, 8.0);
    s.scalpMm = random.uniform(3.5, 7.5);
    s.greyWhite = random.uniform(0.04, 0.12);
    s.vesselGain = random.uniform(0.6, 1.1);
    return s;
}

Head::Head(const HeadShape& shape, std::uint64_t seed)
    : m_shape(shape), m_folds(seed ^ 0x51EDULL), m_fine(seed ^ 0xF17EULL), m_wide(seed ^ 0x3D1EULL) {
    const double v = shape.ventricles;
    for (const double s : {-1.0, 1.0}) {
        m_ventricles.push_back({{s * 6, -36, 10}, {s * 11, -14, 17}, 3.4 * v, 4.2 * v});
        m_ventricles.push_back({{s * 11, -14, 17}, {s * 14, 14, 20}, 4.2 * v, 4.4 * v});
        m_ventricles.push_back({{s * 14, 14, 20}, {s * 23, 38, 10}, 4.4 * v, 6.0 * v});
        m_ventricles.push_back({{s * 23, 38, 10}, {s * 20, 60, 6}, 5.0 * v, 2.0 * v});
        m_ventricles.push_back({{s * 23, 38, 8}, {s * 33, 10, -16}, 4.0 * v, 2.0 * v});
    }
    m_ventricles.push_back({{0, -10, -4}, {0, 13, 2}, 1.7 * v, 1.7 * v});
    m_ventricles.push_back({{0, 31, -26}, {0, 35, -42}, 3.2 * v, 2.4 * v});
    addVessels(seed);
}

void Head::addVessels(std::uint64_t seed) {
    Random random(seed, 0, "vessels");
    const auto tube = [&](Vec3 a, Vec3 b, double r0, double r1) { m_vessels.push_back({a, b, r0, r1}); };
    for (const double s : {-1.0, 1.0}) {
        tube({s * 13, -10, -46}, {s * 11, -16, -30}, 2.4, 2.1);
        tube({s * 11, -16, -28}, {s * 30, -15, -22}, 1.6, 1.3);
        tube({s * 30, -15, -22}, {s * 42, -8, -10}, 1.3, 1.0);
        tube({s * 11, -16, -28}, {s * 3, -30, -16}, 1.2, 1.0);
        tube({s * 3, 12, 9}, {s * 2, 30, 10}, 1.2, 1.6);
        // Transverse and sigmoid sinus.
        tube({s * 3, 84, -18}, {s * 46, 62, -24}, 3.2, 3.4);
        tube({s * 46, 62, -24}, {s * 50, 36, -44}, 3.2, 3.0);
        const int veins = random.integer(5, 8);
        for (int i = 0; i < veins; ++i) {
            const double y = random.uniform(-55, 60);
            Vec3 at{s * random.uniform(4, 10), y, 62 * std::sqrt(std::max(0.05, 1 - y * y / 7300))};
            for (int step = 0; step < 4; ++step) {
                const Vec3 next = at + Vec3{s * random.uniform(4, 11), random.uniform(-5, 5), random.uniform(-9, -2)};
                tube(at, next, 0.9, 0.8);
                at = next;
            }
        }
    }
    tube({0, 6, -56}, {0, 3, -24}, 1.9, 1.7);  // basilar artery
    tube({0, 30, 10}, {0, 40, 6}, 1.8, 2.0);   // vein of Galen
    tube({0, 40, 6}, {0, 82, -14}, 1.9, 2.4);  // straight sinus
}

double Head::brainDistance(const Vec3& p) const {
    const double a = p.z > 6 ? 64.0 : 56.0;
    // The frontal pole is narrower than the back of the head.
    const double taper = 1.0 + 0.07 * std::clamp(p.y / 80.0, -1.0, 1.0);
    const Ellipsoid hemispheres{{0, 0, 6}, {67.0 * taper, 86.0, a}};
    double d = hemispheres.distance(p);
    // Below, the frontal base is high, the temporal poles are low.
    const double floor = blend(-22.0, -14.0, std::clamp((-p.y - 20.0) / 30.0, 0.0, 1.0));
    d = std::max(d, floor - p.z);
    for (const double s : {-1.0, 1.0}) d = smoothUnion(d, Ellipsoid{{s * 41, -6, -25}, {24, 41, 21}}.distance(p), 9.0);
    d = smoothUnion(d, kCerebellum.distance(p), 8.0);
    return smoothUnion(d, kStem.distance(p), 6.0);
}

double Head::headDistance(const Vec3& p, double brain) const {
    const double vaultMm = m_shape.csfGapMm + m_shape.skullMm + m_shape.scalpMm;
    const Ellipsoid hull{{0, 1, 2}, {71, 91, 69}};
    double d = std::min(brain, hull.distance(p)) - vaultMm;
    const Ellipsoid facePart{{0, -30, -72}, {60, 70, 74}};
    const Ellipsoid nose{{0, -102, -62}, {14, 20, 22}};
    const Capsule neck{{0, 22, -60}, {0, 32, -170}, 62, 58};
    d = smoothUnion(d, facePart.distance(p), 22.0);
    d = smoothUnion(d, nose.distance(p), 12.0);
    return smoothUnion(d, neck.distance(p), 16.0);
}

double Head::ventricleDistance(const Vec3& p) const {
    double d = 1e9;
    for (const auto& part : m_ventricles) d = std::min(d, part.distance(p));
    return d;
}

// Everything outside the skull: orbits, sinuses, muscle and fat.
double Head::face(const Vec3& p, double depth) const {
    const double grain = m_fine.fractal(p, 9.0, 3);
    double value = depth < 1.8 ? kSkin : blend(kFat, 0.8, grain);
    const double muscle = m_wide.fractal({p.x, p.y, 0.45 * p.z}, 9.0, 3);
    if (depth > m_shape.scalpMm * 0.9 && p.z < 18)
        value = blend(value, kMuscle + 0.16 * (grain - 0.5), inside(0.47 - muscle, 0.05));
    for (const double s : {-1.0, 1.0}) {
        const Vec3 eye{s * 31, -76, -34};
        const double orbit = Ellipsoid{{s * 28, -60, -34}, {20, 26, 18}}.distance(p);
        value = blend(value, 0.9, inside(orbit, 2.0));
        const double globe = (p - eye).length() - 12.0;
        value = blend(value, kMuscle * 1.5, inside(globe - 1.2, 0.8));
        value = blend(value, 0.16, inside(globe, 0.8));
        value = blend(value, 0.5, inside(Ellipsoid{{s * 31, -86, -34}, {4.5, 2.4, 4.5}}.distance(p), 0.8));
        value = blend(value, 0.45, inside(Capsule{{s * 29, -64, -34}, {s * 13, -32, -30}, 2.2, 2.4}.distance(p), 1.0));
        for (const double up : {-1.0, 1.0})
            value =
                blend(value, 0.62,
                      inside(Capsule{{s * (31 + 9 * up), -74, -34}, {s * 17, -38, -31}, 1.6, 1.4}.distance(p), 1.0));
        // Maxillary sinus with its lining.
        const double maxilla = Ellipsoid{{s * 28, -62, -66}, {14, 17, 16}}.distance(p);
        value = blend(value, kMucosa, inside(maxilla - 1.5, 1.0));
        value = blend(value, kAir, inside(maxilla, 1.0));
        const double mastoid = Ellipsoid{{s * 56, 26, -46}, {11, 14, 14}}.distance(p);
        value = blend(value, blend(kAir, 0.35, inside(m_fine.at(p, 3.0) - 0.35, 0.2)), inside(mastoid, 3.0));
    }
    // Nasal cavity and ethmoid cells: air between enhancing septa.
    const double nasal = Ellipsoid{{0, -66, -50}, {15, 30, 24}}.distance(p);
    const double cells = std::abs(std::fmod(std::abs(p.x) + 3.0 * m_fine.at(p, 8.0), 5.2) - 2.6);
    value = blend(value, blend(kMucosa, kAir, inside(0.9 - cells, 0.8)), inside(nasal, 2.0));
    const double sphenoid = Ellipsoid{{0, -32, -50}, {13, 13, 10}}.distance(p);
    value = blend(value, kMucosa * 0.8, inside(sphenoid - 1.2, 1.0));
    value = blend(value, kAir, inside(sphenoid, 1.0));
    const double throat = Ellipsoid{{0, -10, -92}, {10, 7, 30}}.distance(p);
    value = blend(value, kAir, inside(throat, 2.0));
    const double spine = Capsule{{0, 34, -84}, {0, 36, -170}, 14, 14}.distance(p);
    value = blend(value, 0.5 + 0.15 * (grain - 0.5), inside(spine, 1.5));
    return value;
}

// Shells of the skull at `outside` mm from the pial hull.
double Head::vault(const Vec3& p, double outside) const {
    const double wave = 1.0 + 0.5 * (m_wide.at(p, 30.0) - 0.5);
    const double bone = outside - m_shape.csfGapMm;
    const double thick = m_shape.skullMm * wave;
    if (bone < 0) {
        double value = kCsf;
        value = blend(value, kDura * (0.8 + 0.4 * m_fine.at(p, 6.0)), inside(-bone - 0.8, 0.7));
        return value;
    }
    const double table = 0.28 * thick;
    const double marrow = inside(table - bone, 0.8) * inside(bone - (thick - table), 0.8);
    return blend(kCortical, kMarrow * (0.6 + 0.8 * m_fine.fractal(p, 7.0, 2)), marrow);
}

double Head::cerebrum(const Vec3& p, double depth) const {
    const double white = kGrey + m_shape.greyWhite;
    // Sulci: the level set of a folded noise field, open down to kSulcusDepthMm.
    const Vec3 bent = p + Vec3{9.0 * (m_wide.at(p, 22.0) - 0.5), 9.0 * (m_wide.at(p + Vec3{40, 0, 0}, 22.0) - 0.5), 0};
    const double ridge = std::abs(m_folds.fractal(bent, 13.5, 2) - 0.5) * 38.0;  // mm from the sulcus' middle, roughly
    const double open = std::clamp(1.0 - depth / kSulcusDepthMm, 0.0, 1.0);
    const double sulcus = ridge - m_shape.sulcusMm * (0.4 + 1.2 * open);
    const double reach = inside(depth - kSulcusDepthMm, 5.0);
    const double cortex = std::max(inside(depth - 2.8, 1.4), inside(sulcus - 2.7, 1.6) * reach);
    double value = blend(white, kGrey, cortex);
    value = blend(value, kCsf, inside(sulcus, 0.9) * inside(depth - kSulcusDepthMm * 0.9, 4.0));
    const double ax = std::abs(p.x + 2.2 * (m_wide.at(p, 19.0) - 0.5) * inside(-p.z, 60.0));
    for (const auto& nucleus :
         {Ellipsoid{{13, -16, 12}, {5, 15, 7}}, Ellipsoid{{25, -3, 4}, {6, 17, 10}}, Ellipsoid{{11, 9, 5}, {9, 14, 9}}})
        value = blend(value, kGrey + 0.015, inside(nucleus.distance({ax, p.y, p.z}), 2.0));
    // Sylvian fissure.
    const double sylvian = Ellipsoid{{45, -10, -8}, {17, 25, 2.2 + m_shape.sulcusMm}}.distance({ax, p.y, p.z});
    value = blend(value, kCsf, inside(sylvian, 1.2));
    const double ventricle = ventricleDistance(p);
    value = blend(value, kCsf, inside(ventricle, 1.3));
    if (ventricle < -0.8)
        value = blend(value, 0.85, inside(Ellipsoid{{22, 36, 8}, {3.4, 7, 4}}.distance({ax, p.y, p.z}), 1.4));
    // Interhemispheric fissure with the falx in it; below the corpus callosum the halves join.
    const double callosum = 22.0 + 6.0 * (1.0 - p.y * p.y / 1600.0);
    if (p.z > callosum || p.y < -42 || p.y > 50) {
        const double gap = ax - (0.7 + 0.8 * m_shape.sulcusMm) * (0.6 + 0.8 * m_fine.at(p, 11.0));
        value = blend(value, kCsf, inside(gap, 1.0));
        value = blend(value, kDura * 0.85, inside(ax - 0.45, 0.7) * inside(depth - 40.0, 12.0));
    }
    return value;
}

double Head::cerebellum(const Vec3& p, double depth) const {
    const double white = kGrey + m_shape.greyWhite;
    const Vec3 d = p - kCerebellum.centre;
    const double layer = d.length() + 7.0 * m_wide.at(p, 14.0) + 0.6 * std::abs(d.x);
    const double leaf = 0.5 + 0.5 * std::sin(layer * 1.35);
    const double edge = inside(depth - 12.0, 10.0);
    double value = blend(white, kGrey, std::max(0.35, edge) * leaf);
    value = blend(value, 0.24, inside(leaf - 0.06, 0.08) * edge * 0.7);
    return blend(value, kCsf, inside(ventricleDistance(p), 1.2));
}

double Head::vesselSignal(const Vec3& p, double signal) const {
    double nearest = 1e9;
    for (const auto& vessel : m_vessels) nearest = std::min(nearest, vessel.distance(p));
    return blend(signal, kVessel * m_shape.vesselGain, inside(nearest, 1.1));
}

double Head::tumourDistance(const Vec3& p, const Tumour& t) const {
    const Vec3 d = p - t.centre;
    const double wave = (m_wide.fractal(p, 0.9 * t.radiusMm, 3) - 0.5) * 2.0 * t.lobes * t.radiusMm;
    double distance = d.length() - t.radiusMm;
    if (t.kind == TumourKind::Meningioma) {
        // Flattened against the dura.
        const double along = d.dot(t.outward);
        distance = (d - t.outward * (0.25 * along)).length() - t.radiusMm;
    } else if (t.kind == TumourKind::Pituitary) {
        const double sella = Ellipsoid{t.centre, {t.radiusMm, 0.9 * t.radiusMm, 0.85 * t.radiusMm}}.distance(p);
        const double above = (d - Vec3{0, 0, 1.0 * t.radiusMm}).length() - 0.8 * t.radiusMm;
        distance = t.size > 0.35 ? smoothUnion(sella, above, 0.35 * t.radiusMm) : sella;
    }
    return distance + wave;
}

double Head::signal(const Vec3& at, const Tumour* tumour, bool& lesion) const {
    lesion = false;
    Vec3 p = at;
    double border = 1e9;
    if (tumour != nullptr) {
        border = tumourDistance(at, *tumour);
        // Mass effect: what was at the centre is pushed outwards, so look up closer to the centre.
        const Vec3 d = at - tumour->centre;
        const double r = std::max(1e-6, d.length());
        const double room = 0.62 * tumour->radiusMm;
        p = tumour->centre + d * (std::cbrt(std::max(0.0, r * r * r - room * room * room)) / r);
    }
    const double brain = brainDistance(at);
    const double depth = -headDistance(at, brain);
    if (depth < 0) return kAir;
    const double skullEnd = m_shape.csfGapMm + m_shape.skullMm;
    double value = 0;
    if (brain > skullEnd) {
        value = face(at, depth);
    } else if (brain > 0) {
        value = vault(at, brain);
    } else {
        const double pushed = std::min(-0.01, brainDistance(p));
        const double cerebellar = std::min(kCerebellum.distance(p), kStem.distance(p));
        value = cerebellar < 0 ? cerebellum(p, std::min(-pushed, -cerebellar)) : cerebrum(p, -pushed);
        if (cerebellar > -1.4 && cerebellar < 0 && p.y > 16) value = blend(value, kCsf, 0.75);
    }
    if (brain < skullEnd * 0.7) value = vesselSignal(p, value);
    // Superior sagittal sinus: a bright triangle under the vault.
    if (at.z > 0 || at.y > 70) {
        const double sinus = std::abs(at.x) * 0.9 + std::abs(brain - 0.5) - 3.6;
        if (brain < m_shape.csfGapMm + 1.0 && at.y > -60)
            value = blend(value, kVessel * m_shape.vesselGain, inside(sinus, 1.2));
    }
    if (tumour == nullptr) return value;
    const bool mayGrow = tumour->kind == TumourKind::Glioma
                             ? brain < 0
                             : brain < m_shape.csfGapMm + 0.5 || tumour->kind == TumourKind::Pituitary;
    if (tumour->oedemaMm > 0 && border > 0 && brain < -3) {
        const double fingers = tumour->oedemaMm * (0.35 + 1.3 * m_wide.fractal(at, 15.0, 3));
        value = blend(value, 0.30, 0.75 * inside(border - fingers, 7.0) * inside(0.3 - value, 0.08));
    }
    if (!mayGrow) return value;
    if (border > 0) {
        const bool tail = tumour->kind == TumourKind::Meningioma && std::abs(brain - m_shape.csfGapMm + 1.0) < 1.3 &&
                          border < 0.7 * tumour->radiusMm;
        return tail ? 0.7 : value;
    }
    lesion = true;
    const double texture = 0.14 * (m_fine.fractal(at, 7.0, 3) - 0.5);
    if (!tumour->enhancing) return blend(value, 0.27 + texture, inside(border, 3.0));
    double inner = tumour->kind == TumourKind::Pituitary ? 0.60 : tumour->kind == TumourKind::Meningioma ? 0.72 : 0.66;
    inner += texture;
    if (tumour->necrotic) {
        const double rim = 2.2 + 5.0 * m_wide.fractal(at, 8.0, 2);
        inner = blend(inner, 0.17 + texture, inside(border + rim, 2.0));
    }
    // A cleft of fluid parts a meningioma from the brain.
    if (tumour->kind == TumourKind::Meningioma && brain < -2)
        inner = blend(inner, kCsf, 0.6 * inside(-border - 0.7, 0.8));
    return blend(value, inner, inside(border, 1.2));
}

}  // namespace hilum::phantom
