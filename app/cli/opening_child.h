// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A window in a process of its own that opens paths one after the other and ends (ui/window/measure_opening.h).
// Used by the benchmarks. Errors: those of runChild(), Internal when it did not say what it measured.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/result.h"

namespace hilum::app {

struct OpeningRun {
    double firstImageMs = 0, listedMs = 0, loadedMs = 0;  // of the last path
    double frames = 0;                                    // decoded and held at the end
    double heldMb = 0, budgetMb = 0;                      // the most that frames took; what they may take
    double residentBeforeMb = 0, residentMb = 0, peakMb = 0;
};

base::Result<OpeningRun> runOpening(const std::vector<std::filesystem::path>& paths,
                                    const std::filesystem::path& library, int budgetMb = 0, int timeoutMs = 120'000);

}  // namespace hilum::app
