// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Whole-file reading with a limit, and atomic writing: temporary beside the target, fsync, rename,
// fsync of the folder. A failed or cancelled write leaves the old file as it was.
// Errors: NotFound, PermissionDenied, Io, OutOfMemory (over the limit).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace hilum::base {

constexpr std::uint64_t kDefaultReadLimitBytes = 4ULL << 30;

Result<std::vector<std::uint8_t>> readFile(const std::filesystem::path& path,
                                           std::uint64_t limitBytes = kDefaultReadLimitBytes);
Result<std::string> readTextFile(const std::filesystem::path& path, std::uint64_t limitBytes = 64ULL << 20);
Status writeFileAtomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
Status writeFileAtomically(const std::filesystem::path& path, std::string_view text);
// For writers that want a path (image codecs): fill writes to the temporary path it is given.
Status writeFileAtomically(const std::filesystem::path& path,
                           const std::function<Status(const std::filesystem::path& temporary)>& fill);

}  // namespace hilum::base
