// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum dicom deidentify: files, folders and ZIPs to a new folder without identities (PS3.15 Annex E). Every input
// file has one entry in the answer; a bad file never stops the rest. Names of output files come from the secret
// alone. What is written appears at the end, all together: a cancelled run, or a killed one after the next start,
// leaves nothing. Errors: NotFound, InvalidInput (the target lies in the input), PermissionDenied, Io, Cancelled.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "dicom/deid/identity_map.h"
#include "dicom/deid/profile.h"

namespace hilum::dicom {

struct DeidFile {
    enum class State { Written, Skipped, Failed };
    std::string path;  // as named, with "!" before the entry of a ZIP
    State state = State::Failed;
    std::string reason;  // one sentence when not written
    std::filesystem::path out;
    std::vector<std::string> warnings;
};

struct DeidAnswer {
    std::vector<DeidFile> files;  // in the order in which they were found
    int written = 0, skipped = 0, failed = 0;
};

struct DeidJob {
    std::vector<std::filesystem::path> inputs;
    std::filesystem::path out;
    DeidOptions options;
    int threads = 0;  // 0 = all cores
};

base::Result<DeidAnswer> deidentify(const DeidJob& job, const DeidProfile& profile, const IdentityMap& identities,
                                    const base::JobContext& context);

// One file in memory to one file in memory: what the batch does with each. Warnings are added to.
struct DeidObject {
    std::vector<std::uint8_t> bytes;
    std::filesystem::path name;  // relative, made of the secret
};
base::Result<DeidObject> deidentifyBytes(std::vector<std::uint8_t> file, const DeidProfile& profile,
                                         const DeidOptions& options, const IdentityMap& identities,
                                         std::vector<std::string>& warnings, const base::JobContext& context = {});

}  // namespace hilum::dicom
