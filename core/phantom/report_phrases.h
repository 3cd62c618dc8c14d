// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The wordings of simulated reports, as tables. {side} {Side} {other} {size} {Size} {zone} {Zone} {mm}
// {ratio} are filled in by report_text.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/phantom/phantom_study.h"

namespace hilum::phantom {

struct Wordings {
    std::vector<std::string> findings;
    std::vector<std::string> impression;
    std::vector<std::string> uncertain;  // for what is small
    std::vector<std::string> absent;
};

const Wordings& wordingsOf(FindingKind kind);
const std::vector<std::string>& massWordings();
const std::vector<std::string>& severalNodules();
const std::vector<std::string>& normalImpressions();
const std::vector<std::string>& normalLungs();
const std::vector<std::string>& normalMediastinum();
const std::vector<std::string>& normalBones();
const std::vector<std::string>& olderBones();
const std::vector<std::string>& remarks();
// Joint negations for two or three of effusion, pneumothorax, consolidation; first = bits 1, 2, 4 of these.
struct JointNegation {
    int kinds;
    std::string text;
};
const std::vector<JointNegation>& jointNegations();

}  // namespace hilum::phantom
