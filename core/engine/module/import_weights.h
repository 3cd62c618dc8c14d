// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Published weights to a model pack in the library: recognised, translated, filled into their family (every key and
// shape must fit), run once for the golden check, written and installed. An interrupted import leaves nothing.
// Errors: those of weights::readPublished() and recognise(), ModelMismatch, InvalidInput (the id is taken), Io.
#pragma once

#include <string>

#include "core/base/job_context.h"
#include "core/packs/model_manifest.h"

namespace hilum::engine {

base::Result<packs::ModelManifest> importPublished(const std::filesystem::path& path, const std::string& id,
                                                   const std::string& family, const std::filesystem::path& library,
                                                   const base::JobContext& context);

}  // namespace hilum::engine
