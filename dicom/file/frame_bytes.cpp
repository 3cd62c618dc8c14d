// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/frame_bytes.h"

#include <algorithm>

#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr std::uint64_t kMaxFrameBytes = 2ULL << 30;
constexpr std::uint64_t kItemHeadBytes = 8;
constexpr std::size_t kEndMarkSearchBytes = 8;  // an end mark may be followed by padding

base::Error pixelsEnd(int frame) {
    return makeError(ErrorCode::Corrupt, "The pixel data ends before frame " + std::to_string(frame + 1) +
                                             " does; copy or export the file again.");
}

// Frame starts relative to the first fragment's item: extended offset table first, then the basic one.
std::vector<std::uint64_t> frameOffsets(const Prescan& file, const PixelLayout& layout) {
    const auto frames = static_cast<std::size_t>(layout.frames);
    const auto extended = file.elements.bytes(tags::kExtendedOffsetTable, std::uint64_t{frames} * 8);
    if (extended.ok() && extended->size() == frames * 8) {
        std::vector<std::uint64_t> offsets(frames, 0);
        for (std::size_t i = 0; i < frames * 8; ++i) offsets[i / 8] |= std::uint64_t{(*extended)[i]} << (8 * (i % 8));
        return offsets;
    }
    return file.pixels.basicOffsets.size() == frames ? file.pixels.basicOffsets : std::vector<std::uint64_t>();
}

struct Span {
    std::size_t first = 0;
    std::size_t last = 0;  // one past
};

// The fragments of a frame by the offset table; nothing when the table does not fit the fragments.
std::optional<Span> spanByOffsets(const Prescan& file, const std::vector<std::uint64_t>& offsets, std::size_t frame) {
    const auto& fragments = file.pixels.fragments;
    const auto indexOf = [&](std::uint64_t offset) {
        const std::uint64_t wanted = file.pixels.fragmentsStart + offset + kItemHeadBytes;
        const auto it =
            std::lower_bound(fragments.begin(), fragments.end(), wanted,
                             [](const Fragment& fragment, std::uint64_t at) { return fragment.offset < at; });
        return it != fragments.end() && it->offset == wanted ? static_cast<std::size_t>(it - fragments.begin())
                                                             : fragments.size();
    };
    const std::size_t first = indexOf(offsets[frame]);
    const std::size_t last = frame + 1 < offsets.size() ? indexOf(offsets[frame + 1]) : fragments.size();
    if (first >= last) return std::nullopt;
    return Span{first, last};
}

// True when a JPEG-family code stream (FFD9) ends in this fragment.
bool endsStream(const Prescan& file, const Fragment& fragment) {
    const std::uint64_t count = std::min<std::uint64_t>(fragment.length, kEndMarkSearchBytes);
    const auto tail = readRange(*file.source, fragment.offset + fragment.length - count, count, count);
    if (!tail.ok()) return false;
    for (std::size_t i = 0; i + 1 < tail->size(); ++i)
        if ((*tail)[i] == 0xFF && (*tail)[i + 1] == 0xD9) return true;
    return false;
}

Result<Span> spanByStreamEnds(const Prescan& file, std::size_t frame) {
    const auto& fragments = file.pixels.fragments;
    Span span;
    std::size_t current = 0;
    for (std::size_t i = 0; i < fragments.size(); ++i) {
        if (!endsStream(file, fragments[i])) continue;
        span.last = i + 1;
        if (current == frame) return span;
        span.first = i + 1;
        ++current;
    }
    return pixelsEnd(static_cast<int>(frame));
}

Result<Span> fragmentsOf(const Prescan& file, const PixelLayout& layout, std::size_t frame) {
    const std::size_t count = file.pixels.fragments.size();
    if (count == 0) return makeError(ErrorCode::Corrupt, "The compressed pixel data is empty; export the file again.");
    if (layout.frames == 1) return Span{0, count};
    const auto offsets = frameOffsets(file, layout);
    if (!offsets.empty())
        if (const auto span = spanByOffsets(file, offsets, frame)) return *span;
    if (count <= static_cast<std::size_t>(layout.frames)) {
        if (frame >= count) return pixelsEnd(static_cast<int>(frame));
        return Span{frame, frame + 1};
    }
    if (file.syntax.codec == Codec::Rle)
        return makeError(ErrorCode::Corrupt,
                         "The RLE data has more fragments than frames and no offsets; export the file again.");
    return spanByStreamEnds(file, frame);
}

