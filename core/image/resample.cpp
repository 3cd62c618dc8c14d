// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/image/resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

namespace hilum::image {

namespace {

Raster madeRaster(int width, int height, int channels, std::shared_ptr<const std::vector<std::uint8_t>> pixels) {
    Raster raster;
    raster.width = width;
    raster.height = height;
    raster.channels = channels;
    raster.pixels = std::move(pixels);
    return raster;
}

std::shared_ptr<std::vector<std::uint8_t>> buffer(int width, int height, int channels) {
    return std::make_shared<std::vector<std::uint8_t>>(
        static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * static_cast<std::size_t>(channels));
}

// OpenCV takes a non-const pointer for inputs that it only reads.
cv::Mat view(const Raster& raster) {
    return {raster.height, raster.width, CV_8UC(raster.channels), const_cast<std::uint8_t*>(raster.pixels->data())};
}

template <class T>
void mirrorRows(const T* in, T* out, int width, int height, std::size_t pixelSize) {
    const auto row = static_cast<std::size_t>(width) * pixelSize;
    for (int y = 0; y < height; ++y, in += row, out += row)
        for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x)
            std::memcpy(out + x * pixelSize, in + (static_cast<std::size_t>(width) - 1 - x) * pixelSize, pixelSize);
}

float bilinear(const HeatMap& grid, double x, double y) {
    const double cx = std::clamp(x, 0.0, static_cast<double>(grid.width - 1));
    const double cy = std::clamp(y, 0.0, static_cast<double>(grid.height - 1));
    const auto x0 = static_cast<int>(cx), y0 = static_cast<int>(cy);
    const int x1 = std::min(x0 + 1, grid.width - 1), y1 = std::min(y0 + 1, grid.height - 1);
    const auto value = [&](int px, int py) {
        return static_cast<double>(grid.values[static_cast<std::size_t>(py) * static_cast<std::size_t>(grid.width) +
                                               static_cast<std::size_t>(px)]);
    };
    const double fx = cx - x0, fy = cy - y0;
    return static_cast<float>((value(x0, y0) * (1 - fx) + value(x1, y0) * fx) * (1 - fy) +
                              (value(x0, y1) * (1 - fx) + value(x1, y1) * fx) * fy);
}

}  // namespace

Raster resize(const Raster& raster, int width, int height) {
    if (raster.empty() || width <= 0 || height <= 0) return {};
    if (width == raster.width && height == raster.height) return raster;
    auto out = buffer(width, height, raster.channels);
    cv::Mat target(height, width, CV_8UC(raster.channels), out->data());
    const bool shrinkX = width <= raster.width, shrinkY = height <= raster.height;
    if (shrinkX == shrinkY) {
        cv::resize(view(raster), target, target.size(), 0, 0, shrinkX ? cv::INTER_AREA : cv::INTER_LINEAR);
    } else {
        // Shrink one axis with antialiasing first; INTER_AREA alone would grow the other by repetition.
        cv::Mat between;
        cv::resize(view(raster), between, cv::Size(std::min(width, raster.width), std::min(height, raster.height)), 0,
                   0, cv::INTER_AREA);
        cv::resize(between, target, target.size(), 0, 0, cv::INTER_LINEAR);
    }
    return madeRaster(width, height, raster.channels, std::move(out));
}

namespace {

Raster openCvResize(const Raster& raster, int width, int height, int method) {
    if (raster.empty() || width < 1 || height < 1) return {};
    auto out = buffer(width, height, raster.channels);
    cv::Mat target(height, width, CV_8UC(raster.channels), out->data());
    cv::resize(view(raster), target, target.size(), 0, 0, method);
    return madeRaster(width, height, raster.channels, std::move(out));
}

}  // namespace

Raster linearResize(const Raster& raster, int width, int height) {
    return openCvResize(raster, width, height, cv::INTER_LINEAR);
}

Raster areaResize(const Raster& raster, int width, int height) {
    return openCvResize(raster, width, height, cv::INTER_AREA);
}

