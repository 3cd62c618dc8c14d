// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The report of a simulated study: what a radiologist might dictate for exactly these findings, in one
// of many wordings, with negations, uncertain phrases, normal statements and unrelated remarks. Side,
// size and zone in the words are always those of the picture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/phantom/anatomy.h"
#include "core/phantom/lesions.h"
#include "core/phantom/phantom_study.h"
#include "core/phantom/structures.h"

namespace hilum::phantom {

struct ReportText {
    std::string findings;
    std::string impression;
};

ReportText writeReport(const Anatomy& anatomy, const std::vector<Finding>& findings, const std::vector<Lesion>& lesions,
                       const Devices& tools, double cardiothoracicRatio, std::uint64_t seed, std::uint64_t index);

}  // namespace hilum::phantom
