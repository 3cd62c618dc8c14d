// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// AVI 1.0: RIFF('AVI ' LIST(hdrl avih LIST(strl strh strf)) LIST(movi 00dc...) idx1). Numbers little-endian.
#include "ui/models/motion_jpeg.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace hilum::ui {

namespace {

constexpr std::uint64_t kMostBytes = 2'000'000'000;
constexpr std::uint32_t kHasIndex = 0x10, kKeyFrame = 0x10;
constexpr std::uint32_t kMicros = 1'000'000, kScale = 1000;
constexpr std::uint32_t kMainBytes = 56, kStreamBytes = 56, kFormatBytes = 40;
constexpr std::uint32_t kStreamList = 4 + 8 + kStreamBytes + 8 + kFormatBytes;
constexpr std::uint32_t kHeaderList = 4 + 8 + kMainBytes + 8 + kStreamList;

void word(std::ostream& out, std::uint32_t value) {
    const char bytes[4] = {static_cast<char>(value), static_cast<char>(value >> 8U), static_cast<char>(value >> 16U),
                           static_cast<char>(value >> 24U)};
    out.write(bytes, 4);
}
void half(std::ostream& out, std::uint32_t value) {
    const char bytes[2] = {static_cast<char>(value), static_cast<char>(value >> 8U)};
    out.write(bytes, 2);
}
void name(std::ostream& out, const char* four) { out.write(four, 4); }

base::Error cannotWrite(const std::filesystem::path& file) {
    return base::makeError(base::ErrorCode::Io,
                           "The video " + file.string() + " cannot be written; check the folder and the free space.");
}

}  // namespace

base::Result<MotionJpegWriter> MotionJpegWriter::open(const std::filesystem::path& file, int width, int height,
                                                      double rate) {
    MotionJpegWriter writer;
    writer.m_target = file;
    writer.m_partial = file;
    writer.m_partial += ".part";
    writer.m_width = width;
    writer.m_height = height;
    writer.m_rate = std::clamp(rate, 0.5, 120.0);
    writer.m_out.open(writer.m_partial, std::ios::binary | std::ios::trunc);
    if (!writer.m_out) return cannotWrite(file);
    writer.writeHeaders();
    return writer;
}

MotionJpegWriter::~MotionJpegWriter() {
    if (!m_out.is_open()) return;
    m_out.close();
    std::error_code ignored;
    std::filesystem::remove(m_partial, ignored);
}

void MotionJpegWriter::writeHeaders() {
    const auto frames = static_cast<std::uint32_t>(m_index.size());
    const auto movi = static_cast<std::uint32_t>(m_bytes) + 4;
    const auto index = static_cast<std::uint32_t>(m_index.size() * 16);
    m_out.seekp(0);
    name(m_out, "RIFF");
    word(m_out, 4 + 8 + kHeaderList + 8 + movi + 8 + index);
    name(m_out, "AVI ");
    name(m_out, "LIST");
    word(m_out, kHeaderList);
    name(m_out, "hdrl");
    name(m_out, "avih");
    word(m_out, kMainBytes);
    const auto micros = static_cast<std::uint32_t>(std::lround(kMicros / m_rate));
    const auto width = static_cast<std::uint32_t>(m_width), height = static_cast<std::uint32_t>(m_height);
    for (const std::uint32_t value :
         {micros, 0U, 0U, kHasIndex, frames, 0U, 1U, m_largest, width, height, 0U, 0U, 0U, 0U})
        word(m_out, value);
    name(m_out, "LIST");
    word(m_out, kStreamList);
    name(m_out, "strl");
    name(m_out, "strh");
    word(m_out, kStreamBytes);
    name(m_out, "vids");
    name(m_out, "MJPG");
    const auto rate = static_cast<std::uint32_t>(std::lround(m_rate * kScale));
    for (const std::uint32_t value : {0U, 0U, 0U, kScale, rate, 0U, frames, m_largest, 0xFFFFFFFFU, 0U})
        word(m_out, value);
    half(m_out, 0);
    half(m_out, 0);
    half(m_out, width);
    half(m_out, height);
    name(m_out, "strf");
    word(m_out, kFormatBytes);
    word(m_out, kFormatBytes);
    word(m_out, width);
    word(m_out, height);
    half(m_out, 1);
    half(m_out, 24);
    name(m_out, "MJPG");
    for (const std::uint32_t value : {width * height * 3, 0U, 0U, 0U, 0U}) word(m_out, value);
    name(m_out, "LIST");
    word(m_out, movi);
    name(m_out, "movi");
}

base::Status MotionJpegWriter::add(const std::vector<std::uint8_t>& jpeg) {
    const auto size = static_cast<std::uint32_t>(jpeg.size());
    const std::uint32_t padded = size + size % 2;
    if (m_bytes + padded + 8 > kMostBytes)
        return base::makeError(base::ErrorCode::Unsupported,
                               "The video would be larger than 2 GB, which the format cannot hold; export fewer "
                               "images or a smaller view.");
    name(m_out, "00dc");
    word(m_out, size);
    m_out.write(reinterpret_cast<const char*>(jpeg.data()), static_cast<std::streamsize>(jpeg.size()));
    if (padded != size) m_out.put('\0');
    if (!m_out) return cannotWrite(m_target);
    m_index.push_back({static_cast<std::uint32_t>(m_bytes) + 4, size});
    m_bytes += padded + 8;
    m_largest = std::max(m_largest, size);
    return base::okStatus();
}

base::Status MotionJpegWriter::finish() {
    name(m_out, "idx1");
    word(m_out, static_cast<std::uint32_t>(m_index.size() * 16));
    for (const auto& entry : m_index) {
        name(m_out, "00dc");
        word(m_out, kKeyFrame);
        word(m_out, entry.offset);
        word(m_out, entry.size);
    }
    writeHeaders();
    m_out.close();
    std::error_code failed;
    if (!m_out.fail()) std::filesystem::rename(m_partial, m_target, failed);
    if (!m_out.fail() && !failed) return base::okStatus();
    std::error_code ignored;
    std::filesystem::remove(m_partial, ignored);
    return cannotWrite(m_target);
}

}  // namespace hilum::ui
