// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/image/picture_header.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/base/byte_reader.h"
#include "core/image/image_file.h"

namespace hilum::image {

namespace {

using base::ByteReader;
using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr std::size_t kPngSignatureBytes = 8;
constexpr std::uint64_t kDeflateLimit = 1032;  // deflate cannot expand further (zlib's own figure)
constexpr int kMaxScans = 200;                 // progressive scans; real files have about 10

base::Error cutOff(const char* kind) {
    return makeError(ErrorCode::Corrupt,
                     std::string("The ") + kind + " ends before its picture does; copy the file again.");
}

base::Status checkSize(std::uint64_t width, std::uint64_t height) {
    if (width == 0 || height == 0)
        return makeError(ErrorCode::Corrupt, "The picture declares a width or height of zero; export it again.");
    if (width > kMaxPixels || height > kMaxPixels || width * height > kMaxPixels)
        return makeError(ErrorCode::Unsupported, "The picture declares " + std::to_string(width) + " x " +
                                                     std::to_string(height) + " pixels, more than the limit of " +
                                                     std::to_string(kMaxPixels / 1'000'000) +
                                                     " million; use a smaller picture.");
    return base::okStatus();
}

// Uncompressed bytes that the declared size needs.
std::uint64_t pngRawBytes(const PictureHeader& header, int channels) {
    const std::uint64_t rowBits = std::uint64_t{header.width} * static_cast<std::uint64_t>(header.bits * channels);
    return ((rowBits + 7) / 8 + 1) * header.height;
}

// Channels of each PNG colour type: grey, -, RGB, palette, grey + alpha, -, RGB + alpha.
int pngChannels(int colourType) {
    constexpr int kChannels[] = {1, 0, 3, 1, 2, 0, 4};
    return colourType <= 6 ? kChannels[colourType] : 0;
}

// CRC-32 of PNG annex D. Checked here so that damage ends in our sentence, not in a codec's print-out.
std::array<std::uint32_t, 256> crcTable() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t n = 0; n < 256; ++n) {
        std::uint32_t value = n;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1u) != 0 ? 0xEDB88320u : 0u);
        table[n] = value;
    }
    return table;
}

// bytes: type and data of a chunk, followed by its CRC.
bool crcFits(std::span<const std::uint8_t> bytes) {
    static const auto kTable = crcTable();
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const auto byte : bytes.first(bytes.size() - 4)) crc = kTable[(crc ^ byte) & 0xFFu] ^ (crc >> 8);
    return ByteReader(bytes.last(4), true).u32() == ~crc;
}

bool isPictureChunk(std::string_view type) {
    return type == "IHDR" || type == "PLTE" || type == "IDAT" || type == "IEND";
}

bool isStandalone(std::uint8_t marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8); }
bool isFrameHeader(std::uint8_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// The size, precision and coding process of SOFn.
base::Status readFrameHeader(ByteReader segment, std::uint8_t marker, PictureHeader& header) {
    header.bits = segment.u8();
    header.height = segment.u16();
    header.width = segment.u16();
    const int components = segment.u8();
    if (segment.failed()) return cutOff("JPEG");
    if (marker > 0xC2 || header.bits != 8)
        return makeError(
            ErrorCode::Unsupported,
            "This kind of JPEG (lossless, arithmetic or 12 bit) is read only inside DICOM; save it as PNG.");
    if (components != 1 && components != 3 && components != 4)
        return makeError(ErrorCode::Corrupt,
                         "The JPEG declares " + std::to_string(components) + " components; export it again.");
    header.grey = components == 1;
    return checkSize(header.width, header.height);
}

// Skips entropy-coded data: the position of the next marker that is not a restart or a stuffed zero.
std::size_t nextMarker(std::span<const std::uint8_t> bytes, std::size_t from) {
    for (std::size_t i = from; i + 1 < bytes.size(); ++i) {
        const auto* hit = std::find(bytes.data() + i, bytes.data() + bytes.size() - 1, std::uint8_t{0xFF});
        i = static_cast<std::size_t>(hit - bytes.data());
        if (i + 1 >= bytes.size()) break;
        const std::uint8_t next = bytes[i + 1];
        if (next != 0x00 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7)) return i;
    }
    return bytes.size();
}

}  // namespace

