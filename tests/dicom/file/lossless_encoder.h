// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// encodeLossless(): a plain JPEG lossless encoder for tests (ITU-T T.81 Annex H), written from the standard and not
// from the decoder: one Huffman table of 17 categories with codes of 2 to 16 bits, so that long codes occur too.
#pragma once

#include <cstdint>
#include <vector>

namespace hilum::test {

struct LosslessPicture {
    int width = 0, height = 0, precision = 8, components = 1;
    std::vector<int> values;  // interleaved
};
struct LosslessOptions {
    int predictor = 1;
    int pointTransform = 0;
    int restartLines = 0;  // 0: no restarts
};

class BitWriter {
public:
    explicit BitWriter(std::vector<std::uint8_t>& out) : m_out(out) {}
    void put(unsigned value, int bits) {
        for (int i = bits - 1; i >= 0; --i) {
            m_byte = static_cast<std::uint8_t>(m_byte << 1 | (value >> i & 1U));
            if (++m_filled == 8) flushByte();
        }
    }
    void pad() {
        while (m_filled != 0) put(1, 1);
    }

private:
    void flushByte() {
        m_out.push_back(m_byte);
        if (m_byte == 0xFF) m_out.push_back(0);
        m_byte = 0;
        m_filled = 0;
    }
    std::vector<std::uint8_t>& m_out;
    std::uint8_t m_byte = 0;
    int m_filled = 0;
};

// Lengths of the codes of categories 0 to 16; Kraft's sum stays below one, so that no code is all ones.
inline constexpr int kCodeLengths[17] = {2, 3, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16};

inline int predictedValue(int predictor, int left, int above, int corner) {
    switch (predictor) {
        case 1: return left;
        case 2: return above;
        case 3: return corner;
        case 4: return left + above - corner;
        case 5: return left + ((above - corner) >> 1);
        case 6: return above + ((left - corner) >> 1);
        default: return (left + above) >> 1;
    }
}

inline void putDifference(BitWriter& bits, int difference) {
    difference &= 0xFFFF;                         // modulo 65536 (T.81 H.1.2.1)
    if (difference > 32768) difference -= 65536;  // -32767 to 32768
    int category = 0;
    for (int size = difference < 0 ? -difference : difference; size > 0; size >>= 1) ++category;
    unsigned code = 0;
    for (int c = 0; c <= category; ++c) {
        if (c > 0) code = (code + 1) << (kCodeLengths[c] - kCodeLengths[c - 1]);
    }
    bits.put(code, kCodeLengths[category]);
    if (category == 0 || category == 16) return;
    bits.put(static_cast<unsigned>(difference < 0 ? difference + (1 << category) - 1 : difference), category);
}

inline void putScan(const LosslessPicture& picture, const LosslessOptions& options, std::vector<std::uint8_t>& out) {
    BitWriter bits(out);
    const int components = picture.components;
    const auto value = [&](int x, int y, int c) {
        return picture.values[static_cast<std::size_t>((y * picture.width + x) * components + c)] >>
               options.pointTransform;
    };
    int restarts = 0;
    for (int y = 0; y < picture.height; ++y) {
        const bool anew = options.restartLines > 0 && y > 0 && y % options.restartLines == 0;
        if (anew) {
            bits.pad();
            out.push_back(0xFF);
            out.push_back(static_cast<std::uint8_t>(0xD0 + restarts++ % 8));
        }
        const bool flat = anew || y == 0;
        for (int x = 0; x < picture.width; ++x)
            for (int c = 0; c < components; ++c) {
                const int guess = x == 0 && flat ? 1 << (picture.precision - options.pointTransform - 1)
                                  : x == 0       ? value(0, y - 1, c)
                                  : flat         ? value(x - 1, y, c)
                                         : predictedValue(options.predictor, value(x - 1, y, c), value(x, y - 1, c),
                                                          value(x - 1, y - 1, c));
                putDifference(bits, value(x, y, c) - guess);
            }
    }
    bits.pad();
}

inline std::vector<std::uint8_t> encodeLossless(const LosslessPicture& picture, const LosslessOptions& options) {
    std::vector<std::uint8_t> out = {0xFF, 0xD8};
    const auto u8 = [&](int v) { out.push_back(static_cast<std::uint8_t>(v)); };
    const auto u16 = [&](int v) { u8(v >> 8), u8(v & 255); };
    const auto marker = [&](int code) { u8(0xFF), u8(code); };
    marker(0xC4), u16(2 + 1 + 16 + 17), u8(0);
    for (int length = 1; length <= 16; ++length) {
        int count = 0;
        for (const int each : kCodeLengths) count += each == length;
        u8(count);
    }
    for (int category = 0; category <= 16; ++category) u8(category);
    marker(0xC3), u16(8 + 3 * picture.components), u8(picture.precision), u16(picture.height), u16(picture.width);
    u8(picture.components);
    for (int c = 1; c <= picture.components; ++c) u8(c), u8(0x11), u8(0);
    if (options.restartLines > 0) marker(0xDD), u16(4), u16(options.restartLines * picture.width);
    marker(0xDA), u16(6 + 2 * picture.components), u8(picture.components);
    for (int c = 1; c <= picture.components; ++c) u8(c), u8(0);
    u8(options.predictor), u8(0), u8(options.pointTransform);
    putScan(picture, options, out);
    marker(0xD9);
    return out;
}

inline std::size_t findMarker(const std::vector<std::uint8_t>& stream, int marker) {
    for (std::size_t i = 0; i + 1 < stream.size(); ++i)
        if (stream[i] == 0xFF && stream[i + 1] == marker) return i;
    return stream.size();
}

}  // namespace hilum::test
