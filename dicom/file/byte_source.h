// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Where DICOM bytes come from: a file read in pieces (never mapped, so a truncated share cannot raise
// SIGBUS), or memory (an expanded ZIP entry, an inflated dataset). SourceReader reads numbers from it
// through a small window; past the end it answers zero and failed(). One reader per thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace hilum::dicom {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;
    // Fills out from offset; answers how many bytes there were (short only at the end).
    virtual base::Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) const = 0;
};

using SourcePtr = std::shared_ptr<const ByteSource>;

// NotFound, PermissionDenied, InvalidInput (not a regular file), Io.
base::Result<SourcePtr> openFileSource(const std::filesystem::path& path);
SourcePtr memorySource(std::vector<std::uint8_t> bytes);

// Bytes [offset, offset + count); Corrupt when the source ends before, Unsupported above limitBytes.
base::Result<std::vector<std::uint8_t>> readRange(const ByteSource& source, std::uint64_t offset, std::uint64_t count,
                                                  std::uint64_t limitBytes);

class SourceReader {
public:
    explicit SourceReader(const ByteSource& source, std::uint64_t position = 0)
        : m_source(source), m_position(position) {}

    std::uint64_t position() const { return m_position; }
    void seek(std::uint64_t position) { m_position = position; }
    void setBigEndian(bool big) { m_bigEndian = big; }
    bool failed() const { return m_failed; }
    std::uint8_t u8() { return static_cast<std::uint8_t>(integer(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(integer(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(integer(4)); }

private:
    std::uint64_t integer(std::size_t width);
    bool load(std::size_t width);

    const ByteSource& m_source;
    std::uint64_t m_position;
    std::uint64_t m_windowStart = 0;
    std::vector<std::uint8_t> m_window;
    bool m_bigEndian = false;
    bool m_failed = false;
};

}  // namespace hilum::dicom
