// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The files that a DICOMDIR names (PS3.3 F, PS3.10 8). Its paths come from outside: only plain names below
// the DICOMDIR's own folder are ever used, and what they resolve to (links included) must lie there too
// (CVE-2026-32711 is what happens otherwise). Offsets between records are not followed, so cycles cost nothing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "dicom/file/prescan.h"

namespace hilum::dicom {

struct DirectoryFile {
    std::string id;              // as the record says it, joined with "/"
    std::filesystem::path path;  // below the root; empty when refused
    std::string refusal;         // one sentence when the name may not be followed or leads nowhere
};

bool isDicomdir(const Prescan& file);

struct DirectoryLimits {
    std::size_t maxRecords = 200'000;
};

// Every record's file once, in their order. Errors: those of the walk; Unsupported (too many records).
base::Result<std::vector<DirectoryFile>> readDicomdir(const Prescan& file, const std::filesystem::path& root,
                                                      const base::JobContext& context = {},
                                                      const DirectoryLimits& limits = {});

// The path of a Referenced File ID below the root, whatever the case of its letters on disk; a sentence else.
DirectoryFile resolveFileId(const std::vector<std::string>& components, const std::filesystem::path& root);

}  // namespace hilum::dicom
