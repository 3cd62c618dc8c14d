// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// runOpenJph(): HTJ2K through OpenJPH, which answers a picture line by line.
#include <algorithm>
#include <cstdio>
#include <mutex>
#include <stdexcept>

#include <openjph/ojph_arch.h>
#include <openjph/ojph_codestream.h>
#include <openjph/ojph_file.h>
#include <openjph/ojph_mem.h>
#include <openjph/ojph_message.h>
#include <openjph/ojph_params.h>

#include "dicom/file/j2k_frame.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

// The library prints what it finds (its replaceable handlers are sliced on assignment in 0.9) and then throws.
void setUp() {
    static std::once_flag once;
    std::call_once(once, [] {
        static std::FILE* const nowhere = std::fopen("/dev/null", "we");
        if (nowhere == nullptr) return;
        ojph::set_info_stream(nowhere);
        ojph::set_warning_stream(nowhere);
        ojph::set_error_stream(nowhere);
    });
}

base::Error cannotDecode(const std::string& detail) {
    return makeError(ErrorCode::Corrupt,
                     "The High-Throughput JPEG 2000 data is damaged: it cannot be decoded; export the file again.",
                     detail);
}

}  // namespace

Result<std::vector<std::int32_t>> runOpenJph(std::span<const std::uint8_t> codeStream, const J2kHeader& header) {
    setUp();
    // OpenJPH answers the rest of a stream that ends early as black, without a word.
    if (!header.wholeTiles) return cannotDecode("a tile is cut off");
    const auto width = static_cast<std::size_t>(header.width), height = static_cast<std::size_t>(header.height);
    const auto count = static_cast<std::size_t>(header.components);
    try {
        ojph::mem_infile input;
        input.open(codeStream.data(), codeStream.size());
        ojph::codestream stream;
        stream.read_headers(&input);
        const ojph::param_siz size = stream.access_siz();
        for (ojph::ui32 c = 0; c < count; ++c)
            if (size.get_num_components() != count || size.get_recon_width(c) != width ||
                size.get_recon_height(c) != height)
                return cannotDecode("components differ from the header");
        stream.create();
        std::vector<std::int32_t> values(width * height * count);
        std::vector<std::size_t> rows(count, 0);
        // Lossy values overshoot the range, which the library leaves to its caller.
        const auto range = std::int64_t{1} << (header.precision - (header.isSigned ? 1 : 0));
        const auto least = static_cast<std::int32_t>(header.isSigned ? -range : 0);
        const auto most = static_cast<std::int32_t>(std::min<std::int64_t>(range - 1, 0x7FFFFFFF));
        for (std::size_t line = 0; line < height * count; ++line) {
            ojph::ui32 component = 0;
            const ojph::line_buf* pulled = stream.pull(component);
            if (pulled == nullptr || component >= count || rows[component] >= height || pulled->size < width)
                return cannotDecode("a line is missing");
            std::int32_t* to = values.data() + rows[component]++ * width * count + component;
            const std::int32_t* const from = pulled->i32;
            if (count == 1)
                for (std::size_t x = 0; x < width; ++x) to[x] = std::min(std::max(from[x], least), most);
            else
                for (std::size_t x = 0; x < width; ++x) to[x * count] = std::clamp(from[x], least, most);
        }
        stream.close();
        return values;
    } catch (const std::runtime_error& error) {
        return cannotDecode(error.what());
    }
}

}  // namespace hilum::dicom
