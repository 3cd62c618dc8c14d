// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One simulated breast under a linear probe: x in mm from the middle, y in mm of depth. Each point has an
// echo level in dB and what the beam loses there, which makes shadows (stiff masses) and enhancement (fluid).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/phantom/solid.h"
#include "core/phantom/stack_study.h"

namespace hilum::phantom {

enum class BreastLesion { None, Cyst, Fibroadenoma, Malignant };

struct BreastPlan {
    int ageYears = 48;
    std::string side, quadrant;
    int clock = 12;
    BreastLesion lesion = BreastLesion::None;
    double size = 0.5;
    double xMm = 0, yMm = 16;  // centre
    double halfWidthMm = 8, halfHeightMm = 5;
    double lobes = 0.05;  // irregularity of the border
    double spicules = 0;  // 0 none .. 1
    bool microcalcifications = false;
    double shadow = 0;                // dB/mm lost inside, beyond the tissue around it; negative = enhancement
    double fatMm = 10, glandMm = 14;  // thickness of the layers
    double density = 0.6;             // share of glandular tissue
    double depthMm = 36;
};
BreastPlan drawBreast(std::uint64_t seed, std::uint64_t index, double widthMm, double depthMm);

struct BreastPoint {
    double echoDb = -20;
    double lossDbPerMm = 0;
    bool lesion = false;
};

class BreastTissue {
public:
    BreastTissue(const BreastPlan& plan, std::uint64_t seed, std::uint64_t index);
    BreastPoint at(double xMm, double yMm) const;

private:
    double background(double x, double y) const;
    double lesionDistance(double x, double y) const;  // negative inside
    BreastPlan m_plan;
    SolidNoise m_noise, m_other;
    struct Septum {
        double x, y, angle, length, bend;
    };
    std::vector<Septum> m_septa;
    std::vector<Vec3> m_grains;  // x, y, radius of calcifications
};

std::string breastPhrase(const BreastPlan& plan);
void writeBreastReport(StackStudy& study, const BreastPlan& plan, const PhantomOptions& options);

}  // namespace hilum::phantom