Result<PictureHeader> readPngHeader(std::span<const std::uint8_t> bytes) {
    ByteReader reader(bytes, true);
    reader.skip(kPngSignatureBytes);
    PictureHeader header;
    int channels = 0;
    std::uint64_t dataBytes = 0;
    bool ended = false;
    for (bool first = true; !ended; first = false) {
        const std::uint32_t length = reader.u32();
        const auto type = reader.text(4);
        const std::size_t start = reader.position();
        reader.skip(std::uint64_t{length} + 4);
        if (reader.failed()) return cutOff("PNG");
        if (isPictureChunk(type) && !crcFits(bytes.subspan(start - 4, std::size_t{length} + 8)))
            return makeError(ErrorCode::Corrupt,
                             "The PNG's data is damaged (a checksum does not fit); copy or export it again.");
        if (first != (type == "IHDR") || (first && length != 13))
            return makeError(ErrorCode::Corrupt, "The PNG does not start with its header; export it again.");
        if (first) {
            ByteReader chunk(bytes.subspan(start, length), true);
            header.width = chunk.u32();
            header.height = chunk.u32();
            header.bits = chunk.u8();
            const int colourType = chunk.u8();
            channels = pngChannels(colourType);
            header.grey = colourType == 0 || colourType == 4;
            if (channels == 0 || header.bits > 16)
                return makeError(ErrorCode::Corrupt, "The PNG declares an unknown pixel format; export it again.");
            HILUM_TRY_STATUS(checkSize(header.width, header.height));
        }
        if (type == "IDAT") dataBytes += length;
        header.hasSideChunks = header.hasSideChunks || !isPictureChunk(type);
        ended = type == "IEND";
    }
    if (pngRawBytes(header, channels) > dataBytes * kDeflateLimit + 64) return cutOff("PNG");
    // A decoder goes on inflating what follows the last row; no encoder writes more than the rows themselves.
    constexpr std::uint64_t kSlackBytes = 4096;
    if (dataBytes > 2 * pngRawBytes(header, channels) + kSlackBytes)
        return makeError(ErrorCode::Corrupt,
                         "The PNG holds far more data than its picture needs, as a bomb does; export it again.");
    return header;
}

Result<PictureHeader> readJpegHeader(std::span<const std::uint8_t> bytes) {
    ByteReader reader(bytes, true);
    reader.skip(2);
    PictureHeader header;
    header.lossy = true;
    int scans = 0;
    for (;;) {
        std::uint8_t marker = 0xFF;
        if (reader.u8() != 0xFF) {
            if (reader.failed()) return cutOff("JPEG");
            return makeError(ErrorCode::Corrupt, "The JPEG's segments are damaged; export it again.");
        }
        while (marker == 0xFF && !reader.failed()) marker = reader.u8();
        if (reader.failed()) return cutOff("JPEG");
        if (marker == 0xD9) break;
        if (isStandalone(marker)) continue;
        const std::size_t length = reader.u16();
        if (reader.failed() || length < 2) return cutOff("JPEG");
        const std::size_t start = reader.position();
        reader.skip(length - 2);
        if (reader.failed()) return cutOff("JPEG");
        if (isFrameHeader(marker))
            HILUM_TRY_STATUS(readFrameHeader(ByteReader(bytes.subspan(start, length - 2), true), marker, header));
        if (marker == 0xDA) {
            if (++scans > kMaxScans)
                return makeError(ErrorCode::Unsupported,
                                 "The JPEG has more than " + std::to_string(kMaxScans) + " scans; save it again.");
            reader.seek(nextMarker(bytes, reader.position()));
        }
    }
    if (header.width == 0 || scans == 0)
        return makeError(ErrorCode::Corrupt, "The JPEG holds no picture; export it again.");
    return header;
}

std::vector<std::uint8_t> withoutSideChunks(std::span<const std::uint8_t> png) {
    std::vector<std::uint8_t> kept(png.begin(), png.begin() + kPngSignatureBytes);
    kept.reserve(png.size());
    ByteReader reader(png, true);
    reader.skip(kPngSignatureBytes);
    while (reader.remaining() >= 12) {
        const std::size_t start = reader.position();
        const std::uint32_t length = reader.u32();
        const auto type = reader.text(4);
        reader.skip(std::uint64_t{length} + 4);
        if (reader.failed()) break;
        if (isPictureChunk(type))
            kept.insert(kept.end(), png.begin() + static_cast<std::ptrdiff_t>(start),
                        png.begin() + static_cast<std::ptrdiff_t>(reader.position()));
        if (type == "IEND") break;
    }
    return kept;
}

}  // namespace hilum::image
