// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One JPEG 2000 frame (T.800, through OpenJPEG) or HTJ2K frame (T.814, through OpenJPH) to samples. The
// stream's own header is read and compared first (j2k_header.h). Any thread; each call has its own decoder.
// Errors: Corrupt, Unsupported, OutOfMemory.
#pragma once

#include "dicom/file/j2k_header.h"
#include "dicom/file/jpeg_frame.h"

namespace hilum::dicom {

// Samples hold `precision` bits each (two's complement where the stream is signed), in the low bits of
// 1, 2 or 4 bytes.
base::Result<DecodedSamples> decodeJ2kFrame(std::span<const std::uint8_t> stream, const PixelLayout& layout);

// The two libraries, for code streams that were checked; values row-major, interleaved.
base::Result<std::vector<std::int32_t>> runOpenJpeg(std::span<const std::uint8_t> codeStream, const J2kHeader& header);
base::Result<std::vector<std::int32_t>> runOpenJph(std::span<const std::uint8_t> codeStream, const J2kHeader& header);

}  // namespace hilum::dicom
