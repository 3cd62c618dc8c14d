// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A library of generated rows for the benchmarks: patients, short reports and seeded random vectors, no
// pictures. Equal arguments give equal rows. Any thread. Errors: those of the library, Cancelled.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::app {

struct GeneratedLibrary {
    int cases = 10'000;
    int dim = 256;
    std::string packId = "bench";
    std::string packSha256 = std::string(64, 'b');
};

base::Status fillLibrary(const std::filesystem::path& folder, const GeneratedLibrary& options,
                         const base::JobContext& job);

}  // namespace hilum::app
