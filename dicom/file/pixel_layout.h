// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The image pixel module (PS3.3 C.7.6.3) as checked numbers. Errors: Corrupt (missing or contradicting),
// Unsupported (well formed, not decoded by this version).
#pragma once

#include "core/image/image.h"
#include "dicom/file/prescan.h"

namespace hilum::dicom {

enum class Photometric { Monochrome1, Monochrome2, Rgb, Palette, YbrFull, YbrFull422 };

struct PixelLayout {
    int rows = 0;
    int columns = 0;
    int samples = 1;
    int frames = 1;
    int bitsAllocated = 8;
    int bitsStored = 8;
    int highBit = 7;
    bool isSigned = false;
    bool planar = false;        // colour by plane
    bool floating = false;      // Float32 or Float64 by bitsAllocated
    bool partialRange = false;  // YBR_PARTIAL_422: luma of 16 to 235
    Photometric photometric = Photometric::Monochrome2;

    std::uint64_t pixels() const { return static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns); }
    // Of a value once it is read: cells of other widths (1, 12, 24 bits ...) lie packed in the file.
    int bytesPerSample() const {
        return bitsAllocated <= 8 ? 1 : bitsAllocated <= 16 ? 2 : bitsAllocated <= 32 ? 4 : 8;
    }
    bool isPacked() const { return bitsAllocated != 8 * bytesPerSample(); }
    std::uint64_t decodedFrameBytes() const {
        return pixels() * static_cast<std::uint64_t>(samples) * static_cast<std::uint64_t>(bytesPerSample());
    }
    image::PixelType pixelType() const;
};

base::Result<PixelLayout> readLayout(const Prescan& file);

}  // namespace hilum::dicom
