// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SHA-256 (FIPS 180-4) through OpenSSL: pack files, image content, cache keys; HMAC for pseudonyms.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::base {

std::string sha256Hex(std::span<const std::uint8_t> bytes);  // 64 lower-case hex digits
std::string sha256Hex(std::string_view text);
// HMAC-SHA-256 (RFC 2104): 32 raw bytes.
std::string hmacSha256(std::string_view key, std::string_view text);
Result<std::string> sha256OfFile(const std::filesystem::path& path, const JobContext& context = {});

}  // namespace hilum::base