Raster mirrored(const Raster& raster) {
    if (raster.empty()) return raster;
    auto out = buffer(raster.width, raster.height, raster.channels);
    mirrorRows(raster.pixels->data(), out->data(), raster.width, raster.height,
               static_cast<std::size_t>(raster.channels));
    return madeRaster(raster.width, raster.height, raster.channels, std::move(out));
}

Image mirrored(const Image& image) {
    if (image.empty()) return image;
    Image copy = image;
    auto out = std::make_shared<std::vector<std::byte>>(image.pixels->size());
    mirrorRows(image.pixels->data(), out->data(), image.width, image.height,
               static_cast<std::size_t>(image.channels) * sizeBytes(image.type));
    copy.pixels = std::move(out);
    return copy;
}

Raster toGrey(const Raster& raster) {
    if (raster.empty() || raster.channels == 1) return raster;
    auto out = buffer(raster.width, raster.height, 1);
    const auto& in = *raster.pixels;
    // Rec. 601 with weights that sum to 1000, rounded to nearest.
    for (std::size_t i = 0; i < out->size(); ++i)
        (*out)[i] =
            static_cast<std::uint8_t>((299 * in[3 * i] + 587 * in[3 * i + 1] + 114 * in[3 * i + 2] + 500) / 1000);
    return madeRaster(raster.width, raster.height, 1, std::move(out));
}

Raster toRgb(const Raster& raster) {
    if (raster.empty() || raster.channels == 3) return raster;
    auto out = buffer(raster.width, raster.height, 3);
    for (std::size_t i = 0; i < raster.pixels->size(); ++i)
        (*out)[3 * i] = (*out)[3 * i + 1] = (*out)[3 * i + 2] = (*raster.pixels)[i];
    return madeRaster(raster.width, raster.height, 3, std::move(out));
}

Letterbox letterbox(const Raster& raster, int size) {
    Letterbox box;
    if (raster.empty() || size <= 0) return box;
    box.scale = static_cast<double>(size) / std::max(raster.width, raster.height);
    const auto fitted = [&](int length) {
        return std::clamp(static_cast<int>(std::lround(length * box.scale)), 1, size);
    };
    const Raster inner = resize(raster, fitted(raster.width), fitted(raster.height));
    const int left = (size - inner.width) / 2, top = (size - inner.height) / 2;
    auto out = buffer(size, size, raster.channels);
    const auto channels = static_cast<std::size_t>(raster.channels);
    const auto rowBytes = static_cast<std::size_t>(inner.width) * channels;
    for (int y = 0; y < inner.height; ++y)
        std::copy_n(
            inner.pixels->begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * rowBytes), rowBytes,
            out->begin() +
                static_cast<std::ptrdiff_t>((static_cast<std::size_t>(top + y) * static_cast<std::size_t>(size) +
                                             static_cast<std::size_t>(left)) *
                                            channels));
    box.offsetX = left;
    box.offsetY = top;
    box.raster = madeRaster(size, size, raster.channels, std::move(out));
    return box;
}

HeatMap heatMapInImage(const HeatMap& grid, const Letterbox& box, int modelSize, int width, int height) {
    HeatMap map;
    const auto expected =
        static_cast<std::size_t>(std::max(0, grid.width)) * static_cast<std::size_t>(std::max(0, grid.height));
    if (expected == 0 || grid.values.size() != expected || modelSize <= 0 || width <= 0 || height <= 0) return map;
    map.width = width;
    map.height = height;
    map.values.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    const double cellsX = static_cast<double>(grid.width) / modelSize,
                 cellsY = static_cast<double>(grid.height) / modelSize;
    const double scaleY = box.scaleY > 0 ? box.scaleY : box.scale;
    std::size_t i = 0;
    for (int y = 0; y < height; ++y) {
        const double gridY = (box.offsetY + (y + 0.5) * scaleY) * cellsY - 0.5;
        for (int x = 0; x < width; ++x)
            map.values[i++] = bilinear(grid, (box.offsetX + (x + 0.5) * box.scale) * cellsX - 0.5, gridY);
    }
    return map;
}

}  // namespace hilum::image
