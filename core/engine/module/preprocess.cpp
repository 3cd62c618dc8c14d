// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/preprocess.h"

#include <algorithm>
#include <cmath>

namespace hilum::engine {

namespace {

// The shorter side scaled to fit, the middle kept. The offset is negative: the image begins outside.
image::Letterbox cropped(const image::Raster& raster, int size) {
    image::Letterbox box;
    box.scale = static_cast<double>(size) / std::min(raster.width, raster.height);
    const auto fitted = [&](int length) { return std::max(size, static_cast<int>(std::lround(length * box.scale))); };
    const auto whole = image::resize(raster, fitted(raster.width), fitted(raster.height));
    const int left = (whole.width - size) / 2, top = (whole.height - size) / 2;
    const auto channels = static_cast<std::size_t>(raster.channels);
    auto pixels = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(size) *
                                                              static_cast<std::size_t>(size) * channels);
    for (int y = 0; y < size; ++y) {
        const auto from = (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(whole.width) +
                           static_cast<std::size_t>(left)) *
                          channels;
        const auto to = static_cast<std::size_t>(y) * static_cast<std::size_t>(size) * channels;
        std::copy_n(whole.pixels->begin() + static_cast<std::ptrdiff_t>(from),
                    static_cast<std::size_t>(size) * channels, pixels->begin() + static_cast<std::ptrdiff_t>(to));
    }
    box.offsetX = -left;
    box.offsetY = -top;
    box.raster = {size, size, raster.channels, std::move(pixels)};
    return box;
}

}  // namespace

base::Result<Prepared> prepare(const image::Raster& raster, const packs::Preprocessing& preprocessing) {
    if (raster.empty() || (raster.channels != 1 && raster.channels != 3))
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The picture has no pixels that a model can read; choose another one.");
    const auto source = preprocessing.colour == "rgb" ? raster : image::toGrey(raster);
    if (preprocessing.fit == "letterbox") return Prepared{image::letterbox(source, preprocessing.size)};
    if (preprocessing.fit == "crop") return Prepared{cropped(source, preprocessing.size)};
    Prepared out;
    out.box.raster = image::resize(source, preprocessing.size, preprocessing.size);
    out.box.scale = 0;  // two scales: there is no way back through a Letterbox
    return out;
}

torch::Tensor toPixels(const std::vector<image::Raster>& rasters, const packs::Preprocessing& preprocessing) {
    const auto size = static_cast<std::int64_t>(preprocessing.size);
    const auto count = static_cast<std::int64_t>(rasters.size());
    // A table of 256 values for each channel: division and subtraction once, not per pixel.
    std::array<std::array<float, 256>, 3> table{};
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t v = 0; v < 256; ++v)
            table[c][v] = (static_cast<float>(v) / 255.0F - preprocessing.mean[c]) / preprocessing.std[c];
    auto pixels = torch::empty({count, size, size, 3}, torch::kFloat32);
    float* out = pixels.data_ptr<float>();
    for (const auto& raster : rasters) {
        const auto& in = *raster.pixels;
        const auto channels = static_cast<std::size_t>(raster.channels);
        for (std::size_t i = 0; i < in.size(); i += channels)
            for (std::size_t c = 0; c < 3; ++c) *out++ = table[c][in[i + (channels == 3 ? c : 0)]];
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
