// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A pack of the family "clip" with seeded random weights and a whole byte-pair vocabulary (no merges: every letter
// is a token), for window tests. No download, no torch in this header.
#pragma once

#include <filesystem>
#include <string>

namespace hilum::tests {

// A pack folder with model.json, weights and merges.txt.
void writeSeededClip(const std::filesystem::path& folder, const std::string& id);

}  // namespace hilum::tests
