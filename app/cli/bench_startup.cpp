// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// bench startup: how long a new process takes to put its window on screen with 10,000 cases in the library,
// how much memory it holds then, and whether LibTorch was loaded by then (it must not be). The library is
// made of generated rows in a temporary folder; each run is a process of its own, measured from outside.
#include <cstdio>
#include <filesystem>

#include "app/cli/bench_files.h"
#include "app/cli/bench_registry.h"
#include "app/cli/child_process.h"
#include "app/cli/generated_library.h"
#include "core/base/paths.h"

namespace hilum::app {

namespace {

constexpr int kRuns = 11;

struct Sample {
    double paintedMs = 0, residentMb = 0;
    int torchLoaded = 0;
};

base::Result<Sample> startOnce(const std::filesystem::path& library) {
    ChildOptions options;
    options.words = {(base::executableFolder() / "hilum").string(), "--quit-after-first-paint", "--library",
                     library.string()};
    options.environment = benchWindowEnvironment(library);
    HILUM_TRY(const auto run, runChild(options));
    Sample sample;
    sample.paintedMs = run.firstLineMs;
    double ownMs = 0;
    if (run.exitCode != 0 || std::sscanf(run.firstLine.c_str(), "first-paint-ms %lf rss-mb %lf torch-loaded %d", &ownMs,
                                         &sample.residentMb, &sample.torchLoaded) != 3)
        return base::makeError(base::ErrorCode::Internal,
                               "The window did not say when it was on screen, so its start could not be measured.",
                               "exit " + std::to_string(run.exitCode) + ", line '" + run.firstLine + "'");
    return sample;
}

base::Result<std::vector<BenchRow>> run(const Context&, const base::JobContext& job) {
    const BenchFolder folder;
    HILUM_TRY_STATUS(folder.status());
    HILUM_TRY_STATUS(fillLibrary(folder.path(), {}, job));
    std::vector<double> painted, resident;
    double first = 0;
    int loaded = 0;
    for (int i = 0; i < kRuns; ++i) {
        if (job.stopRequested()) return base::cancelled();
        HILUM_TRY(const auto sample, startOnce(folder.path()));
        if (i == 0) first = sample.paintedMs;
        painted.push_back(sample.paintedMs);
        resident.push_back(sample.residentMb);
        loaded += sample.torchLoaded;
    }
    return std::vector<BenchRow>{
        {"startup_window", median(painted), "ms", kRuns, "new process to first paint, 10,000 cases; goal 250"},
        {"startup_window_first", first, "ms", 1, "the first of them"},
        {"startup_resident", median(resident), "MB", kRuns, "at first paint"},
        {"startup_torch_loaded", static_cast<double>(loaded), "1", kRuns,
         "runs that had LibTorch loaded by then; goal 0"},
    };
}

}  // namespace

BenchGroup bench_startup() {
    return {"startup", "a new process until its window is on screen, with 10,000 cases in the library", run};
}

}  // namespace hilum::app
