// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A simulated chest in Hounsfield units, on the same thorax surfaces as the radiographs (anatomy.h). Levels are
// millimetres below the lung apex (the thorax' y); x to the patient's left, y to the back, as in DICOM.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/phantom/anatomy.h"
#include "core/phantom/solid.h"

namespace hilum::phantom {

class Random;

enum class CtFindingKind {
    PleuralEffusion,
    Pneumothorax,
    Consolidation,
    GroundGlass,
    Nodule,
    Mass,
    Emphysema,
    PericardialEffusion,
    Lymphadenopathy
};

struct CtFinding {
    CtFindingKind kind{};
    bool left = false;
    std::string zone;   // upper, mid, lower or empty
    double size = 0.5;  // 0 small .. 1 large
    Vec3 centre;        // x, y (to the back), level
    double radiusMm = 20;
    double spicules = 0;  // of a nodule or mass
    std::vector<Ellipsoid> nodes;
};

// Tissues of one point before tubes and lesions are drawn.
struct CtPoint {
    double hu = -1000;
    double lung = 0;    // 0..1: aerated lung
    double wallMm = 0;  // distance to the chest wall inside the pleural space
    bool left = false;
    bool outside = false;  // air around the body
    double heartMm = 1e9;  // distance to the heart's surface, negative inside
};

// A tube of one density; air tubes get a wall.
struct CtTube {
    Capsule shape;  // x, y, level
    double hu = 40;
    bool insideLung = false;  // a vessel or bronchus: drawn where there is lung or lesion only
    double wallHu = 0;        // of bronchi, 1 mm outside the lumen; 0 = none
    double gain = 1;
};

class CtChest {
public:
    CtChest(const Anatomy& anatomy, std::uint64_t seed, std::uint64_t index);
    CtPoint at(double x, double y, double level) const;
    const Thorax& thorax() const { return m_thorax; }
    const std::vector<CtTube>& tubes() const { return m_tubes; }
    const SolidNoise& noise() const { return m_noise; }
    bool contrast() const { return m_contrast; }
    double heartDistance(double x, double y, double level) const;
    double firstLevel() const { return -18.0; }
    double lastLevel() const { return m_thorax.anatomy().domeYMm[0] + 62.0; }
    double tableY() const;

private:
    double domeLevel(bool left, double x, double y) const;
    double bodyOutline(double x, double y, double level, double& fatMm) const;
    void abdomen(CtPoint& point, double x, double y, double level) const;
    void drawBones();
    void drawMediastinum();
    void drawTrees(std::uint64_t seed, std::uint64_t index);
    void grow(Vec3 from, Vec3 direction, double radius, int generation, bool airway, bool left, Random& random);

    Thorax m_thorax;
    SolidNoise m_noise;
    std::vector<Ellipse> m_heart;
    std::vector<CtTube> m_tubes;
    bool m_contrast = false;
    double m_bloodHu = 42, m_liverHu = 58, m_fatShare = 0.5, m_lungHu = -860;
};

std::vector<CtFinding> chooseCtFindings(const CtChest& chest, std::uint64_t seed, std::uint64_t index);
// Adds one finding to a point; answers whether the point belongs to it.
bool addCtFinding(const CtFinding& finding, const CtChest& chest, double x, double y, double level, CtPoint& point);

}  // namespace hilum::phantom
