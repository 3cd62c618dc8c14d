// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ThumbnailStore: small pictures of series that were opened before, in a SQLite file of their own beside the
// library's. It is a cache: a file that is lost, damaged or of another version is made anew, one that cannot be
// written is done without, and nothing else depends on it. A picture is found by a digest alone (instance UID,
// frame, and place, size and time of its file), so that the file holds no identifier and no name, and a copy
// from which something was taken out never gets its original's picture. Bounded; the longest unused go first.
// Any thread. Errors (for tests and the log; a caller goes on without): Io, PermissionDenied, Corrupt.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace hilum::library {

struct ThumbnailKey {
    std::string instanceUid;
    int frame = 0;
    std::filesystem::path path;
    std::string zipEntry;
};

class Database;

class ThumbnailStore {
public:
    using Bytes = std::vector<std::uint8_t>;
    static constexpr std::int64_t kMostPictures = 20'000;

    explicit ThumbnailStore(std::filesystem::path libraryFolder, std::int64_t mostPictures = kMostPictures);
    ~ThumbnailStore();
    ThumbnailStore(const ThumbnailStore&) = delete;
    ThumbnailStore& operator=(const ThumbnailStore&) = delete;

    const std::filesystem::path& file() const { return m_file; }
    // The encoded picture; nothing when there is none, or when the key's file is gone or has no UID.
    base::Result<std::optional<Bytes>> find(const ThumbnailKey& key);
    base::Status put(const ThumbnailKey& key, std::span<const std::uint8_t> picture);
    base::Result<std::int64_t> count();

private:
    template <class T>
    base::Result<T> guardedUse(const std::function<base::Result<T>(Database&)>& use, bool create);
    base::Status open(bool create);
    base::Status prepareFile();
    base::Status trim();
    void discard();

    std::filesystem::path m_file;
    std::int64_t m_most;
    std::mutex m_mutex;
    std::unique_ptr<Database> m_database;
    int m_putsSinceTrim = 0;
};

}  // namespace hilum::library
