// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One JPEG or JPEG lossless frame to samples through DCMTK's codecs, or a JPEG-LS frame through CharLS 2
// (DCMTK 3.6.7 has CharLS 1, which cannot read 6 and 7 bits and is slower). The code stream's own header
// (T.81 B.2.2, T.87 C.2.2) is read and compared with the DICOM description first, and the codec gets
// checked numbers and this one frame only. Errors: Corrupt, Unsupported, OutOfMemory.
#pragma once

#include <memory>
#include <span>

#include "dicom/file/pixel_layout.h"

namespace hilum::dicom {

struct StreamHeader {
    int width = 0;
    int height = 0;
    int precision = 0;
    int components = 0;
    int process = 0;  // marker of the frame header, 0xC0 ..., 0xF7 for JPEG-LS
    bool hasJfif = false;
    int adobeTransform = -1;     // APP14: 0 = RGB, 1 = YCbCr
    bool rgbComponents = false;  // component identifiers are the letters R, G, B
};
base::Result<StreamHeader> readStreamHeader(std::span<const std::uint8_t> stream);

struct DecodedSamples {
    std::vector<std::uint8_t> bytes;       // interleaved, little-endian; or, in a decoder process' memory:
    std::span<const std::uint8_t> shared;  // may still change under its reader, so it is read once
    std::shared_ptr<void> lease;           // keeps `shared`, and hands its process back
    std::span<const std::uint8_t> view() const { return lease ? shared : std::span<const std::uint8_t>(bytes); }
    int bytesPerSample = 1;
    bool isYbr = false;  // colour still as luma and chroma
    int storedBits = 0;  // bits that a sample holds, where the stream knows better than the file; 0 = the file's
};
// JPEG-LS alone, for a stream whose header was checked.
base::Result<DecodedSamples> runCharLs(std::span<const std::uint8_t> stream, const StreamHeader& header);
// JPEG lossless alone, by our own bounded decoder; an error means no more than that DCMTK's has the last word.
base::Result<DecodedSamples> decodeLosslessFrame(std::span<const std::uint8_t> stream, const TransferSyntax& syntax,
                                                 const PixelLayout& layout);
base::Result<DecodedSamples> decodeJpegFrame(std::vector<std::uint8_t> stream, const TransferSyntax& syntax,
                                             const PixelLayout& layout);

}  // namespace hilum::dicom
