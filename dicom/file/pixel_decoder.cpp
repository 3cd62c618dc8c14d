// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/pixel_decoder.h"

#include <algorithm>
#include <cstring>

#include "dicom/file/colour.h"
#include "dicom/file/frame_bytes.h"
#include "dicom/file/j2k_frame.h"
#include "dicom/file/jpeg_frame.h"
#include "dicom/file/rle_decoder.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using Bytes = std::vector<std::uint8_t>;

// Interleaved little-endian samples of bytesPerSample each.
struct Samples {
    Bytes bytes;
    int bytesPerSample = 1;
    bool isYbr = false;
    int storedBits = 0;  // 0 = the file's
};

void swapBytes(Bytes& bytes, std::size_t width) {
    for (std::size_t i = 0; i + width <= bytes.size(); i += width)
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                     bytes.begin() + static_cast<std::ptrdiff_t>(i + width));
}

Bytes unpackBits(const NativeFrame& frame, std::uint64_t pixels) {
    Bytes out(static_cast<std::size_t>(pixels));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t bit = i + static_cast<std::size_t>(frame.firstBit);
        out[i] = static_cast<std::uint8_t>(frame.bytes[bit / 8] >> (bit % 8) & 1);
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

Result<Samples> decodeNative(const Prescan& file, const PixelLayout& layout, int frame) {
    HILUM_TRY(NativeFrame native, nativeFrame(file, layout, frame));
    Samples samples{{},
                    layout.bytesPerSample(),
                    layout.photometric == Photometric::YbrFull || layout.photometric == Photometric::YbrFull422,
                    0};
    if (layout.bitsAllocated == 1) {
        samples.bytes = unpackBits(native, layout.pixels());
        return samples;
    }
    samples.bytes = std::move(native.bytes);
    const bool big = file.syntax.bigEndianPixels || file.encoding.bigEndian;
    if (big && samples.bytesPerSample > 1) swapBytes(samples.bytes, static_cast<std::size_t>(samples.bytesPerSample));
    if (native.subsampled)
        samples.bytes = expand422(samples.bytes, layout.pixels());
    else if (layout.planar && layout.samples == 3)
        samples.bytes = interleaved(samples.bytes, layout.pixels(), static_cast<std::size_t>(samples.bytesPerSample));
    return samples;
}

Result<Samples> decodeEncapsulated(const Prescan& file, const PixelLayout& layout, int frame) {
    if (!file.syntax.decodable())
        return makeError(ErrorCode::Unsupported,
                         "The image is compressed as " + file.syntax.name +
                             ", which this version does not decode; convert it to JPEG-LS or an uncompressed syntax.");
    HILUM_TRY(auto stream, encapsulatedFrame(file, layout, frame));
    if (file.syntax.codec == Codec::Rle) {
        HILUM_TRY(auto bytes, decodeRle(stream, layout.pixels(), layout.samples, layout.bytesPerSample()));
        return Samples{std::move(bytes), layout.bytesPerSample(),
                       layout.photometric == Photometric::YbrFull || layout.photometric == Photometric::YbrFull422, 0};
    }
    if (file.syntax.codec == Codec::None)
        return makeError(ErrorCode::Corrupt, "The pixel data is in fragments although the file declares " +
                                                 file.syntax.name + "; export it again.");
    const bool wavelets = file.syntax.codec == Codec::Jpeg2000 || file.syntax.codec == Codec::HtJ2k;
    HILUM_TRY(auto decoded,
              wavelets ? decodeJ2kFrame(stream, layout) : decodeJpegFrame(std::move(stream), file.syntax, layout));
    return Samples{std::move(decoded.bytes), decoded.bytesPerSample, decoded.isYbr, decoded.storedBits};
}

// Widens or keeps each sample, drops bits outside the stored ones, extends the sign.
template <class T>
void finish(const Samples& samples, const PixelLayout& layout, bool compressed, std::vector<std::byte>& out) {
    const std::size_t count = samples.bytes.size() / static_cast<std::size_t>(samples.bytesPerSample);
    out.resize(count * sizeof(T));
    // Code streams hold the value itself; native cells may hold it higher up.
    const int shift = compressed ? 0 : layout.highBit + 1 - layout.bitsStored;
    const int stored = samples.storedBits > 0 ? samples.storedBits : layout.bitsStored;
    const std::uint64_t mask = stored >= 32 ? 0xFFFFFFFFULL : (std::uint64_t{1} << stored) - 1;
    const std::uint64_t sign = std::uint64_t{1} << (stored - 1);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t value = 0;
        std::memcpy(&value, samples.bytes.data() + i * static_cast<std::size_t>(samples.bytesPerSample),
                    static_cast<std::size_t>(samples.bytesPerSample));
        value = value >> shift & mask;
        if (layout.isSigned && (value & sign) != 0) value |= ~mask;
        const T typed = static_cast<T>(value);
        std::memcpy(out.data() + i * sizeof(T), &typed, sizeof(T));
    }
}

void finishTyped(const Samples& samples, const PixelLayout& layout, bool compressed, StoredFrame& frame) {
    using image::PixelType;
    const int stored = samples.storedBits > 0 ? samples.storedBits : layout.bitsStored;
    const bool whole = stored == layout.bitsAllocated && samples.bytesPerSample == layout.bytesPerSample();
    if (whole || layout.floating || layout.bitsAllocated == 1) {
        frame.pixels.resize(samples.bytes.size());
        std::memcpy(frame.pixels.data(), samples.bytes.data(), samples.bytes.size());
        return;
    }
    switch (frame.type) {
        case PixelType::UInt8: return finish<std::uint8_t>(samples, layout, compressed, frame.pixels);
        case PixelType::Int8: return finish<std::int8_t>(samples, layout, compressed, frame.pixels);
        case PixelType::UInt16: return finish<std::uint16_t>(samples, layout, compressed, frame.pixels);
        case PixelType::Int16: return finish<std::int16_t>(samples, layout, compressed, frame.pixels);
        case PixelType::UInt32: return finish<std::uint32_t>(samples, layout, compressed, frame.pixels);
        default: return finish<std::int32_t>(samples, layout, compressed, frame.pixels);
    }
}

}  // namespace

Result<StoredFrame> decodeFrame(const Prescan& file, int frame, const base::JobContext& context) {
    return base::guarded("Decoding a frame", [&]() -> Result<StoredFrame> {
        if (context.stopRequested()) return base::cancelled();
        HILUM_TRY(const PixelLayout layout, readLayout(file));
        const bool compressed = file.pixels.kind == PixelKind::Encapsulated;
        HILUM_TRY(Samples samples,
                  compressed ? decodeEncapsulated(file, layout, frame) : decodeNative(file, layout, frame));
        if (context.stopRequested()) return base::cancelled();
        const std::uint64_t expected =
            layout.pixels() * static_cast<std::uint64_t>(layout.samples * samples.bytesPerSample);
        if (samples.bytes.size() != expected)
            return makeError(ErrorCode::Internal,
                             "A decoder answered the wrong number of bytes; please report this file.");
        if (samples.isYbr) ybrToRgb(samples.bytes);
        StoredFrame result;
        result.width = layout.columns;
        result.height = layout.rows;
        result.channels = layout.samples;
        result.type = layout.pixelType();
        result.photometric = layout.samples == 3 ? Photometric::Rgb : layout.photometric;
        finishTyped(samples, layout, compressed, result);
        return result;
    });
}

}  // namespace hilum::dicom
