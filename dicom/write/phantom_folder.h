// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A folder of simulated studies: study-0001/{chest.dcm, report.sr, masks/*.png}, stacks as chest-ct-001.dcm and
// so on with a mask per finding and slice (masks/1-012.png), and cases.csv (product.md), which has a row per
// radiograph and per key slice: the one where a finding is largest.
// Whole studies only: a cancel or an error leaves no half study, and cases.csv lists what is complete. Files of an earlier run under these names are replaced, others are kept.
// Errors: Io, PermissionDenied, InvalidInput, Cancelled.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::dicom {

struct PhantomFolderOptions {
    std::filesystem::path out;
    int studies = 1;
    std::uint64_t seed = 1;
    int sizePx = 1024;
    std::vector<std::string> modalities = {"CR"};  // dealt round-robin; CR, DX, CT, MR, US
};

struct PhantomFolderSummary {
    int studies = 0;
    int files = 0;
};

base::Result<PhantomFolderSummary> writePhantomFolder(const PhantomFolderOptions& options,
                                                      const base::JobContext& context);

}  // namespace hilum::dicom
