// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One frame to stored pixel values, whatever the transfer syntax. Colour comes out as interleaved RGB of
// the file's own depth (YBR converted, planes joined), palettes as indices; values outside the stored
// bits are cleaned and signed ones extended. Only the asked frame is read and decoded.
// Errors: Corrupt, Unsupported (named: JPEG 2000, HTJ2K, JPEG XL, video ...), InvalidInput, OutOfMemory.
#pragma once

#include "dicom/file/pixel_layout.h"

namespace hilum::dicom {

struct StoredFrame {
    int width = 0;
    int height = 0;
    int channels = 1;
    image::PixelType type = image::PixelType::UInt8;
    Photometric photometric = Photometric::Monochrome2;  // never YBR
    std::vector<std::byte> pixels;                       // row-major [height, width, channels], native endian
};

base::Result<StoredFrame> decodeFrame(const Prescan& file, int frame, const base::JobContext& context = {});

}  // namespace hilum::dicom
