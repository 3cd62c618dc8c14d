// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The rows of `hilum bench open` that need whole studies: 500 slices as a folder and as a ZIP, a folder of ten
// thousand files, and one study after the other under a small budget. Each opens in a window of its own.
#pragma once

#include <filesystem>
#include <vector>

#include "app/cli/bench_registry.h"

namespace hilum::app {

// Writes what it opens below `folder`, and takes it away again.
base::Result<std::vector<BenchRow>> openingRows(const std::filesystem::path& folder, const base::JobContext& job);

}  // namespace hilum::app
