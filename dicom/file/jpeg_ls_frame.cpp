// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// runCharLs(): a JPEG-LS stream through CharLS 2's C interface.
#include <memory>

#include <charls/charls_jpegls_decoder.h>

#include "dicom/file/jpeg_frame.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr int kByPlane = 0;  // interleave mode of T.87 C.2.3

bool failed(charls_jpegls_errc code) { return static_cast<int>(code) != 0; }

base::Error cannotDecode(charls_jpegls_errc code) {
    return makeError(ErrorCode::Corrupt, "The JPEG-LS data is damaged: it cannot be decoded; export the file again.",
                     charls_get_error_message(code));
}

std::vector<std::uint8_t> interleaved(const std::vector<std::uint8_t>& planes, std::size_t pixels, std::size_t count,
                                      std::size_t width) {
    std::vector<std::uint8_t> out(planes.size());
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t i = 0; i < pixels; ++i)
            for (std::size_t b = 0; b < width; ++b)
                out[(i * count + c) * width + b] = planes[(c * pixels + i) * width + b];
    return out;
}

}  // namespace

Result<DecodedSamples> runCharLs(std::span<const std::uint8_t> stream, const StreamHeader& header) {
    using Decoder = std::unique_ptr<charls_jpegls_decoder, decltype(&charls_jpegls_decoder_destroy)>;
    const Decoder decoder(charls_jpegls_decoder_create(), &charls_jpegls_decoder_destroy);
    if (!decoder)
        return makeError(ErrorCode::OutOfMemory, "There is no memory left for a decoder; close other studies.");
    auto code = charls_jpegls_decoder_set_source_buffer(decoder.get(), stream.data(), stream.size());
    if (failed(code)) return cannotDecode(code);
    code = charls_jpegls_decoder_read_header(decoder.get());
    if (failed(code)) return cannotDecode(code);
    charls_frame_info info{};
    charls_interleave_mode mode{};
    code = charls_jpegls_decoder_get_frame_info(decoder.get(), &info);
    if (!failed(code)) code = charls_jpegls_decoder_get_interleave_mode(decoder.get(), &mode);
    if (failed(code)) return cannotDecode(code);
    // What was checked is what is decoded: the two readers of one header must agree.
    const auto width = static_cast<std::uint32_t>(header.width), height = static_cast<std::uint32_t>(header.height);
    if (info.width != width || info.height != height || info.bits_per_sample != header.precision ||
        info.component_count != header.components)
        return makeError(ErrorCode::Corrupt,
                         "The JPEG-LS data is damaged: it states two sizes; export the file again.");
    DecodedSamples result;
    result.bytesPerSample = header.precision > 8 ? 2 : 1;
    const std::size_t pixels = static_cast<std::size_t>(width) * height;
    const auto count = static_cast<std::size_t>(header.components);
    const auto bytesPerSample = static_cast<std::size_t>(result.bytesPerSample);
    result.bytes.resize(pixels * count * bytesPerSample);
    code = charls_jpegls_decoder_decode_to_buffer(decoder.get(), result.bytes.data(), result.bytes.size(), 0);
    if (failed(code)) return cannotDecode(code);
    if (count > 1 && static_cast<int>(mode) == kByPlane)
        result.bytes = interleaved(result.bytes, pixels, count, bytesPerSample);
    return result;
}

}  // namespace hilum::dicom
