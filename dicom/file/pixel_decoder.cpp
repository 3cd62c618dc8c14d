// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/pixel_decoder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "core/image/image_file.h"
#include "dicom/file/colour.h"
#include "dicom/file/frame_bytes.h"
#include "dicom/file/inflate.h"
#include "dicom/file/rle_decoder.h"
#include "dicom/file/stream_decoder.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using Bytes = std::vector<std::uint8_t>;

// Interleaved little-endian samples of bytesPerSample each.
using Samples = DecodedSamples;

Samples samplesFrom(Bytes bytes, int bytesPerSample, bool isYbr) {
    Samples samples;
    samples.bytes = std::move(bytes);
    samples.bytesPerSample = bytesPerSample;
    samples.isYbr = isYbr;
    return samples;
}

void swapBytes(Bytes& bytes, std::size_t width) {
    for (std::size_t i = 0; i + width <= bytes.size(); i += width)
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                     bytes.begin() + static_cast<std::ptrdiff_t>(i + width));
}

// Cells of `width` bits, lowest first and across the borders of bytes (PS3.5 8.1.1), to words of `bytes` bytes.
Bytes unpackBits(const NativeFrame& frame, std::uint64_t pixels, int width, std::size_t bytes) {
    Bytes out(static_cast<std::size_t>(pixels) * bytes);
    auto bit = static_cast<std::size_t>(frame.firstBit);
    for (std::size_t i = 0; i < pixels; ++i) {
        std::uint32_t value = 0;
        for (int done = 0; done < width;) {
            const int inByte = static_cast<int>(bit % 8), now = std::min(8 - inByte, width - done);
            const auto part = static_cast<std::uint32_t>(frame.bytes[bit / 8] >> inByte & ((1 << now) - 1));
            value |= part << done;
            done += now;
            bit += static_cast<std::size_t>(now);
        }
        for (std::size_t b = 0; b < bytes; ++b) out[i * bytes + b] = static_cast<std::uint8_t>(value >> (8 * b));
    }
    return out;
}

