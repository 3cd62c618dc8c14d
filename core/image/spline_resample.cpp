// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/image/spline_resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hilum::image {

namespace {

constexpr double kTruncate = 4.0;  // sigmas that the Gaussian reaches to
constexpr double kGain = 6.0;      // (1 - z)(1 - 1 / z) of the cubic spline's pole z

// Index of a line that is mirrored at the centres of its first and last value.
std::ptrdiff_t mirroredIndex(std::ptrdiff_t i, std::ptrdiff_t n) {
    if (n == 1) return 0;
    const std::ptrdiff_t period = 2 * (n - 1);
    i = std::abs(i) % period;
    return i < n ? i : period - i;
}

using Line = std::vector<double>;

Line gaussian(const Line& in, double sigma) {
    const auto radius = static_cast<std::ptrdiff_t>(kTruncate * sigma + 0.5);
    if (sigma <= 0 || radius == 0) return in;
    Line weights;
    double sum = 0;
    for (std::ptrdiff_t i = -radius; i <= radius; ++i) {
        const auto x = static_cast<double>(i) / sigma;
        weights.push_back(std::exp(-0.5 * x * x));
        sum += weights.back();
    }
    const auto n = static_cast<std::ptrdiff_t>(in.size());
    Line out(in.size());
    for (std::ptrdiff_t at = 0; at < n; ++at) {
        double value = 0;
        for (std::ptrdiff_t i = -radius; i <= radius; ++i)
            value +=
                weights[static_cast<std::size_t>(i + radius)] * in[static_cast<std::size_t>(mirroredIndex(at + i, n))];
        out[static_cast<std::size_t>(at)] = value / sum;
    }
    return out;
}

// Values to the coefficients of the spline that passes through them (Unser, box 2), in place.
void toCoefficients(Line& c) {
    const std::size_t n = c.size();
    if (n < 2) return;
    const double z = std::sqrt(3.0) - 2.0;
    for (auto& value : c) value *= kGain;
    const double last = std::pow(z, static_cast<double>(n - 1));
    double first = c[0] + last * c[n - 1], power = z;
    for (std::size_t i = 1; i + 1 < n; ++i) {
        first += power * (c[i] + last * c[n - 1 - i]);
        power *= z;
    }
    c[0] = first / (1 - last * last);
    for (std::size_t i = 1; i < n; ++i) c[i] += z * c[i - 1];
    c[n - 1] = (z * c[n - 2] + c[n - 1]) * z / (z * z - 1);
    for (std::size_t i = n - 1; i-- > 0;) c[i] = z * (c[i + 1] - c[i]);
}

Line resampled(const Line& in, std::size_t length) {
    const double factor = static_cast<double>(in.size()) / static_cast<double>(length);
    Line c = gaussian(in, std::max(0.0, (factor - 1) / 2));
    toCoefficients(c);
    const auto n = static_cast<std::ptrdiff_t>(c.size());
    Line out(length);
    for (std::size_t i = 0; i < length; ++i) {
        const double x = (static_cast<double>(i) + 0.5) * factor - 0.5;
        const auto base = static_cast<std::ptrdiff_t>(std::floor(x));
        const double t = x - static_cast<double>(base), u = 1 - t;
        const double weights[] = {u * u * u / 6, (4 - 6 * t * t + 3 * t * t * t) / 6,
                                  (4 - 6 * u * u + 3 * u * u * u) / 6, t * t * t / 6};
        for (std::ptrdiff_t k = 0; k < 4; ++k)
            out[i] += weights[k] * c[static_cast<std::size_t>(mirroredIndex(base - 1 + k, n))];
    }
    return out;
}

}  // namespace

Raster splineResize(const Raster& raster, int width, int height) {
    if (raster.empty() || width < 1 || height < 1) return {};
    if (width == raster.width && height == raster.height) return raster;
    const auto channels = static_cast<std::size_t>(raster.channels);
    const auto w = static_cast<std::size_t>(raster.width), h = static_cast<std::size_t>(raster.height);
    const auto newW = static_cast<std::size_t>(width), newH = static_cast<std::size_t>(height);
    const auto& in = *raster.pixels;
    const auto [least, most] = std::minmax_element(in.begin(), in.end());
    Line between(newW * h * channels), line(w);
    for (std::size_t y = 0; y < h; ++y)
        for (std::size_t c = 0; c < channels; ++c) {
            for (std::size_t x = 0; x < w; ++x) line[x] = in[(y * w + x) * channels + c];
            const auto row = resampled(line, newW);
            for (std::size_t x = 0; x < newW; ++x) between[(y * newW + x) * channels + c] = row[x];
        }
    auto pixels = std::make_shared<std::vector<std::uint8_t>>(newW * newH * channels);
    line.resize(h);
    for (std::size_t x = 0; x < newW * channels; ++x) {
        for (std::size_t y = 0; y < h; ++y) line[y] = between[y * newW * channels + x];
        const auto column = resampled(line, newH);
        for (std::size_t y = 0; y < newH; ++y)
            (*pixels)[y * newW * channels + x] = static_cast<std::uint8_t>(
                std::clamp(column[y], static_cast<double>(*least), static_cast<double>(*most)));
    }
    return {width, height, raster.channels, std::move(pixels)};
}

}  // namespace hilum::image
