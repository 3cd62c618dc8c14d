// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Putting a pack folder into the library and taking it out again. Errors: ModelMismatch (damaged pack),
// InvalidInput (id taken, built-in pack), PermissionDenied, Io.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/packs/model_manifest.h"

namespace hilum::packs {

bool isPackFolder(const std::filesystem::path& path);

// Copies the manifest's files (no others) to <library>/models/<id> and verifies the copy before it gets
// its name; a cancelled or failed import leaves nothing. id "" = the pack's own.
base::Result<ModelManifest> importFolder(const std::filesystem::path& folder,
                                         const std::filesystem::path& libraryFolder, const std::string& id,
                                         const base::JobContext& context = {});

// Only packs below the library's models/ folder.
base::Status removePack(const ModelManifest& manifest, const std::filesystem::path& libraryFolder);

}  // namespace hilum::packs