// 8-bit and packed pixels in big-endian words (OW) lie in swapped pairs, which frames of odd size share.
Result<std::vector<std::uint8_t>> swappedPairs(const Prescan& file, std::uint64_t begin, std::uint64_t count) {
    const std::uint64_t from = begin & ~std::uint64_t{1}, to = begin + count + ((begin + count) & 1);
    if (to > file.pixels.length) return pixelsEnd(0);
    HILUM_TRY(auto bytes, readRange(*file.source, file.pixels.offset + from, to - from, kMaxFrameBytes));
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) std::swap(bytes[i], bytes[i + 1]);
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(begin - from));
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

base::Status checkFrame(const PixelLayout& layout, int frame) {
    if (frame >= 0 && frame < layout.frames) return base::okStatus();
    return makeError(ErrorCode::InvalidInput, "There is no frame " + std::to_string(frame) + "; the file has " +
                                                  std::to_string(layout.frames) + ", counted from 0.");
}

}  // namespace

bool isPlainNative(const Prescan& file, const PixelLayout& layout) {
    const bool big = file.syntax.bigEndianPixels || file.encoding.bigEndian;
    const bool swappedPairsOfBytes = big && layout.bitsAllocated == 8 && file.pixels.vr == vrOf('O', 'W');
    const bool converted = layout.photometric == Photometric::YbrFull || layout.photometric == Photometric::YbrFull422;
    return file.pixels.kind != PixelKind::Encapsulated && layout.bitsAllocated >= 8 && !swappedPairsOfBytes &&
           !layout.isPacked() && !converted && !(layout.planar && layout.samples == 3);
}

Result<ByteRange> plainNativeRange(const Prescan& file, const PixelLayout& layout, int frame) {
    HILUM_TRY_STATUS(checkFrame(layout, frame));
    const std::uint64_t count = layout.decodedFrameBytes(), begin = static_cast<std::uint64_t>(frame) * count;
    if (begin + count > file.pixels.length) return pixelsEnd(frame);
    return ByteRange{file.pixels.offset + begin, count};
}

Result<NativeFrame> nativeFrame(const Prescan& file, const PixelLayout& layout, int frame) {
    HILUM_TRY_STATUS(checkFrame(layout, frame));
    NativeFrame result;
    const auto index = static_cast<std::uint64_t>(frame);
    std::uint64_t begin = 0, count = 0;
    if (layout.isPacked()) {
        const std::uint64_t bits = layout.pixels() * static_cast<std::uint64_t>(layout.bitsAllocated);
        begin = index * bits / 8;
        result.firstBit = static_cast<int>(index * bits % 8);
        count = (static_cast<std::uint64_t>(result.firstBit) + bits + 7) / 8;
    } else {
        count = layout.decodedFrameBytes();
        // Some writers label full data as 4:2:2; what is there decides.
        if (layout.photometric == Photometric::YbrFull422 &&
            file.pixels.length < count * static_cast<std::uint64_t>(layout.frames)) {
            result.subsampled = true;
            count = layout.pixels() * 2;
        }
        begin = index * count;
    }
    if (begin + count > file.pixels.length) return pixelsEnd(frame);
    const bool big = file.syntax.bigEndianPixels || file.encoding.bigEndian;
    if (big && (layout.bitsAllocated == 8 || layout.isPacked()) && file.pixels.vr == vrOf('O', 'W')) {
        HILUM_TRY(result.bytes, swappedPairs(file, begin, count));
        return result;
    }
    HILUM_TRY(result.bytes, readRange(*file.source, file.pixels.offset + begin, count, kMaxFrameBytes));
    return result;
}

Result<std::vector<std::uint8_t>> encapsulatedFrame(const Prescan& file, const PixelLayout& layout, int frame) {
    HILUM_TRY_STATUS(checkFrame(layout, frame));
    HILUM_TRY(const Span span, fragmentsOf(file, layout, static_cast<std::size_t>(frame)));
    std::uint64_t total = 0;
    for (std::size_t i = span.first; i < span.last; ++i) {
        const Fragment& fragment = file.pixels.fragments[i];
        if (fragment.cutOff) return pixelsEnd(frame);
        total += fragment.length;
    }
    if (total > kMaxFrameBytes)
        return makeError(ErrorCode::Unsupported, "One compressed frame is larger than 2 GiB; the file is damaged.");
    return base::guarded("Reading a frame", [&]() -> Result<std::vector<std::uint8_t>> {
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(total));
        std::size_t at = 0;
        for (std::size_t i = span.first; i < span.last; ++i) {
            const Fragment& fragment = file.pixels.fragments[i];
            HILUM_TRY(const auto got,
                      file.source->read(fragment.offset,
                                        std::span(bytes).subspan(at, static_cast<std::size_t>(fragment.length))));
            if (got != fragment.length) return pixelsEnd(frame);
            at += got;
        }
        return bytes;
    });
}

}  // namespace hilum::dicom
