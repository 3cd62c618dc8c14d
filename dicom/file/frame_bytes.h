// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The bytes of one frame as they lie in the file: a slice of native pixel data, or the fragments of one
// encapsulated frame joined (PS3.5 A.4: offset table, extended offset table, one fragment a frame, or the
// ends of the code streams). Errors: Corrupt, InvalidInput (no such frame), Io.
#pragma once

#include "dicom/file/pixel_layout.h"

namespace hilum::dicom {

// 1-bit frames are answered from the byte that holds their first bit; firstBit tells which.
struct NativeFrame {
    std::vector<std::uint8_t> bytes;
    int firstBit = 0;
    bool subsampled = false;  // YBR 4:2:2 as stored: two bytes a pixel
};

// True when a native frame's cells are its values but for their byte order and unused bits: nothing to
// unpack, join or convert, so that it can be read straight to where it will stay.
bool isPlainNative(const Prescan& file, const PixelLayout& layout);
struct ByteRange {
    std::uint64_t offset = 0;  // in the file's source
    std::uint64_t count = 0;
};
base::Result<ByteRange> plainNativeRange(const Prescan& file, const PixelLayout& layout, int frame);

base::Result<NativeFrame> nativeFrame(const Prescan& file, const PixelLayout& layout, int frame);
base::Result<std::vector<std::uint8_t>> encapsulatedFrame(const Prescan& file, const PixelLayout& layout, int frame);

}  // namespace hilum::dicom
