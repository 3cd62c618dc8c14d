// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/anatomy.h"

namespace hilum::phantom {

namespace {
constexpr double kTableStepMm = 0.25;
constexpr double kTableFromMm = -60.0;
constexpr double kTableToMm = 420.0;
constexpr double kRecessMm = 48.0;      // how far the lung reaches down behind the dome
constexpr double kDomeFlatness = 0.28;  // exponent of the dome's front-to-back shape
constexpr double kCornerMm = 7.0;       // rounding of the apex

std::vector<float> tabulate(const auto& function) {
    std::vector<float> table;
    for (double mm = kTableFromMm; mm <= kTableToMm; mm += kTableStepMm)
        table.push_back(static_cast<float>(function(mm)));
    return table;
}

// 0 at the apex, 1 at the widest level.
double cageProfile(double y, double fullY, double power) {
    const double s = std::clamp(y / fullY, 0.0, 1.0);
    return std::sqrt(1.0 - std::pow(1.0 - s, power));
}
}  // namespace

Anatomy drawAnatomy(std::uint64_t seed, std::uint64_t index) {
    Random random(seed, index, "anatomy");
    Anatomy a;
    a.female = random.chance(0.48);
    a.ageYears = static_cast<int>(random.normal(56, 17, 19, 92));
    a.ap = random.chance(a.ageYears > 65 ? 0.35 : 0.2);
    a.cageHalfWidthMm = random.normal(a.female ? 133 : 147, 7, 114, 166);
    a.cageHalfDepthMm = random.normal(a.female ? 70 : 78, 6, 58, 95);
    a.wallMm = random.normal(37, 10, 17, 66);
    const double inspiration = random.normal(a.ap ? 205 : 228, 14, 172, 258);
    a.domeYMm[1] = inspiration * (a.female ? 0.94 : 1.0);
    a.domeYMm[0] = a.domeYMm[1] + random.normal(12, 5, 2, 24);
    a.cageFullYMm = a.domeYMm[1] * random.uniform(0.86, 1.02);
    a.lateralDropMm = random.uniform(36, 58);
    a.medialDropMm = random.uniform(8, 22);
    a.mediastinumMm = random.uniform(22, 29) + (a.ap ? 3 : 0);
    a.cardiothoracicRatio = a.ap ? random.uniform(0.43, 0.50) : random.uniform(0.40, 0.49);
    a.heartSlope = random.uniform(0.5, 0.85);
    a.aorticKnobMm = random.uniform(13, 18) + 0.06 * std::max(0, a.ageYears - 50);
    a.lungDensity = random.uniform(0.23, 0.32);
    a.vessels = random.uniform(0.7, 1.3);
    a.breastMm = a.female ? random.uniform(5, 19) : 0.0;
    a.breastYMm = random.uniform(0.80, 1.02) * a.domeYMm[1];
    a.bone = random.uniform(0.75, 1.2) * (a.ageYears > 70 ? 0.85 : 1.0);
    a.stomachGasMm = random.chance(0.6) ? random.uniform(10, 24) : 0.0;
    a.clavicleYMm = random.uniform(34, 54) - (a.ap ? 22 : 0);
    a.scapulaOverlap = a.ap ? random.uniform(0.5, 1.0) : random.uniform(0.0, 0.45);
    a.tiltRad = random.normal(0, 0.022, -0.07, 0.07);
    a.turnRad = random.normal(0, 0.045, -0.12, 0.12);
    // The film shows apices and angles: the field follows the chest.
    // Wide enough for the chest wall on most films, and high enough for apices and angles on all.
    const double needed = std::max(2.0 * (a.cageHalfWidthMm + 0.55 * a.wallMm), a.domeYMm[0] + a.lateralDropMm + 62.0);
    a.fieldMm = std::clamp(needed * random.uniform(0.98, 1.13), 350.0, 430.0);
    a.centreXMm = random.normal(0, 7, -16, 16);
    a.centreYMm = 0.5 * (a.domeYMm[0] + a.lateralDropMm) + random.normal(-8, 9, -24, 10);
    return a;
}

View makeView(const Anatomy& anatomy, int sizePx) {
    View view;
    view.sizePx = sizePx;
    view.mmPerPx = anatomy.fieldMm / sizePx;
    view.centreXMm = anatomy.centreXMm;
    view.centreYMm = anatomy.centreYMm;
    view.cosTilt = std::cos(anatomy.tiltRad);
    view.sinTilt = std::sin(anatomy.tiltRad);
    return view;
}

Thorax::Thorax(const Anatomy& anatomy) : m_anatomy(anatomy) {
    const Anatomy& a = m_anatomy;
    m_halfWidth = tabulate([&](double y) {
        // Below its widest level the cage runs almost straight.
        const double below = std::max(0.0, y - a.cageFullYMm);
        return a.cageHalfWidthMm * cageProfile(y, a.cageFullYMm, 2.7) - 0.03 * below;
    });
    m_halfDepth =
        tabulate([&](double y) { return a.cageHalfDepthMm * cageProfile(y + 8.0, a.cageFullYMm * 0.8, 2.0); });
    m_slope.resize(m_halfWidth.size(), 0.0F);
    for (std::size_t i = 1; i + 1 < m_halfWidth.size(); ++i)
        m_slope[i] =
            static_cast<float>((m_halfWidth[i + 1] - m_halfWidth[i - 1]) / (2.0F * static_cast<float>(kTableStepMm)));
    for (const bool left : {true, false}) {
        const std::size_t side = left ? 0 : 1;
        const double sign = left ? 1.0 : -1.0;
        m_mediastinum[side] = tabulate([&](double y) {
            // Wide at the thoracic inlet, narrow at the arch; rotation shifts the front of it.
            const double inlet = 20.0 * std::exp(-std::max(0.0, y) / 16.0);
            const double waist = 3.0 * std::sin(y / 38.0 + static_cast<double>(side));
            // Below the hila only spine and aorta part the lungs; the heart lies in front of them.
            const double low = 6.0 * smoothstep(0.42, 0.7, y / a.domeYMm[side]);
            return std::max(12.0,
                            a.mediastinumMm + inlet + waist + sign * 35.0 * a.turnRad - low - 4.0 * (left ? 1.0 : 0.0));
        });
        const double wall =
            m_halfWidth[static_cast<std::size_t>((a.domeYMm[side] + 20.0 - kTableFromMm) / kTableStepMm)];
        m_dome[side] = tabulate([&](double lateral) {
            const double top = 0.47 * wall;
            const double outward = std::max(0.0, (lateral - top) / (wall - top));
            const double inward = std::max(0.0, (top - lateral) / (top - 15.0));
            return a.domeYMm[side] + a.lateralDropMm * std::pow(outward, 2.6) + a.medialDropMm * inward * inward;
        });
    }
}

double Thorax::look(const std::vector<float>& table, double mm) {
    const double position =
        std::clamp((mm - kTableFromMm) / kTableStepMm, 0.0, static_cast<double>(table.size()) - 1.001);
    const auto i = static_cast<std::size_t>(position);
    const double t = position - static_cast<double>(i);
    return mix(static_cast<double>(table[i]), static_cast<double>(table[i + 1]), t);
}

double Thorax::wallDistance(double lateral, double y) const {
    const double slope = look(m_slope, y);
    return (halfWidth(y) - lateral) / std::sqrt(1.0 + slope * slope);
}

double Thorax::openChord(bool left, double lateral, double y) const {
    const double wall = wallDistance(lateral, y);
    const double inner = lateral - mediastinum(left, y);
    if (y < 0 || wall <= 0 || inner <= 0) return 0.0;
    const double corner = kCornerMm - std::hypot(std::max(0.0, kCornerMm - wall), std::max(0.0, kCornerMm - inner));
    if (corner <= 0) return 0.0;
    const double share = lateral / halfWidth(y);
    // The lung wraps the mediastinum in front and behind: it thickens towards the side.
    const double wrap = std::pow(std::clamp(inner / 42.0, 0.0, 1.0), 0.55);
    double chord = 2.0 * halfDepth(y) * std::sqrt(std::max(0.0, 1.0 - share * share)) * wrap;
    chord *= std::sqrt(std::clamp(corner / kCornerMm, 0.0, 1.0));
    return chord;
}

double Thorax::aboveDome(bool left, double lateral, double y) const {
    const double below = y - domeY(left, lateral);
    return below > 0 ? std::max(0.0, 1.0 - std::pow(below / kRecessMm, kDomeFlatness)) : 1.0;
}

double Thorax::angleY(bool left) const {
    const double y = m_anatomy.domeYMm[left ? 0 : 1] + m_anatomy.lateralDropMm;
    return domeY(left, halfWidth(y));
}

std::vector<Ellipse> heartParts(const Thorax& thorax, double ratio) {
    const Anatomy& a = thorax.anatomy();
    const double width = ratio * 2.0 * thorax.halfWidth(a.domeYMm[1]);
    const double turn = 45.0 * a.turnRad;  // the heart lies in front of the spine
    const double rightMm = 0.34 * width - turn;
    const double leftMm = 0.66 * width + turn;
    // An enlarged heart widens more than it grows upwards: it lies flatter on the diaphragm.
    const double enlarged = std::clamp((ratio - 0.48) / 0.22, 0.0, 1.0);
    const double slope = a.heartSlope * (1.0 - 0.35 * enlarged);
    const double shape = mix(0.74, 0.66, enlarged);  // short over long axis
    const double reach =
        std::sqrt(std::cos(slope) * std::cos(slope) + shape * shape * std::sin(slope) * std::sin(slope));
    const double drop =
        std::sqrt(std::sin(slope) * std::sin(slope) + shape * shape * std::cos(slope) * std::cos(slope));
    Ellipse ventricles;
    ventricles.xMm = 0.22 * leftMm;
    ventricles.aMm = (leftMm - ventricles.xMm) / reach;
    ventricles.bMm = shape * ventricles.aMm;
    ventricles.angle = slope;
    ventricles.depthMm = 0.37 * width;
    ventricles.yMm = a.domeYMm[0] + 16.0 - ventricles.aMm * drop;
    Ellipse atrium;
    atrium.aMm = 0.22 * width;
    atrium.bMm = mix(0.31, 0.27, enlarged) * width;
    atrium.xMm = -rightMm + atrium.aMm;
    atrium.yMm = ventricles.yMm + 2.0;
    atrium.depthMm = 0.31 * width;
    Ellipse outflow;
    outflow.aMm = 0.17 * width;
    outflow.bMm = mix(0.30, 0.25, enlarged) * width;
    outflow.xMm = 0.14 * width;
    outflow.yMm = ventricles.yMm - mix(0.36, 0.29, enlarged) * width;
    outflow.angle = -0.35;
    outflow.depthMm = 0.24 * width;
    return {ventricles, atrium, outflow};
}

std::vector<Ellipse> greatVessels(const Thorax& thorax) {
    const Anatomy& a = thorax.anatomy();
    const double archY = 0.27 * a.domeYMm[1];
    Ellipse knob{18.0 + 0.35 * a.aorticKnobMm + 20.0 * a.turnRad, archY, a.aorticKnobMm, a.aorticKnobMm * 1.05, 0, 34};
    Ellipse ascending{-12.0 + 45.0 * a.turnRad, archY + 30.0, 15.0 + 0.35 * a.aorticKnobMm, 50, 0.1, 30};
    Ellipse cava{-18.0 + 20.0 * a.turnRad, archY + 8.0, 14, 56, -0.03, 24};
    return {knob, ascending, cava};
}

}  // namespace hilum::phantom
