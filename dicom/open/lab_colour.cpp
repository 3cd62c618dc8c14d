// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Colours of graphic layers: CIE L*a*b* with the D50 white of the ICC's profile connection space, in the 16-bit
// encoding of PS3.3 C.10.7.1.1, and sRGB (IEC 61966-2-1). The matrices are sRGB's primaries adapted to D50 by
// Bradford's method.
#include <algorithm>
#include <cmath>

#include "dicom/open/presentation_state.h"

namespace hilum::dicom {

namespace {

using Triple = std::array<double, 3>;
constexpr Triple kWhite = {0.96422, 1.0, 0.82521};
constexpr double kFull = 65535.0;
constexpr double kKnee = 6.0 / 29.0;
constexpr std::array<Triple, 3> kXyzFromRgb = {
    {{0.4360747, 0.3850649, 0.1430804}, {0.2225045, 0.7168786, 0.0606169}, {0.0139322, 0.0971045, 0.7141733}}};
constexpr std::array<Triple, 3> kRgbFromXyz = {
    {{3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427}}};

Triple times(const std::array<Triple, 3>& m, const Triple& v) {
    Triple out{};
    for (std::size_t i = 0; i < 3; ++i) out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
    return out;
}

double bent(double t) { return t > kKnee * kKnee * kKnee ? std::cbrt(t) : t / (3 * kKnee * kKnee) + 4.0 / 29.0; }
double unbent(double f) { return f > kKnee ? f * f * f : 3 * kKnee * kKnee * (f - 4.0 / 29.0); }

}  // namespace

std::array<std::uint8_t, 3> rgbFromLab(const std::array<std::uint16_t, 3>& lab) {
    const double l = lab[0] / kFull * 100.0, a = lab[1] / kFull * 255.0 - 128.0, b = lab[2] / kFull * 255.0 - 128.0;
    const double fy = (l + 16.0) / 116.0;
    const Triple xyz = {kWhite[0] * unbent(fy + a / 500.0), kWhite[1] * unbent(fy), kWhite[2] * unbent(fy - b / 200.0)};
    std::array<std::uint8_t, 3> rgb{};
    const Triple linear = times(kRgbFromXyz, xyz);
    for (std::size_t i = 0; i < 3; ++i) {
        const double v = std::clamp(linear[i], 0.0, 1.0);
        const double shown = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
        rgb[i] = static_cast<std::uint8_t>(std::lround(shown * 255.0));
    }
    return rgb;
}

std::array<std::uint16_t, 3> labFromRgb(const std::array<std::uint8_t, 3>& rgb) {
    Triple linear{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double v = rgb[i] / 255.0;
        linear[i] = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    }
    Triple f = times(kXyzFromRgb, linear);
    for (std::size_t i = 0; i < 3; ++i) f[i] = bent(f[i] / kWhite[i]);
    const auto stored = [](double share) {
        return static_cast<std::uint16_t>(std::lround(std::clamp(share, 0.0, 1.0) * kFull));
    };
    return {stored((116.0 * f[1] - 16.0) / 100.0), stored((500.0 * (f[0] - f[1]) + 128.0) / 255.0),
            stored((200.0 * (f[1] - f[2]) + 128.0) / 255.0)};
}

}  // namespace hilum::dicom
