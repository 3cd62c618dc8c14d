// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The bad pictures of reliability.md 1.7 corpus 4, made chunk by chunk (ISO/IEC 15948 5.3): what tests open, what
// fuzzers start from.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace hilum::test {

using PngBytes = std::vector<std::uint8_t>;

inline void putBig(PngBytes& out, std::uint32_t value, int width = 4) {
    for (int i = width - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}
inline PngBytes pngChunk(const std::string& type, const PngBytes& data, bool rightCrc = true) {
    PngBytes out;
    putBig(out, static_cast<std::uint32_t>(data.size()));
    out.insert(out.end(), type.begin(), type.end());
    out.insert(out.end(), data.begin(), data.end());
    auto crc = static_cast<std::uint32_t>(crc32(0, out.data() + 4, static_cast<uInt>(out.size() - 4)));
    putBig(out, rightCrc ? crc : ~crc);
    return out;
}
inline PngBytes zlibOf(const PngBytes& raw) {
    uLongf size = compressBound(static_cast<uLong>(raw.size()));
    PngBytes out(size);
    compress2(out.data(), &size, raw.data(), static_cast<uLong>(raw.size()), 9);
    out.resize(size);
    return out;
}
inline PngBytes pngHeader(std::uint32_t width, std::uint32_t height, int bits, int colourType) {
    PngBytes data;
    putBig(data, width);
    putBig(data, height);
    for (const int value : {bits, colourType, 0, 0, 0}) data.push_back(static_cast<std::uint8_t>(value));
    return pngChunk("IHDR", data);
}
inline PngBytes pngOf(const std::vector<PngBytes>& chunks) {
    PngBytes out = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    for (const auto& chunk : chunks) out.insert(out.end(), chunk.begin(), chunk.end());
    const PngBytes end = pngChunk("IEND", {});
    out.insert(out.end(), end.begin(), end.end());
    return out;
}
// Rows of zeros under filter 0, deflated.
inline PngBytes pngRows(std::size_t rowBytes, std::size_t rows, std::uint8_t value = 0) {
    PngBytes raw(rows * (rowBytes + 1), value);
    for (std::size_t y = 0; y < rows; ++y) raw[y * (rowBytes + 1)] = 0;
    return pngChunk("IDAT", zlibOf(raw));
}
// Zeros of that many megabytes as one zlib stream: a compressed megabyte again and again.
inline PngBytes zlibZeros(int megabytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    PngBytes zeros(1 << 20, 0), once(1 << 16), out = {0x78, 0x9C};
    stream.next_in = zeros.data();
    stream.avail_in = static_cast<uInt>(zeros.size());
    stream.next_out = once.data();
    stream.avail_out = static_cast<uInt>(once.size());
    deflate(&stream, Z_FULL_FLUSH);
    once.resize(stream.total_out);
    deflateEnd(&stream);
    for (int i = 0; i < megabytes; ++i) out.insert(out.end(), once.begin(), once.end());
    out.insert(out.end(), {1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 1});
    return out;
}

struct HostilePicture {
    const char* name;
    PngBytes bytes;
    bool opens;
};

inline std::vector<HostilePicture> hostilePictures() {
    const PngBytes one = pngHeader(1, 1, 8, 0), row = pngRows(1, 1, 7);
    PngBytes text = {'a', 0, 0}, profile = {'i', 0, 0};
    const PngBytes bomb = zlibZeros(2048);
    text.insert(text.end(), bomb.begin(), bomb.end());
    profile.insert(profile.end(), bomb.begin(), bomb.end());
    PngBytes palette, control, frame;
    for (int i = 0; i < 4; ++i) palette.insert(palette.end(), 3, static_cast<std::uint8_t>(60 * i));
    putBig(control, 100000);
    putBig(control, 0);
    for (const std::uint32_t value : {0U, 1U, 1U, 0U, 0U}) putBig(frame, value);
    putBig(frame, 1, 2);
    putBig(frame, 1, 2);
    putBig(frame, 0, 2);
    PngBytes data = {0, 0, 0, 1};
    const PngBytes packed = zlibOf({0, 9});
    data.insert(data.end(), packed.begin(), packed.end());
    PngBytes truncated = pngOf({pngHeader(64, 64, 8, 0), pngRows(64, 64, 3)});
    truncated.resize(truncated.size() - 20);
    return {{"65,535 x 65,535", pngOf({pngHeader(65535, 65535, 8, 0), row}), false},
            {"2^31 - 1 wide", pngOf({pngHeader(0x7FFFFFFF, 1, 16, 6), row}), false},
            {"more pixels than its data can hold", pngOf({pngHeader(14000, 14000, 8, 0), row}), false},
            {"14,000 x 14,000 zeros", pngOf({pngHeader(14000, 14000, 1, 0), pngRows(1750, 14000)}), false},
            {"text of 2 GiB", pngOf({one, pngChunk("zTXt", text), row}), true},
            {"profile of 2 GiB", pngOf({one, pngChunk("iCCP", profile), row}), true},
            {"data of 2 GiB for one pixel", pngOf({one, pngChunk("IDAT", bomb)}), false},
            {"16 bit", pngOf({pngHeader(5, 3, 16, 0), pngRows(10, 3, 9)}), true},
            {"16 bit colour with alpha", pngOf({pngHeader(5, 3, 16, 6), pngRows(40, 3, 9)}), true},
            {"palette with transparency",
             pngOf({pngHeader(4, 4, 2, 3), pngChunk("PLTE", palette), pngChunk("tRNS", {0, 99}), pngRows(1, 4, 0x1B)}),
             true},
            {"palette index past its end",
             pngOf({pngHeader(4, 4, 8, 3), pngChunk("PLTE", palette), pngRows(4, 4, 200)}), true},
            {"palette without palette", pngOf({pngHeader(4, 4, 8, 3), pngRows(4, 4, 1)}), false},
            {"palette of odd length", pngOf({pngHeader(4, 4, 8, 3), pngChunk("PLTE", {1, 2, 3, 4}), pngRows(4, 4, 0)}),
             false},
            {"animation", pngOf({one, pngChunk("acTL", control), pngChunk("fcTL", frame), row, pngChunk("fdAT", data)}),
             true},
            {"wrong checksum of the header",
             pngOf({pngChunk("IHDR", {0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0}, false), row}), false},
            {"wrong checksum of the data", pngOf({one, pngChunk("IDAT", zlibOf({0, 7}), false)}), false},
            {"wrong checksum of a text", pngOf({one, pngChunk("tEXt", {'a', 0, 'b'}, false), row}), true},
            {"interlaced", pngOf({pngChunk("IHDR", {0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 1}), row}), true},
            {"two headers", pngOf({one, one, row}), false},
            {"cut off", truncated, false}};
}

}  // namespace hilum::test
