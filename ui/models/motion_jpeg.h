// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// MotionJpegWriter: a video of JPEG pictures in an AVI file (RIFF, 'MJPG'), which every player opens and no
// codec library is needed for. Written beside the wanted name and renamed at the end, so that a stopped or
// failed export leaves nothing. One thread. Errors: Io; Unsupported over 2 GiB (the format's limit).
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/base/result.h"

namespace hilum::ui {

class MotionJpegWriter {
public:
    static base::Result<MotionJpegWriter> open(const std::filesystem::path& file, int width, int height,
                                               double imagesPerSecond);
    MotionJpegWriter(MotionJpegWriter&&) = default;
    ~MotionJpegWriter();  // without finish(): the unfinished file is removed
    base::Status add(const std::vector<std::uint8_t>& jpeg);
    base::Status finish();

private:
    MotionJpegWriter() = default;
    void writeHeaders();
    std::filesystem::path m_target, m_partial;
    std::ofstream m_out;
    int m_width = 0, m_height = 0;
    double m_rate = 10;
    std::uint32_t m_largest = 0;
    struct Entry {
        std::uint32_t offset, size;
    };
    std::vector<Entry> m_index;
    std::uint64_t m_bytes = 0;  // of the pictures, with their chunk heads
};

}  // namespace hilum::ui