Bytes interleaved(const Bytes& planes, std::uint64_t pixels, std::size_t width) {
    Bytes out(planes.size());
    for (std::size_t i = 0; i < pixels; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            std::memcpy(out.data() + (3 * i + c) * width,
                        planes.data() + (c * static_cast<std::size_t>(pixels) + i) * width, width);
    return out;
}

bool isYbrLayout(const PixelLayout& layout) {
    return layout.photometric == Photometric::YbrFull || layout.photometric == Photometric::YbrFull422;
}

Result<Samples> samplesOf(NativeFrame native, const PixelLayout& layout, bool big) {
    Samples samples = samplesFrom({}, layout.bytesPerSample(), isYbrLayout(layout));
    if (layout.isPacked()) {
        samples.bytes =
            unpackBits(native, layout.pixels(), layout.bitsAllocated, static_cast<std::size_t>(samples.bytesPerSample));
        return samples;
    }
    samples.bytes = std::move(native.bytes);
    if (big && samples.bytesPerSample > 1) swapBytes(samples.bytes, static_cast<std::size_t>(samples.bytesPerSample));
    if (native.subsampled)
        samples.bytes = expand422(samples.bytes, layout.pixels());
    else if (layout.planar && layout.samples == 3)
        samples.bytes = interleaved(samples.bytes, layout.pixels(), static_cast<std::size_t>(samples.bytesPerSample));
    return samples;
}

Result<Samples> decodeNative(const Prescan& file, const PixelLayout& layout, int frame) {
    HILUM_TRY(NativeFrame native, nativeFrame(file, layout, frame));
    return samplesOf(std::move(native), layout, file.syntax.bigEndianPixels || file.encoding.bigEndian);
}

// Frames that are only wrapped in fragments, or deflated one by one (PS3.5 A.4.11, A.4.16).
Result<Samples> decodeWrapped(Bytes stream, const PixelLayout& layout, bool deflated, const base::JobContext& context) {
    const std::uint64_t bits = layout.pixels() * static_cast<std::uint64_t>(layout.samples * layout.bitsAllocated);
    std::uint64_t wanted = (bits + 7) / 8;
    if (deflated) {
        InflateLimits limits;
        limits.maxBytes = wanted + 2;  // and its padding
        const std::uint64_t packed = stream.size();
        HILUM_TRY(stream, inflateRaw(*memorySource(std::move(stream)), 0, packed, limits, context));
    }
    NativeFrame native;
    if (layout.photometric == Photometric::YbrFull422 && stream.size() < wanted) {
        native.subsampled = true;
        wanted = layout.pixels() * 2;
    }
    if (stream.size() < wanted)
        return makeError(ErrorCode::Corrupt, "A frame is shorter than its picture; copy or export the file again.");
    stream.resize(static_cast<std::size_t>(wanted));
    native.bytes = std::move(stream);
    return samplesOf(std::move(native), layout, false);
}

Result<Samples> decodeEncapsulated(const Prescan& file, const PixelLayout& layout, int frame,
                                   const base::JobContext& context) {
    const Codec codec = file.syntax.codec;
    if (!file.syntax.decodable())
        return makeError(ErrorCode::Unsupported,
                         "The image is compressed as " + file.syntax.name +
                             ", which this version does not decode; convert it to JPEG-LS or an uncompressed syntax.");
    if (codec == Codec::None)
        return makeError(ErrorCode::Corrupt, "The pixel data is in fragments although the file declares " +
                                                 file.syntax.name + "; export it again.");
    HILUM_TRY(auto stream, encapsulatedFrame(file, layout, frame));
    if (image::isBomb(layout.decodedFrameBytes(), stream.size()))
        return makeError(ErrorCode::Unsupported,
                         "The frame expands from " + std::to_string(stream.size() >> 10) + " KiB to " +
                             std::to_string(layout.decodedFrameBytes() >> 20) +
                             " MiB, as a bomb does, so it is not opened; export the image again.");
    if (codec == Codec::Wrapped || codec == Codec::DeflatedFrames)
        return decodeWrapped(std::move(stream), layout, codec == Codec::DeflatedFrames, context);
    // RLE and JPEG lossless are our own bounded decoders; every foreign one runs where it can be ended.
    if (codec == Codec::Rle) {
        HILUM_TRY(auto bytes, decodeRle(stream, layout.pixels(), layout.samples, layout.bytesPerSample()));
        return samplesFrom(std::move(bytes), layout.bytesPerSample(), isYbrLayout(layout));
    }
    if (codec == Codec::JpegLossless) {
        auto own = decodeLosslessFrame(stream, file.syntax, layout);
        if (own.ok()) return own;
    }
    return decodeStream(std::move(stream), file.syntax, layout, context);
}

// Drops bits outside the stored ones and extends the sign.
template <class T>
struct Cleaner {
    using Wide = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint16_t>;
    int shift = 0;
    Wide mask = 0, sign = 0;

    Cleaner(const PixelLayout& layout, int stored, bool shifted) {
        // Code streams hold the value itself; native cells may hold it higher up.
        shift = shifted ? layout.highBit + 1 - layout.bitsStored : 0;
        mask = static_cast<Wide>(stored >= 32 ? 0xFFFFFFFFU : (1U << stored) - 1U);
        if (layout.isSigned) sign = static_cast<Wide>(1U << (stored - 1));
    }
    T operator()(std::uint32_t raw) const {
        const auto value = static_cast<Wide>(raw >> shift) & mask;
        return static_cast<T>(static_cast<Wide>((value ^ sign) - sign));
    }
};

// Appended piece by piece from a buffer that stays in the cache: new memory is touched once, not zeroed first.
constexpr std::size_t kPieceBytes = 32 * 1024;

template <class S, class T>
void widen(std::span<const std::uint8_t> bytes, const Cleaner<T>& clean, std::vector<std::byte>& out) {
    std::array<T, kPieceBytes / sizeof(T)> piece;
    const std::size_t count = bytes.size() / sizeof(S);
    for (std::size_t done = 0; done < count; done += piece.size()) {
        const std::size_t now = std::min(piece.size(), count - done);
        for (std::size_t i = 0; i < now; ++i) {
            S raw;
            std::memcpy(&raw, bytes.data() + (done + i) * sizeof(S), sizeof(S));
            piece[i] = clean(raw);
        }
        const auto* from = reinterpret_cast<const std::byte*>(piece.data());
        out.insert(out.end(), from, from + now * sizeof(T));
    }
}

template <class T>
void finish(const Samples& samples, const PixelLayout& layout, bool compressed, std::vector<std::byte>& out) {
    const int stored = samples.storedBits > 0 ? samples.storedBits : layout.bitsStored;
    const Cleaner<T> clean(layout, stored, !compressed);
    const auto bytes = samples.view();
    out.reserve(bytes.size() / static_cast<std::size_t>(samples.bytesPerSample) * sizeof(T));
    if (samples.bytesPerSample == 1) return widen<std::uint8_t, T>(bytes, clean, out);
    if (samples.bytesPerSample == 2) return widen<std::uint16_t, T>(bytes, clean, out);
    return widen<std::uint32_t, T>(bytes, clean, out);
}

// Calls f with a value of the frame's integer type.
template <class F>
void withIntegerType(image::PixelType type, F&& f) {
    using image::PixelType;
    switch (type) {
        case PixelType::UInt8: return f(std::uint8_t{});
        case PixelType::Int8: return f(std::int8_t{});
        case PixelType::UInt16: return f(std::uint16_t{});
        case PixelType::Int16: return f(std::int16_t{});
        case PixelType::UInt32: return f(std::uint32_t{});
        default: return f(std::int32_t{});
    }
}

void finishTyped(const Samples& samples, const PixelLayout& layout, bool compressed, StoredFrame& frame) {
    const int stored = samples.storedBits > 0 ? samples.storedBits : layout.bitsStored;
    const bool whole =
        stored == layout.bitsAllocated && samples.bytesPerSample == layout.bytesPerSample() && !layout.isPacked();
    if (whole || layout.floating || layout.bitsAllocated == 1) {
        const auto* from = reinterpret_cast<const std::byte*>(samples.view().data());
        frame.pixels.assign(from, from + samples.view().size());
        return;
    }
    withIntegerType(frame.type, [&](auto zero) { finish<decltype(zero)>(samples, layout, compressed, frame.pixels); });
}

// Blocks of a fixed size, which the compiler turns into vector instructions.
constexpr std::size_t kBlockBytes = 64;

template <class Raw, class F>
void forEachCell(std::span<std::uint8_t> bytes, F&& f) {
    std::size_t at = 0;
    for (; at + kBlockBytes <= bytes.size(); at += kBlockBytes) {
        std::array<Raw, kBlockBytes / sizeof(Raw)> cells;
        std::memcpy(cells.data(), bytes.data() + at, kBlockBytes);
        for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = f(cells[i]);
        std::memcpy(bytes.data() + at, cells.data(), kBlockBytes);
    }
    for (; at + sizeof(Raw) <= bytes.size(); at += sizeof(Raw)) {
        Raw cell;
        std::memcpy(&cell, bytes.data() + at, sizeof cell);
        cell = f(cell);
        std::memcpy(bytes.data() + at, &cell, sizeof cell);
    }
}

template <class T>
void cleanInPlace(const PixelLayout& layout, std::span<std::uint8_t> bytes) {
    using Raw = std::make_unsigned_t<T>;
    const Cleaner<T> clean(layout, layout.bitsStored, true);
    if (clean.shift != 0) return forEachCell<Raw>(bytes, [&](Raw raw) { return static_cast<Raw>(clean(raw)); });
    const auto mask = static_cast<Raw>(clean.mask), sign = static_cast<Raw>(clean.sign);
    forEachCell<Raw>(bytes,
                     [mask, sign](Raw raw) { return static_cast<Raw>(static_cast<Raw>((raw & mask) ^ sign) - sign); });
}

// Native values, cleaned on their way to where they stay: most CT and MR goes this way.
Result<StoredFrame> decodePlain(const Prescan& file, const PixelLayout& layout, int frame, StoredFrame result) {
    HILUM_TRY(const ByteRange range, plainNativeRange(file, layout, frame));
    const auto width = static_cast<std::ptrdiff_t>(layout.bytesPerSample());
    const bool swapped = (file.syntax.bigEndianPixels || file.encoding.bigEndian) && width > 1;
    const bool whole = layout.floating || layout.bitsStored == layout.bitsAllocated;
    std::array<std::uint8_t, 2 * kPieceBytes> buffer;
    result.pixels.reserve(static_cast<std::size_t>(range.count));
    for (std::uint64_t done = 0; done < range.count;) {
        const std::span piece(buffer.data(),
                              static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), range.count - done)));
        HILUM_TRY(const std::size_t got, file.source->read(range.offset + done, piece));
        if (got != piece.size())
            return makeError(ErrorCode::Corrupt, "The file ends before its data does; copy it again.");
        if (swapped)
            for (auto it = piece.begin(); it != piece.end(); it += width) std::reverse(it, it + width);
        if (!whole) withIntegerType(result.type, [&](auto zero) { cleanInPlace<decltype(zero)>(layout, piece); });
        const auto* from = reinterpret_cast<const std::byte*>(piece.data());
        result.pixels.insert(result.pixels.end(), from, from + piece.size());
        done += piece.size();
    }
    return result;
}

}  // namespace

