// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What a PNG or JPEG declares, read with our own bounds before a codec sees a byte: size, channels,
// and whether the file is whole. PNG: ISO/IEC 15948 5.2-5.6. JPEG: ITU-T T.81 B.1-B.2.
// Errors: Corrupt (broken structure, cut off), Unsupported (over kMaxPixels, 12 bit, ...).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace hilum::image {

struct PictureHeader {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    int bits = 8;
    bool grey = false;  // one channel, alpha not counted
    bool lossy = false;
    bool hasSideChunks = false;  // PNG: chunks other than IHDR, PLTE, IDAT, IEND
};

base::Result<PictureHeader> readPngHeader(std::span<const std::uint8_t> bytes);
base::Result<PictureHeader> readJpegHeader(std::span<const std::uint8_t> bytes);

// The PNG with IHDR, PLTE, IDAT and IEND only: no text to inflate, no colour profile, no transparency,
// no animation, no orientation. Call after readPngHeader() has accepted the same bytes.
std::vector<std::uint8_t> withoutSideChunks(std::span<const std::uint8_t> png);

}  // namespace hilum::image
