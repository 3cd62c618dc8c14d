// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The benchmarks of `hilum bench`. Each group is one file app/cli/bench_<group>.cpp that defines
// `BenchGroup bench_<group>()` and nothing else; CMake writes the table from the file names. Row names stay
// stable, so that two versions can be compared; a figure is a median with its run count. Main thread only.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "app/cli/cli.h"
#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::app {

struct BenchRow {
    std::string name;  // startup_window, search_1m_exact, ...
    double median = 0;
    std::string unit;  // ms, MB, GB/s, 1 (a ratio or a count)
    int n = 0;         // runs behind the median
    std::string note;  // target, peer or condition, in a few words; may be empty
};

struct BenchGroup {
    std::string name;  // startup, open, decode, display, encode, search, segment
    std::string help;  // one line for `hilum bench --help`
    // Answers its rows; an Error means that the group could not be measured at all on this machine.
    std::function<base::Result<std::vector<BenchRow>>(const Context& context, const base::JobContext& job)> run;
};

// Generated: every group, by name.
std::vector<BenchGroup> allBenchGroups();

// The middle of the samples (the mean of the two middle ones for an even count); 0 for none.
inline double median(std::vector<double> samples) {
    if (samples.empty()) return 0;
    std::sort(samples.begin(), samples.end());
    const std::size_t half = samples.size() / 2;
    return samples.size() % 2 == 1 ? samples[half] : (samples[half - 1] + samples[half]) / 2;
}

}  // namespace hilum::app
