// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/j2k_frame.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <openjpeg.h>

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

base::Error cannotDecode(const std::string& detail) {
    return makeError(ErrorCode::Corrupt, "The JPEG 2000 data is damaged: it cannot be decoded; export the file again.",
                     detail);
}

struct Input {
    std::span<const std::uint8_t> bytes;
    std::size_t at = 0;
};

OPJ_SIZE_T readInput(void* buffer, OPJ_SIZE_T count, void* data) {
    auto& input = *static_cast<Input*>(data);
    const std::size_t left = input.bytes.size() - input.at;
    if (left == 0) return static_cast<OPJ_SIZE_T>(-1);
    const std::size_t got = std::min<std::size_t>(count, left);
    std::memcpy(buffer, input.bytes.data() + input.at, got);
    input.at += got;
    return got;
}

OPJ_OFF_T skipInput(OPJ_OFF_T count, void* data) {
    auto& input = *static_cast<Input*>(data);
    if (count < 0) return -1;
    const auto left = static_cast<OPJ_OFF_T>(input.bytes.size() - input.at);
    const OPJ_OFF_T done = std::min(count, left);
    input.at += static_cast<std::size_t>(done);
    return done;
}

OPJ_BOOL seekInput(OPJ_OFF_T to, void* data) {
    auto& input = *static_cast<Input*>(data);
    if (to < 0 || static_cast<std::uint64_t>(to) > input.bytes.size()) return OPJ_FALSE;
    input.at = static_cast<std::size_t>(to);
    return OPJ_TRUE;
}

using Stream = std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)>;
using Decoder = std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)>;
using Picture = std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)>;

constexpr std::size_t kInputChunkBytes = 256 * 1024;

Stream makeStream(Input& input) {
    Stream stream(opj_stream_create(std::min(kInputChunkBytes, input.bytes.size() + 1), OPJ_TRUE), &opj_stream_destroy);
    if (!stream) return stream;
    opj_stream_set_user_data(stream.get(), &input, nullptr);
    opj_stream_set_user_data_length(stream.get(), input.bytes.size());
    opj_stream_set_read_function(stream.get(), readInput);
    opj_stream_set_skip_function(stream.get(), skipInput);
    opj_stream_set_seek_function(stream.get(), seekInput);
    return stream;
}

// Every component must be there, whole and of the size that was promised.
bool isWhole(const opj_image_t& picture, const J2kHeader& header) {
    if (picture.numcomps != static_cast<OPJ_UINT32>(header.components)) return false;
    for (OPJ_UINT32 c = 0; c < picture.numcomps; ++c) {
        const auto& component = picture.comps[c];
        if (component.data == nullptr || component.w != static_cast<OPJ_UINT32>(header.width) ||
            component.h != static_cast<OPJ_UINT32>(header.height))
            return false;
    }
    return true;
}

template <class T>
std::vector<std::uint8_t> packed(const std::vector<std::int32_t>& values) {
    std::vector<std::uint8_t> out(values.size() * sizeof(T));
    T* const to = reinterpret_cast<T*>(out.data());
    const std::int32_t* const from = values.data();
    const std::size_t count = values.size();
    for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<T>(from[i]);
    return out;
}

}  // namespace

Result<std::vector<std::int32_t>> runOpenJpeg(std::span<const std::uint8_t> codeStream, const J2kHeader& header) {
    Input input{codeStream};
    const Stream stream = makeStream(input);
    const Decoder codec(opj_create_decompress(OPJ_CODEC_J2K), &opj_destroy_codec);
    if (!stream || !codec) return cannotDecode("no decoder");
    std::string detail;
    const auto keep = [](const char* message, void* data) { *static_cast<std::string*>(data) = message; };
    opj_set_error_handler(codec.get(), keep, &detail);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    if (!opj_setup_decoder(codec.get(), &parameters)) return cannotDecode(detail);
    opj_image_t* made = nullptr;
    const bool headed = opj_read_header(stream.get(), codec.get(), &made) != OPJ_FALSE;
    const Picture picture(made, &opj_image_destroy);
    // The default is strict: a stream that ends early is an error, never half a picture.
    if (!headed || !picture || !opj_decode(codec.get(), stream.get(), picture.get())) return cannotDecode(detail);
    if (!isWhole(*picture, header)) return cannotDecode("components differ from the header");
    const auto pixels = static_cast<std::size_t>(header.width) * static_cast<std::size_t>(header.height);
    const auto count = static_cast<std::size_t>(header.components);
    std::vector<std::int32_t> values(pixels * count);
    for (std::size_t c = 0; c < count; ++c) {
        const OPJ_INT32* from = picture->comps[c].data;
        if (count == 1)
            std::memcpy(values.data(), from, pixels * sizeof(std::int32_t));
        else
            for (std::size_t i = 0; i < pixels; ++i) values[i * count + c] = from[i];
    }
    return values;
}

Result<DecodedSamples> decodeJ2kFrame(std::span<const std::uint8_t> stream, const PixelLayout& layout) {
    return base::guarded("Decoding a frame", [&]() -> Result<DecodedSamples> {
        HILUM_TRY(const J2kHeader header, readJ2kHeader(stream));
        HILUM_TRY_STATUS(checkJ2kHeader(header, layout));
        const auto codeStream = stream.subspan(header.start);
        HILUM_TRY(const auto values,
                  header.highThroughput ? runOpenJph(codeStream, header) : runOpenJpeg(codeStream, header));
        DecodedSamples result;
        result.storedBits = header.precision;
        result.bytesPerSample = header.precision <= 8 ? 1 : header.precision <= 16 ? 2 : 4;
        result.bytes = result.bytesPerSample == 1   ? packed<std::uint8_t>(values)
                       : result.bytesPerSample == 2 ? packed<std::uint16_t>(values)
                                                    : packed<std::uint32_t>(values);
        const bool ybr = layout.photometric == Photometric::YbrFull || layout.photometric == Photometric::YbrFull422;
        result.isYbr = ybr && !header.colourTransform;
        return result;
    });
}

}  // namespace hilum::dicom
