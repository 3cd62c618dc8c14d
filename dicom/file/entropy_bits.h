// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// EntropyBits: the bits of a JPEG's entropy-coded segment (ITU-T T.81 F.2.2.5): a byte FF is followed by a stuffed 00,
// or by a marker, which ends the segment. HuffmanTable: DHT's lists (T.81 C.2) as one look at the next twelve bits.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace hilum::dicom {

class EntropyBits {
public:
    explicit EntropyBits(std::span<const std::uint8_t> bytes) : m_bytes(bytes) {}

    // At least 56 bits are there afterwards, zeros behind the segment's end.
    void fill() {
        // Eight bytes at once where none of them is FF.
        if (m_at + 8 <= m_bytes.size()) {
            std::uint64_t next;
            std::memcpy(&next, m_bytes.data() + m_at, 8);
            if constexpr (std::endian::native == std::endian::little) next = __builtin_bswap64(next);
            const std::uint64_t inverse = ~next;
            if (((inverse - 0x0101010101010101U) & ~inverse & 0x8080808080808080U) == 0) {
                const int bytes = (64 - m_count) / 8;
                if (bytes == 0) return;
                m_bits |= next >> m_count;
                m_count += 8 * bytes;
                m_at += static_cast<std::size_t>(bytes);
                // The rest of what was read is read again with the next fill.
                if (m_count < 64) m_bits &= ~(~std::uint64_t{0} >> m_count);
                return;
            }
        }
        while (m_count <= 56) {
            std::uint64_t byte = 0;
            if (m_at < m_bytes.size() && !m_ended) {
                byte = m_bytes[m_at];
                if (byte != 0xFF) {
                    ++m_at;
                } else if (m_at + 1 < m_bytes.size() && m_bytes[m_at + 1] == 0) {
                    m_at += 2;
                } else {
                    m_ended = true;
                }
            } else {
                m_ended = true;
            }
            if (m_ended) {
                byte = 0;
                m_invented += 8;
            }
            m_bits |= byte << (56 - m_count);
            m_count += 8;
        }
    }
    int count() const { return m_count; }
    std::uint32_t peek(int bits) const { return static_cast<std::uint32_t>(m_bits >> (64 - bits)); }  // 1 to 32
    void drop(int bits) {
        m_bits <<= bits;
        m_count -= bits;
    }
    // More was taken than the segment holds.
    bool overrun() const { return m_invented > m_count; }
    // Leaves the rest of the last byte, and the marker RST0 to RST7 that has to follow. False when it does not.
    bool restart(int number) {
        // Whole bytes that were read ahead stand before the marker: then the stream holds more than it should.
        if (!m_ended && !atMarker()) return false;
        if (m_at + 1 >= m_bytes.size() || m_count - m_invented >= 8) return false;
        while (m_at + 2 < m_bytes.size() && m_bytes[m_at + 1] == 0xFF) ++m_at;  // fill bytes (T.81 B.1.1.2)
        if (m_bytes[m_at + 1] != 0xD0 + number) return false;
        m_at += 2;
        m_bits = 0;
        m_count = m_invented = 0;
        m_ended = false;
        return true;
    }

private:
    bool atMarker() const { return m_at + 1 < m_bytes.size() && m_bytes[m_at] == 0xFF && m_bytes[m_at + 1] != 0; }

    std::span<const std::uint8_t> m_bytes;
    std::size_t m_at = 0;
    std::uint64_t m_bits = 0;  // the next bit is the highest
    int m_count = 0;           // of valid bits
    int m_invented = 0;        // of them (or of what was taken), zeros that the segment does not hold
    bool m_ended = false;
};

class HuffmanTable {
public:
    static constexpr int kLookBits = 12, kMostCategories = 17;
    struct Look {
        std::int16_t difference = 0;
        std::uint8_t bits = 0;      // code and difference together; 0: not in one look
        std::uint8_t category = 0;  // valid when codeBits is not 0
        std::uint8_t codeBits = 0;  // of the code alone; 0: a longer code
    };
    // The counts of codes of 1 to 16 bits and their categories; false when they are no code.
    bool build(std::span<const std::uint8_t, 16> counts, std::span<const std::uint8_t> categories);
    bool isBuilt() const { return m_built; }
    const Look& look(std::uint32_t nextBits) const { return m_looks[nextBits]; }
    // For codes longer than a look: the category, and its code's length in `bits`; -1 when there is none.
    int longCode(std::uint32_t next16, int& bits) const {
        for (bits = kLookBits + 1; bits <= 16; ++bits) {
            const auto code = static_cast<std::int32_t>(next16 >> (16 - bits));
            const auto length = static_cast<std::size_t>(bits);
            if (code <= m_last[length]) return m_categories[static_cast<std::size_t>(m_offset[length] + code)];
        }
        return -1;
    }

private:
    std::array<Look, 1 << kLookBits> m_looks{};
    std::array<std::int32_t, 17> m_last{}, m_offset{};  // by length: the largest code, what turns a code into a place
    std::array<std::uint8_t, 256> m_categories{};
    bool m_built = false;
};

// The value of `bits` more bits for a difference of that category (T.81 F.1.2.1.1, EXTEND).
constexpr int extended(std::uint32_t value, int category) {
    const int half = 1 << (category - 1);
    return static_cast<int>(value) < half ? static_cast<int>(value) - (1 << category) + 1 : static_cast<int>(value);
}

}  // namespace hilum::dicom
