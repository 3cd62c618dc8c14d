// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ByteReader: bounds-checked little/big-endian reader over a memory span; every binary format we parse
// ourselves (pre-scan, safetensors, npy) goes through it. Reading past the end sets failed() and
// answers zero, so a parser checks once per structure instead of once per byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace hilum::base {

class ByteReader {
public:
    explicit ByteReader(std::span<const std::uint8_t> bytes, bool bigEndian = false)
        : m_bytes(bytes), m_bigEndian(bigEndian) {}

    bool failed() const { return m_failed; }
    std::size_t position() const { return m_position; }
    std::size_t remaining() const { return m_bytes.size() - m_position; }
    void setBigEndian(bool big) { m_bigEndian = big; }
    void seek(std::size_t position);
    void skip(std::uint64_t count);
    std::uint8_t u8() { return static_cast<std::uint8_t>(integer(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(integer(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(integer(4)); }
    std::uint64_t u64() { return integer(8); }
    std::string_view text(std::size_t count);

private:
    std::uint64_t integer(std::size_t width);
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_position = 0;
    bool m_bigEndian = false;
    bool m_failed = false;
};

}  // namespace hilum::base
