// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/preprocess.h"

#include <algorithm>
#include <cmath>

#include "core/image/pil_resample.h"
#include "core/image/spline_resample.h"

namespace hilum::engine {

namespace {

image::Raster resized(const image::Raster& raster, int width, int height, const std::string& method) {
    if (method == "pil-bicubic") return image::pilResize(raster, width, height, image::PilFilter::Bicubic);
    if (method == "pil-bilinear") return image::pilResize(raster, width, height, image::PilFilter::Bilinear);
    if (method == "cv-linear") return image::linearResize(raster, width, height);
    if (method == "cv-area") return image::areaResize(raster, width, height);
    if (method == "spline") return image::splineResize(raster, width, height);
    return image::resize(raster, width, height);
}

// Places raster at (left, top) of a black canvas; what lies outside is lost, negative places crop.
image::Raster onCanvas(const image::Raster& raster, int width, int height, int left, int top) {
    const auto channels = static_cast<std::size_t>(raster.channels);
    auto pixels = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(width) *
                                                              static_cast<std::size_t>(height) * channels);
    const int firstX = std::max(0, left), lastX = std::min(width, left + raster.width);
    for (int y = std::max(0, top); y < std::min(height, top + raster.height) && firstX < lastX; ++y) {
        const auto at = [&](int row, int stride, int column) {
            return (static_cast<std::ptrdiff_t>(row) * stride + column) * raster.channels;
        };
        std::copy_n(raster.pixels->begin() + at(y - top, raster.width, firstX - left),
                    static_cast<std::size_t>(lastX - firstX) * channels, pixels->begin() + at(y, width, firstX));
    }
    return {width, height, raster.channels, std::move(pixels)};
}

// torchvision's Resize(size) and CenterCrop(size): the longer side is cut to a whole number, the offset rounded
// half to even. The offset is negative: the image begins outside.
image::Letterbox cropped(const image::Raster& raster, int size, const std::string& method) {
    image::Letterbox box;
    const int shorter = std::min(raster.width, raster.height);
    box.scale = static_cast<double>(size) / shorter;
    const auto fitted = [&](int length) {
        return static_cast<int>(static_cast<std::int64_t>(size) * length / shorter);
    };
    const auto whole = resized(raster, fitted(raster.width), fitted(raster.height), method);
    const auto offset = [&](int length) { return static_cast<int>(std::nearbyint((length - size) / 2.0)); };
    box.offsetX = -offset(whole.width);
    box.offsetY = -offset(whole.height);
    box.raster = onCanvas(whole, size, size, -offset(whole.width), -offset(whole.height));
    return box;
}

// MedCLIP's processor: a black square around the picture (at least as large as the input), then scaled.
image::Letterbox padded(const image::Raster& raster, int size, const std::string& method) {
    image::Letterbox box;
    const int side = std::max({size, raster.width, raster.height});
    const int left = (side - raster.width) / 2, top = (side - raster.height) / 2;
    box.raster = resized(onCanvas(raster, side, side, left, top), size, size, method);
    box.scale = static_cast<double>(size) / side;
    box.offsetX = left * box.scale;
    box.offsetY = top * box.scale;
    return box;
}

// SAM's ResizeLongestSide: sides cut to whole numbers after adding a half. What is right of it and below stays out
// of the raster, because the zeros there are zeros of the normalised input.
image::Letterbox cornered(const image::Raster& raster, int size, const std::string& method) {
    image::Letterbox box;
    box.scale = static_cast<double>(size) / std::max(raster.width, raster.height);
    const auto fitted = [&](int length) { return std::clamp(static_cast<int>(length * box.scale + 0.5), 1, size); };
    box.raster = resized(raster, fitted(raster.width), fitted(raster.height), method);
    return box;
}

// What the bytes become before mean and deviation: (value - low) / span.
struct Range {
    float low = 0;
    float span = 255;
};

Range rangeOf(const image::Raster& raster, const std::string& scale) {
    if (scale != "minmax") return {};
    const auto [least, most] = std::minmax_element(raster.pixels->begin(), raster.pixels->end());
    return {static_cast<float>(*least), std::max(1.0F, static_cast<float>(*most - *least))};
}

}  // namespace

base::Result<Prepared> prepare(const image::Raster& raster, const packs::Preprocessing& preprocessing) {
    if (raster.empty() || (raster.channels != 1 && raster.channels != 3))
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The picture has no pixels that a model can read; choose another one.");
    // Scaled to the model's width, or padded to a square, such a strip would fill the memory and show nothing.
    constexpr std::int64_t kLongest = 4096, kMostRatio = 100;
    const std::int64_t longer = std::max(raster.width, raster.height), shorter = std::min(raster.width, raster.height);
    if (longer > kLongest && longer / shorter > kMostRatio)
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The picture is " + std::to_string(raster.width) + " by " +
                                   std::to_string(raster.height) +
                                   " pixels, too long a strip for a model to read; cut out a part of it.");
    const auto source = preprocessing.colour == "rgb" ? raster : image::toGrey(raster);
    if (preprocessing.fit == "letterbox") return Prepared{image::letterbox(source, preprocessing.size)};
    if (preprocessing.fit == "crop") return Prepared{cropped(source, preprocessing.size, preprocessing.resample)};
    if (preprocessing.fit == "corner") return Prepared{cornered(source, preprocessing.size, preprocessing.resample)};
    if (preprocessing.fit == "pad") return Prepared{padded(source, preprocessing.size, preprocessing.resample)};
    Prepared out;
    out.box.raster = resized(source, preprocessing.size, preprocessing.size, preprocessing.resample);
    out.box.scale = static_cast<double>(preprocessing.size) / source.width;
    out.box.scaleY = static_cast<double>(preprocessing.size) / source.height;
    return out;
}

torch::Tensor toPixels(const std::vector<image::Raster>& rasters, const packs::Preprocessing& preprocessing) {
    const auto size = static_cast<std::int64_t>(preprocessing.size);
    const auto count = static_cast<std::int64_t>(rasters.size());
    auto pixels = torch::empty({count, size, size, 3}, torch::kFloat32);
    float* out = pixels.data_ptr<float>();
    for (const auto& raster : rasters) {
        if (raster.width != preprocessing.size || raster.height != preprocessing.size)
            std::fill_n(out, 3 * size * size, 0.0F);
        // A table of 256 values for each channel: division and subtraction once, not per pixel.
        std::array<std::array<float, 256>, 3> table{};
        const auto range = rangeOf(raster, preprocessing.scale);
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t v = 0; v < 256; ++v)
                table[c][v] =
                    ((static_cast<float>(v) - range.low) / range.span - preprocessing.mean[c]) / preprocessing.std[c];
        const auto channels = static_cast<std::size_t>(raster.channels);
        const auto* in = raster.pixels->data();
        for (int y = 0; y < raster.height; ++y) {
            float* row = out + 3 * size * y;
            for (int x = 0; x < raster.width; ++x, in += channels)
                for (std::size_t c = 0; c < 3; ++c) *row++ = table[c][in[channels == 3 ? c : 0]];
        }
        out += 3 * size * size;
    }
    return pixels.permute({0, 3, 1, 2});  // [N, 3, S, S], channels-last in memory
}

image::Raster goldenPicture(int size) {
    auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    pixels->reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x)
            pixels->push_back(static_cast<std::uint8_t>((7 * x + 13 * y + x * y / 16) % 256));
    return {size, size, 1, std::move(pixels)};
}

}  // namespace hilum::engine
