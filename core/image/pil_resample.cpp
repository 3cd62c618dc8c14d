// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/image/pil_resample.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace hilum::image {

namespace {

constexpr int kPrecisionBits = 22;

double triangle(double x) { return std::max(0.0, 1.0 - std::abs(x)); }

double cubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
    return 0.0;
}

// For each place of the result the first source place and the weights from there on.
struct Coefficients {
    struct Span {
        int first = 0;
        std::vector<std::int32_t> weights;
    };
    std::vector<Span> spans;
};

Coefficients coefficients(int from, int to, PilFilter filter) {
    const double scale = static_cast<double>(from) / to;
    const double widened = std::max(scale, 1.0);
    const double support = (filter == PilFilter::Bicubic ? 2.0 : 1.0) * widened;
    Coefficients out;
    for (int place = 0; place < to; ++place) {
        const double centre = (place + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - support + 0.5));
        const int last = std::min(from, static_cast<int>(centre + support + 0.5));
        std::vector<double> weights;
        double sum = 0;
        for (int i = first; i < last; ++i) {
            const double x = (i - centre + 0.5) / widened;
            weights.push_back(filter == PilFilter::Bicubic ? cubic(x) : triangle(x));
            sum += weights.back();
        }
        Coefficients::Span span{first, {}};
        for (double w : weights) {
            if (sum != 0) w /= sum;
            span.weights.push_back(static_cast<std::int32_t>((w < 0 ? -0.5 : 0.5) + w * (1 << kPrecisionBits)));
        }
        out.spans.push_back(std::move(span));
    }
    return out;
}

std::uint8_t toByte(std::int32_t sum) { return static_cast<std::uint8_t>(std::clamp(sum >> kPrecisionBits, 0, 255)); }

// Along one axis: values lie `step` bytes apart, lines begin at every start.
void resampleLine(const std::uint8_t* in, std::ptrdiff_t inStep, std::uint8_t* out, std::ptrdiff_t outStep,
                  const Coefficients& c) {
    for (std::size_t place = 0; place < c.spans.size(); ++place) {
        const auto& span = c.spans[place];
        std::int32_t sum = 1 << (kPrecisionBits - 1);
        const auto* value = in + span.first * inStep;
        for (const auto weight : span.weights) {
            sum += *value * weight;
            value += inStep;
        }
        out[static_cast<std::ptrdiff_t>(place) * outStep] = toByte(sum);
    }
}

}  // namespace

Raster pilResize(const Raster& raster, int width, int height, PilFilter filter) {
    const auto channels = static_cast<std::ptrdiff_t>(raster.channels);
    auto current = raster;
    if (width != raster.width) {
        const auto c = coefficients(raster.width, width, filter);
        auto pixels = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(width * channels) *
                                                                  static_cast<std::size_t>(raster.height));
        for (int y = 0; y < raster.height; ++y)
            for (std::ptrdiff_t k = 0; k < channels; ++k)
                resampleLine(current.pixels->data() + y * raster.width * channels + k, channels,
                             pixels->data() + y * width * channels + k, channels, c);
        current = {width, raster.height, raster.channels, std::move(pixels)};
    }
    if (height != raster.height) {
        const auto c = coefficients(raster.height, height, filter);
        const auto row = current.width * channels;
        auto pixels = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(row) *
                                                                  static_cast<std::size_t>(height));
        for (std::ptrdiff_t x = 0; x < row; ++x)
            resampleLine(current.pixels->data() + x, row, pixels->data() + x, row, c);
        current = {current.width, height, raster.channels, std::move(pixels)};
    }
    return current;
}

}  // namespace hilum::image
