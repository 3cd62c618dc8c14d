// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// PNG and JPEG (by content, never by suffix) and writing of 8-bit PNG. Declared sizes are checked
// before anything is allocated: 65,535 x 65,535 is refused in microseconds.
// Errors: Unsupported (another format, over kMaxPixels, a bomb), Corrupt, NotFound, Io.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::image {

constexpr std::uint64_t kMaxPixels = 200ULL * 1000 * 1000;

// Blank pages and masks pack well, so any ratio is taken for a picture of up to 64 MiB (the largest detectors stay
// below); a larger one that comes from next to nothing is a bomb, not an image.
constexpr std::uint64_t kFreePictureBytes = 64ULL << 20;
constexpr std::uint64_t kMostExpansion = 200;  // decoded : packed
constexpr bool isBomb(std::uint64_t decodedBytes, std::uint64_t packedBytes) {
    return decodedBytes > kFreePictureBytes && decodedBytes / kMostExpansion > packedBytes;
}

enum class FileKind { Png, Jpeg, Dicom, Zip, Unknown };
// Looks at the first bytes (at least 132 for DICOM with preamble).
FileKind sniff(std::span<const std::uint8_t> head);

base::Result<Image> decodeImage(std::span<const std::uint8_t> bytes);
base::Result<Image> readImageFile(const std::filesystem::path& path);
base::Result<std::vector<std::uint8_t>> encodePng(const Raster& raster);
// For thumbnails only: lossy. quality 1..100.
base::Result<std::vector<std::uint8_t>> encodeJpeg(const Raster& raster, int quality = 85);
base::Status writePng(const std::filesystem::path& path, const Raster& raster);
base::Status writePng(const std::filesystem::path& path, const Mask& mask);

// SHA-256 over size, channels and 8-bit pixels: the same picture under two paths has one hash.
std::string contentHash(const Image& image);

}  // namespace hilum::image
