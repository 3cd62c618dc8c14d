// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// RLE Lossless (PS3.5 annex G): PackBits segments, one per byte of each sample, most significant first.
// Answers exactly `pixels * samples * bytesPerSample` bytes, interleaved and little-endian, or Corrupt.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace hilum::dicom {
base::Result<std::vector<std::uint8_t>> decodeRle(std::span<const std::uint8_t> frame, std::uint64_t pixels,
                                                  int samples, int bytesPerSample);
}
