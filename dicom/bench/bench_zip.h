// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A ZIP of files, deflated as a quick packer does (APPNOTE 6.3.9, method 8). For `hilum bench open` only.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::dicom {

// Entries are named by the files' names. Errors: Io, Unsupported (4 GiB or 65,535 files and more), Cancelled.
base::Status writeBenchZip(const std::filesystem::path& zip, const std::vector<std::filesystem::path>& files,
                           const base::JobContext& context = {});

}  // namespace hilum::dicom
