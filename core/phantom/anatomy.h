// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Anatomy: the numbers of one simulated chest (sizes in mm, patient plane of canvas.h) and the
// thorax surfaces made of them. Drawn from the seed alone, never from the findings, so that a study
// with and without a finding is the same chest. Cardiac and thoracic ratios follow the usual film
// values (cardiothoracic ratio 0.40-0.50 normal).
#pragma once

#include <array>
#include <vector>

#include "core/phantom/canvas.h"
#include "core/phantom/random.h"

namespace hilum::phantom {

enum class Side;

struct Anatomy {
    bool female = false;
    int ageYears = 50;
    bool ap = false;  // bedside film, beam from the front: larger heart, higher diaphragm

    double fieldMm = 400;  // side of the square detector area
    double centreXMm = 0;
    double centreYMm = 110;
    double tiltRad = 0;
    double turnRad = 0;  // rotation about the long axis; front parts move by depth * turn

    double cageHalfWidthMm = 135;  // inner, at its widest
    double cageHalfDepthMm = 75;
    double cageFullYMm = 205;        // level where the cage is widest
    double wallMm = 25;              // chest wall beside the cage
    double domeYMm[2] = {225, 212};  // [left, right]
    double lateralDropMm = 48;
    double medialDropMm = 14;
    double mediastinumMm = 26;  // half width
    double cardiothoracicRatio = 0.45;
    double heartSlope = 0.65;  // rad, long axis below the horizontal
    double aorticKnobMm = 17;
    double lungDensity = 0.27;  // of water
    double vessels = 1;         // strength of markings
    double breastMm = 0;        // half depth, 0 = none
    double breastYMm = 190;
    double bone = 1;          // mineral content
    double stomachGasMm = 0;  // half height of the bubble
    double clavicleYMm = 28;
    double scapulaOverlap = 0;  // 0 rotated clear of the lungs .. 1 over them
};

// Level where the trachea divides.
inline double carinaMm(const Anatomy& anatomy) { return 0.33 * anatomy.domeYMm[1]; }

Anatomy drawAnatomy(std::uint64_t seed, std::uint64_t index);
View makeView(const Anatomy& anatomy, int sizePx);

// Inner surfaces of the cage, mediastinum and diaphragm as tables over millimetres.
class Thorax {
public:
    explicit Thorax(const Anatomy& anatomy);

    double halfWidth(double y) const { return look(m_halfWidth, y); }
    double halfDepth(double y) const { return look(m_halfDepth, y); }
    double mediastinum(bool left, double y) const { return look(m_mediastinum[left ? 0 : 1], y); }
    double domeY(bool left, double lateral) const { return look(m_dome[left ? 0 : 1], lateral); }  // top of the dome
    // Distance to the lateral and apical chest wall, mm; negative outside.
    double wallDistance(double lateral, double y) const;
    // Front-to-back extent of the pleural space above the diaphragm, mm; lateral is the distance from
    // the midline.
    double openChord(bool left, double lateral, double y) const;
    // Share of it that is left where the dome rises into it: the recess behind the dome.
    double aboveDome(bool left, double lateral, double y) const;
    double angleY(bool left) const;  // depth of the costophrenic angle
    double lungHeight(bool left) const { return m_anatomy.domeYMm[left ? 0 : 1]; }
    const Anatomy& anatomy() const { return m_anatomy; }

private:
    static double look(const std::vector<float>& table, double mm);
    Anatomy m_anatomy;
    std::vector<float> m_halfWidth, m_halfDepth, m_slope;
    std::array<std::vector<float>, 2> m_mediastinum, m_dome;
};

// The heart and great vessels as ellipsoids; ratio is the cardiothoracic ratio to reach.
std::vector<Ellipse> heartParts(const Thorax& thorax, double ratio);
std::vector<Ellipse> greatVessels(const Thorax& thorax);

}  // namespace hilum::phantom
