// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The log: a rotating file in the user's state folder, through spdlog. Rule for callers: no patient
// data, so no file names below the library, no tag values, no report text.
#pragma once

#include <filesystem>
#include <string_view>

namespace hilum::base {

// Opens <folder>/hilum.log (5 MiB, 3 files). Without a call, messages are dropped.
void openLog(const std::filesystem::path& folder);
void logInfo(std::string_view message);
void logWarning(std::string_view message);
void logError(std::string_view message);

}  // namespace hilum::base
