// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

// A header usually lies in the first window; after a jump (over a large value) a few bytes are enough.
constexpr std::size_t kWindowBytes = 64 * 1024;
constexpr std::size_t kWindowAfterJumpBytes = 512;

base::Error fileError(int number, const std::filesystem::path& path) {
    ErrorCode code = ErrorCode::Io;
    if (number == ENOENT || number == ENOTDIR) code = ErrorCode::NotFound;
    if (number == EACCES || number == EPERM) code = ErrorCode::PermissionDenied;
    auto error = makeError(
        code, "Cannot read " + path.string() + ": " + std::strerror(number) + "; check the path and who may use it.");
    error.args.emplace_back("path", path.string());
    return error;
}

class FileSource : public ByteSource {
public:
    FileSource(int fd, std::uint64_t size, std::filesystem::path path)
        : m_fd(fd), m_size(size), m_path(std::move(path)) {}
    ~FileSource() override { ::close(m_fd); }
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    std::uint64_t size() const override { return m_size; }
    Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        std::size_t done = 0;
        while (done < out.size() && offset + done < m_size) {
            const ssize_t got = ::pread(m_fd, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return fileError(errno, m_path);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        return done;
    }

private:
    int m_fd;
    std::uint64_t m_size;
    std::filesystem::path m_path;
};

class MemorySource : public ByteSource {
public:
    explicit MemorySource(std::vector<std::uint8_t> bytes) : m_bytes(std::move(bytes)) {}
    std::uint64_t size() const override { return m_bytes.size(); }
    Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        if (offset >= m_bytes.size()) return std::size_t{0};
        const auto count = std::min<std::uint64_t>(out.size(), m_bytes.size() - offset);
        std::copy_n(m_bytes.begin() + static_cast<std::ptrdiff_t>(offset), count, out.begin());
        return static_cast<std::size_t>(count);
    }

private:
    std::vector<std::uint8_t> m_bytes;
};

}  // namespace

Result<SourcePtr> openFileSource(const std::filesystem::path& path) {
    // O_NONBLOCK: opening a named pipe must not wait for a writer.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return fileError(errno, path);
    struct stat info {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        return makeError(ErrorCode::InvalidInput,
                         path.string() + " is not a regular file; name a file, a folder or a ZIP.");
    }
    return SourcePtr(std::make_shared<FileSource>(fd, static_cast<std::uint64_t>(info.st_size), path));
}

SourcePtr memorySource(std::vector<std::uint8_t> bytes) { return std::make_shared<MemorySource>(std::move(bytes)); }

Result<std::vector<std::uint8_t>> readRange(const ByteSource& source, std::uint64_t offset, std::uint64_t count,
                                            std::uint64_t limitBytes) {
    if (count > limitBytes)
        return makeError(ErrorCode::Unsupported, "A value of " + std::to_string(count) +
                                                     " bytes is over the limit of " + std::to_string(limitBytes) +
                                                     "; use a smaller file.");
    if (offset > source.size() || count > source.size() - offset)
        return makeError(ErrorCode::Corrupt, "The file ends before its data does; copy it again.");
    return base::guarded("Reading the file", [&]() -> Result<std::vector<std::uint8_t>> {
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count));
        HILUM_TRY(const std::size_t got, source.read(offset, bytes));
        if (got != bytes.size())
            return makeError(ErrorCode::Corrupt, "The file ends before its data does; copy it again.");
        return bytes;
    });
}

bool SourceReader::load(std::size_t width) {
    const std::uint64_t windowEnd = m_windowStart + m_window.size();
    const bool jumped = !m_window.empty() && (m_position < m_windowStart || m_position > windowEnd);
    m_window.resize(std::max(jumped ? kWindowAfterJumpBytes : kWindowBytes, width));
    const auto got = m_source.read(m_position, m_window);
    m_windowStart = m_position;
    m_window.resize(got.ok() ? *got : 0);
    return m_window.size() >= width;
}

std::uint64_t SourceReader::integer(std::size_t width) {
    const bool inside = m_position >= m_windowStart && m_position + width <= m_windowStart + m_window.size();
    if (m_failed || (!inside && !load(width))) {
        m_failed = true;
        return 0;
    }
    const std::uint8_t* bytes = m_window.data() + (m_position - m_windowStart);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value |= std::uint64_t{bytes[i]} << (8 * (m_bigEndian ? width - 1 - i : i));
    m_position += width;
    return value;
}

}  // namespace hilum::dicom
