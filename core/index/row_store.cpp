// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/index/row_store.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/log.h"

namespace hilum::index {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t kTailBytes = 4U << 20;  // written at once

base::Error cannotWrite(const char* what) {
    return base::makeError(
        base::ErrorCode::Io,
        "The index of past cases found no room in the temporary folder and stays in memory; free some "
        "space, or set TMPDIR to a folder on a larger disk.",
        std::string(what) + ": " + std::strerror(errno));
}

int namelessFile(const fs::path& folder) {
    const int made = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (made >= 0) return made;
    std::string name = (folder / "hilum-index-XXXXXX").string();  // a file system without nameless files
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0) ::unlink(name.c_str());
    return named;
}

bool writeAll(int file, const void* data, std::size_t bytes, std::size_t offset) {
    const auto* from = static_cast<const char*>(data);
    while (bytes > 0) {
        const ssize_t put = ::pwrite(file, from, bytes, static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        from += put;
        bytes -= static_cast<std::size_t>(put);
        offset += static_cast<std::size_t>(put);
    }
    return true;
}

}  // namespace

RowStore::RowStore(std::size_t dim, std::size_t memoryBytes, fs::path folder)
    : m_dim(dim), m_memoryBytes(memoryBytes), m_folder(std::move(folder)) {}

RowStore::~RowStore() {
    if (m_map != nullptr) ::munmap(const_cast<float*>(m_map), m_mapBytes);
    if (m_file >= 0) ::close(m_file);
}

void RowStore::append(std::span<const float> row) {
    m_tail.insert(m_tail.end(), row.begin(), row.end());
    ++m_rows;
    const std::size_t bytes = m_tail.size() * sizeof(float);
    if (m_isFull || bytes < (m_file < 0 ? m_memoryBytes : kTailBytes)) return;
    const auto status = flush();
    if (status.ok()) return;
    m_isFull = true;  // rather much memory than no index
    base::logWarning(status.error().message + " " + status.error().detail);
}

base::Status RowStore::replace(std::size_t slot, std::span<const float> row) {
    if (slot >= m_fileRows) {
        std::copy(row.begin(), row.end(), m_tail.begin() + static_cast<std::ptrdiff_t>((slot - m_fileRows) * m_dim));
        return base::okStatus();
    }
    if (!writeAll(m_file, row.data(), row.size_bytes(), slot * m_dim * sizeof(float))) return cannotWrite("write");
    return base::okStatus();
}

base::Status RowStore::flush() {
    if (m_file < 0) {
        std::error_code code;
        const fs::path folder = m_folder.empty() ? fs::temp_directory_path(code) : m_folder;
        m_file = code ? -1 : namelessFile(folder);
        if (m_file < 0) return cannotWrite("open");
    }
    const std::size_t done = m_fileRows * m_dim * sizeof(float), more = m_tail.size() * sizeof(float);
    if (!writeAll(m_file, m_tail.data(), more, done)) return cannotWrite("write");
    if (done + more > m_mapBytes) {  // mapped ahead of the file's end, which nobody reads beyond
        const std::size_t wanted = 2 * (done + more);
        void* map = ::mmap(nullptr, wanted, PROT_READ, MAP_SHARED, m_file, 0);
        if (map == MAP_FAILED) return cannotWrite("map");
        if (m_map != nullptr) ::munmap(const_cast<float*>(m_map), m_mapBytes);
        m_map = static_cast<const float*>(map);
        m_mapBytes = wanted;
    }
    m_fileRows = m_rows;
    m_tail = {};
    m_tail.reserve(kTailBytes / sizeof(float) + m_dim);
    return base::okStatus();
}

}  // namespace hilum::index
