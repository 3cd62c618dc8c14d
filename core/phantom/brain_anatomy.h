// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One simulated head in mm (patient coordinates, origin in the middle of the brain): the T1 signal after
// contrast of each point, and where tumours of three kinds would grow. The signal is relative: white matter
// about 0.5, fat about 1.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/phantom/solid.h"

namespace hilum::phantom {

struct HeadShape {
    bool female = false;
    int ageYears = 50;
    double scale = 1.0;       // of the whole head
    double width = 1.0;       // left to right against front to back
    double csfGapMm = 2.5;    // grows with age
    double sulcusMm = 0.8;    // half width of a sulcus
    double ventricles = 1.0;  // thickness of the ventricles
    double skullMm = 6.5;
    double scalpMm = 5.5;
    double greyWhite = 0.08;  // contrast between grey and white matter
    double vesselGain = 1.0;  // how far the veins enhance
};
HeadShape drawHead(std::uint64_t seed, std::uint64_t index);

enum class TumourKind { Meningioma, Glioma, Pituitary };

struct Tumour {
    TumourKind kind{};
    double size = 0.5;
    Vec3 centre;
    double radiusMm = 12;
    Vec3 outward{0, 0, 1};  // meningioma: towards the dura it hangs on
    bool necrotic = false;  // dark centre inside an enhancing rim
    bool enhancing = true;  // a low-grade glioma does not enhance
    double oedemaMm = 0;    // reach of the oedema around it
    double lobes = 0.12;    // irregularity of the border
    std::string side, lobe;
};

class Head {
public:
    Head(const HeadShape& shape, std::uint64_t seed);

    // Signal at a point; tumour may be null. `lesion` is set to 1 inside the tumour's outline, to 0 elsewhere.
    double signal(const Vec3& p, const Tumour* tumour, bool& lesion) const;
    double brainDistance(const Vec3& p) const;  // to the pial hull, sulci not counted
    const HeadShape& shape() const { return m_shape; }
    // Outline of a tumour: negative inside.
    double tumourDistance(const Vec3& p, const Tumour& tumour) const;

private:
    double face(const Vec3& p, double depth) const;
    double vault(const Vec3& p, double outside) const;
    double cerebrum(const Vec3& p, double depth) const;
    double cerebellum(const Vec3& p, double depth) const;
    double headDistance(const Vec3& p, double brain) const;
    double ventricleDistance(const Vec3& p) const;
    void addVessels(std::uint64_t seed);
    double vesselSignal(const Vec3& p, double signal) const;

    HeadShape m_shape;
    SolidNoise m_folds, m_fine, m_wide;
    std::vector<Capsule> m_vessels, m_ventricles;
};

}  // namespace hilum::phantom
