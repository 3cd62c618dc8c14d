// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Values of up to 16 bits go through a table (one entry per possible stored value), wider and floating
// ones are computed one by one. Rounding is to nearest, so an 8-bit picture with its own window comes
// out byte for byte.
#include "core/image/window_level.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace hilum::image {

namespace {

constexpr double kClippedShare = 0.001;          // at each end of an automatic window
constexpr std::size_t kSampledPixels = 1 << 20;  // enough for a percentile of wide or floating values

// Calls f with a typed view of the pixels.
template <class F>
auto withPixels(const Image& image, F&& f) {
    const auto count = image.pixelCount() * static_cast<std::size_t>(image.channels);
    const void* data = image.pixels->data();
    switch (image.type) {
        case PixelType::UInt8: return f(std::span(static_cast<const std::uint8_t*>(data), count));
        case PixelType::Int8: return f(std::span(static_cast<const std::int8_t*>(data), count));
        case PixelType::UInt16: return f(std::span(static_cast<const std::uint16_t*>(data), count));
        case PixelType::Int16: return f(std::span(static_cast<const std::int16_t*>(data), count));
        case PixelType::UInt32: return f(std::span(static_cast<const std::uint32_t*>(data), count));
        case PixelType::Int32: return f(std::span(static_cast<const std::int32_t*>(data), count));
        case PixelType::Float32: return f(std::span(static_cast<const float*>(data), count));
        case PixelType::Float64: break;
    }
    return f(std::span(static_cast<const double*>(data), count));
}

template <class T>
constexpr bool kTabled = std::is_integral_v<T> && sizeof(T) <= 2;

struct Range {
    double low = 0.0;
    double high = 0.0;
    bool found = false;
};

template <class T>
constexpr int kMatType = sizeof(T) == 1 ? (std::is_signed_v<T> ? CV_8S : CV_8U)
                                        : (std::is_signed_v<T> ? CV_16S : CV_16U);

template <class T>
std::pair<int, int> leastAndMost(std::span<const T> values) {
    double least = 0, most = 0;
    // A Mat wants a pointer to what it may change; nothing does.
    const cv::Mat row(1, static_cast<int>(values.size()), kMatType<T>, const_cast<T*>(values.data()));
    cv::minMaxIdx(row, &least, &most);
    return {static_cast<int>(least), static_cast<int>(most)};
}

// Stored values at the two percentiles, by counting; between the least and the most value alone, for a slice of
// 12 bits is counted in a table that stays in the processor's nearest cache.
template <class T>
Range countedRange(std::span<const T> values, double share, const std::optional<double>& padding) {
    if (values.empty()) return {};
    const auto [least, most] = leastAndMost(values);
    if (share <= 0 && !(padding && *padding >= least && *padding <= most))
        return {static_cast<double>(least), static_cast<double>(most), true};
    std::vector<std::uint32_t> bins(static_cast<std::size_t>(most - least) + 1, 0);
    std::uint32_t* const bin = bins.data();
    for (const T value : values) ++bin[static_cast<int>(value) - least];
    std::size_t total = values.size();
    if (padding && *padding >= least && *padding <= most) {
        auto& padded = bins[static_cast<std::size_t>(static_cast<int>(*padding) - least)];
        total -= padded;
        padded = 0;
    }
    if (total == 0) return {};
    const auto cut = static_cast<std::size_t>(std::floor(share * static_cast<double>(total)));
    std::size_t low = 0;
    for (std::size_t seen = bins[0]; seen <= cut; seen += bins[low]) ++low;
    std::size_t high = bins.size() - 1;
    for (std::size_t seen = bins[high]; seen <= cut; seen += bins[high]) --high;
    return {static_cast<double>(static_cast<int>(low) + least), static_cast<double>(static_cast<int>(high) + least),
            true};
}

// The same from a regular sample, for values that cannot be counted. Not-a-number is left out.
template <class T>
Range sampledRange(std::span<const T> values, double share, const std::optional<double>& padding) {
    const std::size_t step = share > 0 ? values.size() / kSampledPixels + 1 : 1;
    std::vector<double> sample;
    sample.reserve(values.size() / step + 1);
    for (std::size_t i = 0; i < values.size(); i += step) {
        const auto value = static_cast<double>(values[i]);
        if (std::isfinite(value) && !(padding && value == *padding)) sample.push_back(value);
    }
    if (sample.empty()) return {};
    const auto cut = static_cast<std::ptrdiff_t>(std::floor(share * static_cast<double>(sample.size())));
    std::nth_element(sample.begin(), sample.begin() + cut, sample.end());
    const double low = sample[static_cast<std::size_t>(cut)];
    std::nth_element(sample.begin(), sample.end() - 1 - cut, sample.end());
    return {low, *(sample.end() - 1 - cut), true};
}

Range storedRange(const Image& image, double share) {
    return withPixels(image, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (kTabled<T>)
            return countedRange<T>(values, share, image.padding);
        else
            return sampledRange<T>(values, share, image.padding);
    });
}

