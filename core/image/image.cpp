// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/image/image.h"

#include <cmath>

#include <cstring>

namespace hilum::image {

namespace {
template <class T>
double at(const std::byte* data, std::size_t index) {
    T value;
    std::memcpy(&value, data + index * sizeof(T), sizeof(T));
    return static_cast<double>(value);
}
}  // namespace

std::size_t sizeBytes(PixelType type) {
    switch (type) {
        case PixelType::UInt8:
        case PixelType::Int8: return 1;
        case PixelType::UInt16:
        case PixelType::Int16: return 2;
        case PixelType::UInt32:
        case PixelType::Int32:
        case PixelType::Float32: return 4;
        case PixelType::Float64: return 8;
    }
    return 1;
}

double Image::stored(int x, int y, int channel) const {
    const auto index = (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
                           static_cast<std::size_t>(channels) +
                       static_cast<std::size_t>(channel);
    const std::byte* data = pixels->data();
    switch (type) {
        case PixelType::UInt8: return at<std::uint8_t>(data, index);
        case PixelType::Int8: return at<std::int8_t>(data, index);
        case PixelType::UInt16: return at<std::uint16_t>(data, index);
        case PixelType::Int16: return at<std::int16_t>(data, index);
        case PixelType::UInt32: return at<std::uint32_t>(data, index);
        case PixelType::Int32: return at<std::int32_t>(data, index);
        case PixelType::Float32: return at<float>(data, index);
        case PixelType::Float64: return at<double>(data, index);
    }
    return 0.0;
}

Spacing spacingAt(const Image& image, double x, double y) {
    const Region* found = nullptr;
    const auto area = [](const Region& region) {
        return static_cast<std::int64_t>(region.right - region.left + 1) * (region.bottom - region.top + 1);
    };
    for (const Region& region : image.regions)
        if (region.contains(x, y) && (found == nullptr || area(region) < area(*found))) found = &region;
    if (image.regions.empty()) return image.spacing;
    const bool lengths = found != nullptr && found->twoDimensional && found->xUnit == RegionUnit::Centimetres &&
                         found->yUnit == RegionUnit::Centimetres && found->xPerPixel != 0 && found->yPerPixel != 0;
    if (!lengths) return {};
    constexpr double kMmPerCm = 10.0;
    return {std::abs(found->xPerPixel) * kMmPerCm, std::abs(found->yPerPixel) * kMmPerCm, SpacingKind::Calibrated,
            SpacingOrigin::UltrasoundRegion};
}

}  // namespace hilum::image
