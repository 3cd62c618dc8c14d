// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/j2k_header.h"

#include "core/base/byte_reader.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using base::Status;

constexpr std::uint16_t kStartOfStream = 0xFF4F, kSize = 0xFF51, kCapabilities = 0xFF50, kCodingStyle = 0xFF52,
                        kStartOfTile = 0xFF90, kEndOfStream = 0xFFD9;
constexpr std::uint32_t kStreamBox = 0x6A703263;  // "jp2c"
constexpr std::uint16_t kPartTwoBit = 0x8000;
constexpr std::uint32_t kPart15Bit = 0x00020000;  // Pcap bit 15: T.814
constexpr std::uint64_t kMostTiles = 65535;       // T.800 A.4.2: the tile index has 16 bits
constexpr int kMostBoxes = 64;

base::Error damaged(const std::string& what) {
    return makeError(ErrorCode::Corrupt, "The JPEG 2000 data is damaged: " + what + "; export the file again.");
}

// Start of the code stream: 0, or the content of a JP2 file's stream box.
Result<std::size_t> findStream(std::span<const std::uint8_t> bytes) {
    base::ByteReader reader(bytes, true);
    if (reader.u16() == kStartOfStream) return std::size_t{0};
    std::size_t at = 0;
    for (int box = 0; box < kMostBoxes && bytes.size() - at >= 8; ++box) {
        base::ByteReader head(bytes.subspan(at), true);
        std::uint64_t length = head.u32();
        const std::uint32_t type = head.u32();
        std::size_t headBytes = 8;
        if (length == 1) {
            length = std::uint64_t{head.u32()} << 32;
            length |= head.u32();
            headBytes = 16;
        }
        if (head.failed()) break;
        if (type == kStreamBox) return at + headBytes;
        if (length < headBytes || length > bytes.size() - at) break;
        at += static_cast<std::size_t>(length);
    }
    return damaged("it does not start as a code stream");
}

Status readSize(base::ByteReader segment, J2kHeader& header) {
    header.partTwo = (segment.u16() & kPartTwoBit) != 0;
    const std::uint64_t right = segment.u32(), bottom = segment.u32(), left = segment.u32(), top = segment.u32();
    const std::uint64_t tileWidth = segment.u32(), tileHeight = segment.u32();
    const std::uint64_t tileLeft = segment.u32(), tileTop = segment.u32();
    header.components = segment.u16();
    if (segment.failed() || header.components < 1) return damaged("its size segment is cut off");
    constexpr std::uint64_t kMostPx = 0x7FFFFFFF;
    if (left >= right || top >= bottom || right > kMostPx || bottom > kMostPx)
        return damaged("its picture has no area");
    if (tileWidth == 0 || tileHeight == 0 || tileLeft > left || tileTop > top || tileLeft + tileWidth <= left ||
        tileTop + tileHeight <= top)
        return damaged("its tiles do not cover the picture");
    const std::uint64_t across = (right - tileLeft + tileWidth - 1) / tileWidth;
    const std::uint64_t down = (bottom - tileTop + tileHeight - 1) / tileHeight;
    if (across > kMostTiles || down > kMostTiles || across * down > kMostTiles) return damaged("it has too many tiles");
    header.width = static_cast<int>(right - left);
    header.height = static_cast<int>(bottom - top);
    for (int i = 0; i < header.components; ++i) {
        const int depth = segment.u8(), dx = segment.u8(), dy = segment.u8();
        if (segment.failed()) return damaged("its size segment is cut off");
        if (i == 0) {
            header.precision = (depth & 0x7F) + 1;
            header.isSigned = (depth & 0x80) != 0;
        } else if (header.precision != (depth & 0x7F) + 1 || header.isSigned != ((depth & 0x80) != 0)) {
            return makeError(ErrorCode::Unsupported,
                             "The JPEG 2000 data has components of different depth, which DICOM does not use; "
                             "convert it to an uncompressed syntax.");
        }
        if (dx == 0 || dy == 0) return damaged("a component has no pixels");
        header.subsampled = header.subsampled || dx != 1 || dy != 1;
    }
    return base::okStatus();
}

// Follows the lengths of the tile parts (T.800 A.4.2) from the first one.
bool tilesAreWhole(std::span<const std::uint8_t> stream, std::size_t at) {
    constexpr std::size_t kTileHeadBytes = 12;
    while (stream.size() - at >= kTileHeadBytes) {
        base::ByteReader part(stream.subspan(at), true);
        if (part.u16() != kStartOfTile) break;
        part.skip(4);
        const std::size_t length = part.u32();
        if (length == 0) return true;  // up to the end, whatever that is
        if (length < kTileHeadBytes || length > stream.size() - at) return false;
        at += length;
    }
    return stream.size() - at >= 2 && (stream[at] << 8 | stream[at + 1]) == kEndOfStream;
}

}  // namespace

Result<J2kHeader> readJ2kHeader(std::span<const std::uint8_t> bytes) {
    J2kHeader header;
    HILUM_TRY(header.start, findStream(bytes));
    const auto stream = bytes.subspan(header.start);
    base::ByteReader reader(stream, true);
    if (reader.u16() != kStartOfStream) return damaged("it does not start as a code stream");
    bool sized = false;
    for (;;) {
        const std::uint16_t marker = reader.u16();
        if (reader.failed() || marker == kEndOfStream) return damaged("it ends before its first tile");
        if (marker == kStartOfTile) {
            if (!sized) return damaged("it states no size");
            header.wholeTiles = tilesAreWhole(stream, reader.position() - 2);
            return header;
        }
        if (marker < 0xFF00 || (!sized && marker != kSize)) return damaged("its segments do not follow each other");
        const std::size_t length = reader.u16();
        if (reader.failed() || length < 2 || length - 2 > reader.remaining()) return damaged("a segment is cut off");
        base::ByteReader segment(stream.subspan(reader.position(), length - 2), true);
        if (marker == kSize) {
            if (sized) return damaged("it states its size twice");
            HILUM_TRY_STATUS(readSize(segment, header));
            sized = true;
        } else if (marker == kCapabilities) {
            header.highThroughput = (segment.u32() & kPart15Bit) != 0;
        } else if (marker == kCodingStyle) {
            segment.skip(4);  // style, progression order, layers
            header.colourTransform = segment.u8() != 0;
        }
        reader.skip(length - 2);
    }
}

Status checkJ2kHeader(const J2kHeader& header, const PixelLayout& layout) {
    if (header.width != layout.columns || header.height != layout.rows)
        return damaged("its stream holds " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                       " pixels where the file declares " + std::to_string(layout.columns) + " x " +
                       std::to_string(layout.rows));
    if (header.components != layout.samples)
        return damaged("its stream holds " + std::to_string(header.components) +
                       " components where the file declares " + std::to_string(layout.samples));
    if (header.precision > 32 || header.precision > layout.bitsAllocated)
        return damaged("its stream has " + std::to_string(header.precision) + " bits where the file allocates " +
                       std::to_string(layout.bitsAllocated));
    if (header.subsampled)
        return makeError(ErrorCode::Unsupported,
                         "The JPEG 2000 data has components of different size, which DICOM does not use; convert it "
                         "to an uncompressed syntax.");
    if (header.partTwo)
        return makeError(ErrorCode::Unsupported,
                         "The image is compressed with JPEG 2000 Part 2 extensions (multi-component), which this "
                         "version does not decode; convert it to JPEG 2000 Part 1 or an uncompressed syntax.");
    return base::okStatus();
}

}  // namespace hilum::dicom