WindowLevel windowOver(const Image& image, double share, const char* explanation) {
    WindowLevel window{127.5, 255.0, VoiFunction::LinearExact, explanation};
    if (image.empty() || image.channels != 1) return window;
    const Range range = storedRange(image, share);
    if (!range.found) return window;
    const double a = range.low * image.slope + image.intercept;
    const double b = range.high * image.slope + image.intercept;
    window.centre = (a + b) / 2;
    window.width = std::abs(b - a);
    // A flat picture has no range of its own; any positive width shows it as one grey.
    if (!(window.width > 0) || !std::isfinite(window.width)) window.width = 1.0;
    if (!std::isfinite(window.centre)) window.centre = 0.0;
    return window;
}

// The curve stretched over [centre - width / 2, centre + width / 2); ends hold outside (C.11.2.1.1).
double tabled(double value, const WindowLevel& window, double width) {
    if (!window.table || window.table->entries.empty() || !(window.table->most > 0) || std::isnan(value)) return 0.0;
    const auto count = static_cast<double>(window.table->entries.size());
    const double place = std::floor((value - (window.centre - width / 2)) / width * count);
    const auto index = static_cast<std::size_t>(std::clamp(place, 0.0, count - 1));
    return std::clamp(window.table->entries[index] / window.table->most, 0.0, 1.0) * 255.0;
}

// PS3.3 C.11.2.1.2 (linear), C.11.2.1.3.2 (linear exact), C.11.2.1.3.1 (sigmoid); answers 0..255.
double windowed(double value, const WindowLevel& window) {
    const double width = window.width > 0 ? window.width : 1.0;
    double share = 0.0;
    switch (window.function) {
        case VoiFunction::Linear: {
            const double centre = window.centre - 0.5;
            const double half = (width - 1.0) / 2.0;
            if (value <= centre - half) return 0.0;
            if (value > centre + half) return 255.0;
            share = (value - centre) / (width - 1.0) + 0.5;
            break;
        }
        case VoiFunction::LinearExact: share = (value - window.centre) / width + 0.5; break;
        case VoiFunction::Table: return tabled(value, window, width);
        case VoiFunction::Sigmoid: share = 1.0 / (1.0 + std::exp(-4.0 * (value - window.centre) / width)); break;
    }
    return std::isnan(share) ? 0.0 : std::clamp(share, 0.0, 1.0) * 255.0;
}

std::uint8_t toByte(double level, bool turned) {
    const auto byte = static_cast<std::uint8_t>(std::floor(level + 0.5));
    return turned ? static_cast<std::uint8_t>(255 - byte) : byte;
}

