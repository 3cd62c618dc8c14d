// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/srgb_profile.h"

#include <array>
#include <cmath>
#include <string_view>

namespace hilum::dicom {

namespace {

using Bytes = std::vector<std::uint8_t>;

void put(Bytes& out, std::uint32_t value, int width) {
    for (int i = width - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
void put(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }
void pad(Bytes& out, std::size_t multiple) {
    while (out.size() % multiple != 0) out.push_back(0);
}

// s15Fixed16 numbers.
Bytes xyz(const std::array<double, 3>& value) {
    Bytes out;
    put(out, "XYZ ");
    put(out, 0, 4);
    for (const double v : value) put(out, static_cast<std::uint32_t>(std::lround(v * 65536.0)), 4);
    return out;
}

Bytes curve() {
    constexpr int kSamples = 256;
    Bytes out;
    put(out, "curv");
    put(out, 0, 4);
    put(out, kSamples, 4);
    for (int i = 0; i < kSamples; ++i) {
        const double v = i / (kSamples - 1.0);
        const double linear = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        put(out, static_cast<std::uint32_t>(std::lround(linear * 65535.0)), 2);
    }
    return out;
}

Bytes description(std::string_view name) {
    Bytes out;
    put(out, "desc");
    put(out, 0, 4);
    put(out, static_cast<std::uint32_t>(name.size() + 1), 4);
    put(out, name);
    out.push_back(0);
    put(out, 0, 4);  // no Unicode text
    put(out, 0, 4);
    out.resize(out.size() + 2 + 1 + 67, 0);  // no script text
    return out;
}

Bytes words(std::string_view value) {
    Bytes out;
    put(out, "text");
    put(out, 0, 4);
    put(out, value);
    out.push_back(0);
    return out;
}

}  // namespace

std::vector<std::uint8_t> srgbProfile() {
    struct Tag {
        std::string_view name;
        Bytes data;
    };
    const std::array<Tag, 9> tags = {{{"desc", description("sRGB")},
                                      {"cprt", words("No copyright")},
                                      {"wtpt", xyz({0.96420, 1.0, 0.82491})},
                                      {"rXYZ", xyz({0.4360747, 0.2225045, 0.0139322})},
                                      {"gXYZ", xyz({0.3850649, 0.7168786, 0.0971045})},
                                      {"bXYZ", xyz({0.1430804, 0.0606169, 0.7141733})},
                                      {"rTRC", curve()},
                                      {"gTRC", curve()},
                                      {"bTRC", curve()}}};
    constexpr std::size_t kHeader = 128, kEntry = 12;
    Bytes table, data;
    put(table, static_cast<std::uint32_t>(tags.size()), 4);
    const std::size_t start = kHeader + 4 + kEntry * tags.size();
    for (const auto& tag : tags) {
        put(table, tag.name);
        put(table, static_cast<std::uint32_t>(start + data.size()), 4);
        put(table, static_cast<std::uint32_t>(tag.data.size()), 4);
        data.insert(data.end(), tag.data.begin(), tag.data.end());
        pad(data, 4);
    }
    Bytes profile;
    put(profile, static_cast<std::uint32_t>(start + data.size()), 4);
    put(profile, 0, 4);           // no preferred engine
    put(profile, 0x02400000, 4);  // version 2.4
    put(profile, "scnrRGB XYZ ");
    for (const std::uint32_t part : {2026U, 1U, 1U, 0U, 0U, 0U}) put(profile, part, 2);
    put(profile, "acsp");
    put(profile, 0, 4);
    profile.resize(kHeader - 60, 0);  // flags, maker, model, attributes, intent: none, perceptual
    for (const double v : {0.96420, 1.0, 0.82491}) put(profile, static_cast<std::uint32_t>(std::lround(v * 65536)), 4);
    profile.resize(kHeader, 0);
    profile.insert(profile.end(), table.begin(), table.end());
    profile.insert(profile.end(), data.begin(), data.end());
    return profile;
}

}  // namespace hilum::dicom
