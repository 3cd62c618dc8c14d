// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Fuzz target: bytes of a PNG or JPEG. A picture of the declared size or a sentence, within the memory that its
// bytes and its pixels account for.
#include "core/image/image_file.h"
#include "core/image/picture_header.h"
#include "tests/fuzz/budget.h"

namespace hilum::fuzz {

namespace {

bool isSmall(Input input) {
    const auto kind = image::sniff(input);
    if (kind != image::FileKind::Png && kind != image::FileKind::Jpeg) return true;
    const auto header = kind == image::FileKind::Png ? image::readPngHeader(input) : image::readJpegHeader(input);
    if (!header.ok()) {
        requireTyped(header.error());
        return true;
    }
    require(std::uint64_t{header->width} * header->height <= image::kMaxPixels, "a picture over the limit");
    return std::uint64_t{header->width} * header->height <= kMostPixels;
}

}  // namespace

}  // namespace hilum::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hilum;
    const fuzz::Input input(data, size);
    const fuzz::Budget budget(size);
    if (fuzz::isSmall(input)) {
        const auto image = image::decodeImage(input);
        if (image.ok())
            fuzz::requireWhole(*image);
        else
            fuzz::requireTyped(image.error());
    }
    budget.check();
    return 0;
}
