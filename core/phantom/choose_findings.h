// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Which findings a simulated study has when the caller does not choose: about a quarter of the studies
// have none, the others one to three; side, size and zone are drawn independently of each other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/phantom/phantom_study.h"

namespace hilum::phantom {

std::vector<Finding> chooseFindings(std::uint64_t seed, std::uint64_t index);
// Refuses what cannot be drawn; fills an empty zone from the seed.
base::Result<std::vector<Finding>> checkedFindings(const std::vector<Finding>& wanted, std::uint64_t seed,
                                                   std::uint64_t index);

std::string labelOf(FindingKind kind);   // "Pleural Effusion"
std::string kindWord(FindingKind kind);  // "pleural effusion", for files and messages
std::string sideWord(Side side);         // "left", "right", ""
std::string phraseOf(const Finding& finding, double diameterMm, int count);  // "Left lower zone consolidation"

}  // namespace hilum::phantom
