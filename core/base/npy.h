// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// NumPy .npy files, format 1.0 (numpy.lib.format): how pixels and embeddings leave for other tools.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace hilum::base {

// dtype is numpy's descriptor: "<f4", "|u1", "<i2", ... ; bytes are C-ordered, little-endian.
Status writeNpy(const std::filesystem::path& path, const std::string& dtype, const std::vector<std::int64_t>& shape,
                std::span<const std::uint8_t> bytes);

}  // namespace hilum::base
