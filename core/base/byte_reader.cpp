// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/byte_reader.h"

namespace hilum::base {

void ByteReader::seek(std::size_t position) {
    if (position > m_bytes.size()) {
        m_failed = true;
        m_position = m_bytes.size();
        return;
    }
    m_position = position;
}

void ByteReader::skip(std::uint64_t count) {
    if (count > remaining()) {
        m_failed = true;
        m_position = m_bytes.size();
        return;
    }
    m_position += static_cast<std::size_t>(count);
}

std::string_view ByteReader::text(std::size_t count) {
    if (count > remaining()) {
        m_failed = true;
        return {};
    }
    const auto* start = reinterpret_cast<const char*>(m_bytes.data() + m_position);
    m_position += count;
    return {start, count};
}

std::uint64_t ByteReader::integer(std::size_t width) {
    if (m_failed || width > remaining()) {
        m_failed = true;
        return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        const std::size_t shift = 8 * (m_bigEndian ? width - 1 - i : i);
        value |= static_cast<std::uint64_t>(m_bytes[m_position + i]) << shift;
    }
    m_position += width;
    return value;
}

}  // namespace hilum::base
