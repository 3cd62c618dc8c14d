// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/j2k_encode.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include <openjpeg.h>
#include <openjph/ojph_arch.h>
#include <openjph/ojph_codestream.h>
#include <openjph/ojph_file.h>
#include <openjph/ojph_mem.h>
#include <openjph/ojph_params.h>

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using Bytes = std::vector<std::uint8_t>;

constexpr int kLevels = 5;

base::Error refused() {
    return makeError(ErrorCode::Internal, "The picture could not be compressed as JPEG 2000; the log has the details.");
}

struct Output {
    Bytes bytes;
    std::size_t at = 0;
};

OPJ_SIZE_T writeOutput(void* buffer, OPJ_SIZE_T count, void* data) {
    auto& out = *static_cast<Output*>(data);
    if (out.bytes.size() < out.at + count) out.bytes.resize(out.at + count);
    std::memcpy(out.bytes.data() + out.at, buffer, count);
    out.at += count;
    return count;
}

OPJ_OFF_T skipOutput(OPJ_OFF_T count, void* data) {
    static_cast<Output*>(data)->at += static_cast<std::size_t>(count);
    return count;
}

OPJ_BOOL seekOutput(OPJ_OFF_T to, void* data) {
    static_cast<Output*>(data)->at = static_cast<std::size_t>(to);
    return OPJ_TRUE;
}

// Levels of the transform that a small picture allows.
int levelsOf(const J2kPicture& picture) {
    int levels = 0;
    for (int side = std::min(picture.width, picture.height); side > 1 && levels < kLevels; side /= 2) ++levels;
    return levels;
}

std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)> asOpenJpeg(const J2kPicture& picture) {
    const auto count = static_cast<std::size_t>(picture.components);
    std::vector<opj_image_cmptparm_t> parameters(count);
    for (auto& one : parameters) {
        one = {};
        one.dx = one.dy = 1;
        one.w = static_cast<OPJ_UINT32>(picture.width);
        one.h = static_cast<OPJ_UINT32>(picture.height);
        one.prec = static_cast<OPJ_UINT32>(picture.precision);
        one.sgnd = picture.isSigned ? 1 : 0;
    }
    std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)> image(
        opj_image_create(static_cast<OPJ_UINT32>(count), parameters.data(),
                         count == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY),
        &opj_image_destroy);
    if (!image) return image;
    image->x1 = static_cast<OPJ_UINT32>(picture.width);
    image->y1 = static_cast<OPJ_UINT32>(picture.height);
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t i = 0; i < picture.values.size() / count; ++i)
            image->comps[c].data[i] = picture.values[i * count + c];
    return image;
}

Result<Bytes> withOpenJpeg(const J2kPicture& picture, const J2kOptions& options) {
    const auto image = asOpenJpeg(picture);
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.numresolution = levelsOf(picture) + 1;
    parameters.tcp_numlayers = 1;
    parameters.cp_disto_alloc = 1;
    parameters.tcp_rates[0] = options.lossless ? 0 : static_cast<float>(options.ratio);
    parameters.irreversible = options.lossless ? 0 : 1;
    parameters.tcp_mct = picture.components == 3 && options.colourTransform ? 1 : 0;
    Output out;
    const std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)> stream(opj_stream_create(64 * 1024, OPJ_FALSE),
                                                                              &opj_stream_destroy);
    const std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)> codec(opj_create_compress(OPJ_CODEC_J2K),
                                                                           &opj_destroy_codec);
    if (!image || !stream || !codec) return refused();
    opj_stream_set_user_data(stream.get(), &out, nullptr);
    opj_stream_set_write_function(stream.get(), writeOutput);
    opj_stream_set_skip_function(stream.get(), skipOutput);
    opj_stream_set_seek_function(stream.get(), seekOutput);
    if (!opj_setup_encoder(codec.get(), &parameters, image.get()) ||
        !opj_start_compress(codec.get(), image.get(), stream.get()) || !opj_encode(codec.get(), stream.get()) ||
        !opj_end_compress(codec.get(), stream.get()))
        return refused();
    return std::move(out.bytes);
}

Result<Bytes> withOpenJph(const J2kPicture& picture, const J2kOptions& options) {
    using ojph::ui32;
    const auto width = static_cast<std::size_t>(picture.width), count = static_cast<std::size_t>(picture.components);
    ojph::codestream stream;
    auto size = stream.access_siz();
    size.set_image_extent(ojph::point(static_cast<ui32>(picture.width), static_cast<ui32>(picture.height)));
    size.set_num_components(static_cast<ui32>(count));
    for (ui32 c = 0; c < count; ++c)
        size.set_component(c, ojph::point(1, 1), static_cast<ui32>(picture.precision), picture.isSigned);
    auto style = stream.access_cod();
    style.set_num_decomposition(static_cast<ui32>(levelsOf(picture)));
    style.set_color_transform(count == 3 && options.colourTransform);
    style.set_reversible(options.lossless);
    stream.set_planar(false);
    ojph::mem_outfile file;
    file.open();
    stream.write_headers(&file);
    ui32 next = 0;
    ojph::line_buf* line = stream.exchange(nullptr, next);
    std::vector<std::size_t> rows(count, 0);
    for (std::size_t i = 0; i < static_cast<std::size_t>(picture.height) * count; ++i) {
        const std::int32_t* from = picture.values.data() + rows[next]++ * width * count + next;
        for (std::size_t x = 0; x < width; ++x) line->i32[x] = from[x * count];
        line = stream.exchange(line, next);
    }
    stream.flush();
    const auto* data = reinterpret_cast<const std::uint8_t*>(file.get_data());
    Bytes bytes(data, data + static_cast<std::size_t>(file.tell()));
    stream.close();
    return bytes;
}

}  // namespace

Result<Bytes> encodeJ2k(const J2kPicture& picture, const J2kOptions& options) {
    const auto wanted = static_cast<std::size_t>(std::max(0, picture.width)) *
                        static_cast<std::size_t>(std::max(0, picture.height)) *
                        static_cast<std::size_t>(std::max(0, picture.components));
    if (wanted == 0 || wanted != picture.values.size() || picture.precision < 1 || picture.precision > 31)
        return makeError(ErrorCode::InvalidInput,
                         "The picture's size does not fit its values; nothing was compressed.");
    return base::guarded("Compressing a picture", [&]() -> Result<Bytes> {
        return options.highThroughput ? withOpenJph(picture, options) : withOpenJpeg(picture, options);
    });
}

}  // namespace hilum::dicom
