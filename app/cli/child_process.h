// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Starts a program and measures it from outside: time to its first line on stdout, time to its end, its
// largest resident size. Used by the benchmarks that need a new process; never by the window. Blocking.
// Errors: NotFound (the program cannot be started), Timeout (killed at the deadline), Io.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace hilum::app {

struct ChildRun {
    double firstLineMs = 0;  // from the start of the process to its first whole line; 0 when it wrote none
    double endMs = 0;        // from the start to its end
    std::string firstLine;   // without the line end
    int exitCode = 0;        // 128 + signal when a signal ended it
    double maxResidentMb = 0;
};

struct ChildOptions {
    std::vector<std::string> words;                                // program, arguments
    std::vector<std::pair<std::string, std::string>> environment;  // added to this process's own
    int timeoutMs = 30'000;
};

base::Result<ChildRun> runChild(const ChildOptions& options);

}  // namespace hilum::app
