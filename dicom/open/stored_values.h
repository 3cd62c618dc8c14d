// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The stored pixel values of a DICOM file as one array, for measuring and for comparing with other
// readers: no rescale, no window; palettes stay indices, YBR comes as RGB.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::dicom {

struct StoredValues {
    int frames = 0;
    int rows = 0;
    int columns = 0;
    int channels = 1;
    image::PixelType type = image::PixelType::UInt8;
    std::vector<std::byte> pixels;  // [frames, rows, columns] or [frames, rows, columns, 3], native endian
};

// frame >= 0: that one alone; -1: all. InvalidInput, Corrupt, Unsupported (also over 4 GiB), Cancelled.
base::Result<StoredValues> readStoredValues(const std::filesystem::path& path, int frame,
                                            const base::JobContext& context = {});

}  // namespace hilum::dicom