// How stored values become grey levels in one picture.
struct Shading {
    const Image& image;
    const WindowLevel& window;
    bool turned = false;
    std::uint8_t operator()(double stored) const {
        if (image.padding && stored == *image.padding) return 0;
        return toByte(windowed(stored * image.slope + image.intercept, window), turned);
    }
};

// One level for each value that may occur: finding the picture's range is quicker than shading 65,536 values.
template <class T>
class Levels {
public:
    Levels(std::span<const T> values, const Shading& shade) {
        const auto [least, most] = leastAndMost(values);
        m_least = least;
        m_table.resize(static_cast<std::size_t>(most - least) + 1);
        for (int v = least; v <= most; ++v) m_table[static_cast<std::size_t>(v - least)] = shade(v);
    }
    // Plain pointers: bytes may alias the vector itself, which would be read again for every pixel.
    template <class Out, class F>
    void apply(std::span<const T> values, Out* __restrict to, F&& shown) const {
        const T* const in = values.data();
        const std::uint8_t* const table = m_table.data();
        const int least = m_least;
        const std::size_t count = values.size();
        for (std::size_t i = 0; i < count; ++i) to[i] = shown(table[in[i] - least]);
    }

private:
    std::vector<std::uint8_t> m_table;
    int m_least = 0;
};

template <class T>
void renderGrey(std::span<const T> values, const Shading& shade, std::vector<std::uint8_t>& out) {
    if constexpr (kTabled<T>)
        Levels<T>(values, shade).apply(values, out.data(), [](std::uint8_t level) { return level; });
    else
        for (std::size_t i = 0; i < values.size(); ++i) out[i] = shade(static_cast<double>(values[i]));
}

}  // namespace

WindowLevel fullRangeWindow(const Image& image) { return windowOver(image, 0.0, "Full range"); }

WindowLevel defaultWindow(const Image& image) {
    if (!image.windows.empty()) return image.windows.front();
    const bool plain = image.slope == 1.0 && image.intercept == 0.0;
    // LinearExact over 255 maps every 8-bit value onto itself.
    if (image.channels == 3 || (image.type == PixelType::UInt8 && plain))
        return {127.5, 255.0, VoiFunction::LinearExact, "8 bit"};
    return windowOver(image, kClippedShare, "Automatic");
}

Raster render(const Image& image, const WindowLevel& window, bool invert) {
    Raster raster;
    if (image.empty()) return raster;
    raster.width = image.width;
    raster.height = image.height;
    raster.channels = image.channels;
    const auto count = image.pixelCount() * static_cast<std::size_t>(image.channels);
    auto out = std::make_shared<std::vector<std::uint8_t>>(count);
    if (image.colour == ColourModel::Rgb && image.type == PixelType::UInt8) {
        const auto* in = reinterpret_cast<const std::uint8_t*>(image.pixels->data());
        std::transform(in, in + count, out->begin(),
                       [&](std::uint8_t v) { return invert ? static_cast<std::uint8_t>(255 - v) : v; });
    } else {
        const bool turned = (image.colour == ColourModel::GreyInverted) != invert;
        withPixels(image, [&](auto values) {
            using T = std::remove_const_t<typename decltype(values)::element_type>;
            renderGrey<T>(values, Shading{image, window, turned}, *out);
            return 0;
        });
    }
    raster.pixels = std::move(out);
    return raster;
}

bool renderScreen(const Image& image, const WindowLevel& window, bool invert, std::span<std::uint32_t> out) {
    if (image.empty() || image.channels != 1 || out.size() != image.pixelCount()) return false;
    const Shading shade{image, window, (image.colour == ColourModel::GreyInverted) != invert};
    return withPixels(image, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (kTabled<T>)
            Levels<T>(values, shade).apply(values, out.data(), [](std::uint8_t level) {
                return 0xFF000000U | (0x010101U * static_cast<std::uint32_t>(level));
            });
        return kTabled<T>;
    });
}

Raster modelRendition(const Image& image) { return render(image, defaultWindow(image)); }

}  // namespace hilum::image
