// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The main header of a JPEG 2000 or HTJ2K code stream (T.800 A.4-A.6, T.814 A.2), read with our own bounds
// before a library sees a byte: a stream that does not fit the DICOM description, or that would make a
// decoder allocate what no picture needs, ends here. A JP2 file around the stream (T.800 I) is stepped over.
// Errors: Corrupt, Unsupported (Part 2 extensions, subsampled components).
#pragma once

#include <span>

#include "dicom/file/pixel_layout.h"

namespace hilum::dicom {

struct J2kHeader {
    std::size_t start = 0;  // where the code stream begins (behind a JP2 wrapping)
    int width = 0;
    int height = 0;
    int components = 0;
    int precision = 0;  // bits of every component
    bool isSigned = false;
    bool subsampled = false;
    bool highThroughput = false;   // CAP says that blocks are coded as T.814
    bool partTwo = false;          // Rsiz announces T.801 extensions
    bool wholeTiles = false;       // every tile part that is announced is there to its last byte
    bool colourTransform = false;  // the components are RCT or ICT; every library answers RGB then
};

base::Result<J2kHeader> readJ2kHeader(std::span<const std::uint8_t> stream);
// Against what the DICOM file declares.
base::Status checkJ2kHeader(const J2kHeader& header, const PixelLayout& layout);

}  // namespace hilum::dicom
