// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/opening_child.h"

#include <cstdio>
#include <string>

#include "app/cli/bench_files.h"
#include "app/cli/child_process.h"
#include "core/base/paths.h"

namespace hilum::app {

base::Result<OpeningRun> runOpening(const std::vector<std::filesystem::path>& paths,
                                    const std::filesystem::path& library, int budgetMb, int timeoutMs) {
    ChildOptions options;
    options.words = {(base::executableFolder() / "hilum").string(), "--quit-after-loading", "--library",
                     library.string()};
    if (budgetMb > 0) {
        options.words.emplace_back("--frame-budget-mb");
        options.words.push_back(std::to_string(budgetMb));
    }
    for (const auto& path : paths) options.words.push_back(path.string());
    options.environment = benchWindowEnvironment(library);
    options.timeoutMs = timeoutMs;
    HILUM_TRY(const auto run, runChild(options));
    OpeningRun r;
    const int read = std::sscanf(run.firstLine.c_str(),
                                 "opening first-image-ms %lf listed-ms %lf loaded-ms %lf frames %lf held-mb %lf "
                                 "budget-mb %lf rss-before-mb %lf rss-mb %lf peak-mb %lf",
                                 &r.firstImageMs, &r.listedMs, &r.loadedMs, &r.frames, &r.heldMb, &r.budgetMb,
                                 &r.residentBeforeMb, &r.residentMb, &r.peakMb);
    if (run.exitCode == 0 && read == 9) return r;
    return base::makeError(base::ErrorCode::Internal,
                           "The window did not say what it measured, so opening could not be measured.",
                           "exit " + std::to_string(run.exitCode) + ", line '" + run.firstLine + "'");
}

}  // namespace hilum::app
