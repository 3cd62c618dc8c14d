// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Timings of the encoders for `hilum bench encode`. Internal to the engine module.
#pragma once

#include <string>

#include "core/engine/model_api.h"

namespace hilum::engine {

// {"rows":[{name,median,unit,n,note}]}; medians, milliseconds, after a warm-up.
base::Result<std::string> benchEncoders(const packs::ModelManifest& manifest, const LoadOptions& options,
                                        const base::JobContext& context);

}  // namespace hilum::engine