Result<StoredFrame> decodeFrame(const Prescan& file, int frame, const base::JobContext& context) {
    return base::guarded("Decoding a frame", [&]() -> Result<StoredFrame> {
        if (context.stopRequested()) return base::cancelled();
        HILUM_TRY(const PixelLayout layout, readLayout(file));
        StoredFrame result;
        result.width = layout.columns;
        result.height = layout.rows;
        result.channels = layout.samples;
        result.type = layout.pixelType();
        result.photometric = layout.samples == 3 ? Photometric::Rgb : layout.photometric;
        if (isPlainNative(file, layout)) return decodePlain(file, layout, frame, std::move(result));
        // RLE keeps the cells as they are (PS3.5 Annex G): the value lies under the high bit there too.
        const bool compressed =
            file.pixels.kind == PixelKind::Encapsulated && file.syntax.decoded() && file.syntax.codec != Codec::Rle;
        HILUM_TRY(Samples samples, file.pixels.kind == PixelKind::Encapsulated
                                       ? decodeEncapsulated(file, layout, frame, context)
                                       : decodeNative(file, layout, frame));
        if (context.stopRequested()) return base::cancelled();
        const std::uint64_t expected =
            layout.pixels() * static_cast<std::uint64_t>(layout.samples * samples.bytesPerSample);
        if (samples.view().size() != expected)
            return makeError(ErrorCode::Internal,
                             "A decoder answered the wrong number of bytes; please report this file.");
        if (samples.isYbr) {
            if (samples.lease) samples.bytes.assign(samples.shared.begin(), samples.shared.end());
            samples.lease.reset();
            layout.partialRange ? ybrPartialToRgb(samples.bytes) : ybrToRgb(samples.bytes);
        }
        finishTyped(samples, layout, compressed, result);
        return result;
    });
}

}  // namespace hilum::dicom
