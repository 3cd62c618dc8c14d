// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One picture to a JPEG 2000 (OpenJPEG) or HTJ2K (OpenJPH) code stream: what benchmarks and tests read back.
// Errors: InvalidInput (sizes that do not fit), Internal (the library refused).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace hilum::dicom {

struct J2kPicture {
    int width = 0;
    int height = 0;
    int components = 1;
    int precision = 16;
    bool isSigned = false;
    std::span<const std::int32_t> values;  // row-major [height, width, components]
};

struct J2kOptions {
    bool lossless = true;
    double ratio = 10.0;  // of a lossy JPEG 2000 stream; HTJ2K quantises by its own step
    bool highThroughput = false;
    bool colourTransform = true;  // of three components
};

base::Result<std::vector<std::uint8_t>> encodeJ2k(const J2kPicture& picture, const J2kOptions& options = {});

}  // namespace hilum::dicom
