// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/library/thumbnail_store.h"

#include <sys/stat.h>

#include <chrono>

#include "core/base/sha256.h"
#include "core/library/sqlite.h"

namespace hilum::library {

namespace fs = std::filesystem;

namespace {

using base::Result;
using base::Status;

constexpr int kVersion = 1;
constexpr int kPutsBetweenTrims = 64;
// A plain rollback journal: no side files that outlive a crash, and none of the WAL's demands on the disk.
constexpr const char* kSchema =
    "PRAGMA journal_mode=DELETE; PRAGMA synchronous=NORMAL;"
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS thumbnail(key TEXT PRIMARY KEY, picture BLOB NOT NULL, used INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    "PRAGMA user_version=1; COMMIT;";

std::int64_t today() {
    using Days = std::chrono::duration<std::int64_t, std::ratio<86400>>;
    return std::chrono::duration_cast<Days>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// "" when the picture cannot be told from another's.
std::string digestOf(const ThumbnailKey& key) {
    struct stat info {};
    if (key.instanceUid.empty() || ::stat(key.path.c_str(), &info) != 0) return {};
    std::error_code code;
    const auto whole = fs::absolute(key.path, code);
    std::string text;
    for (const auto& part :
         {key.instanceUid, std::to_string(key.frame), (code ? key.path : whole).lexically_normal().string(),
          key.zipEntry, std::to_string(info.st_size), std::to_string(info.st_mtim.tv_sec),
          std::to_string(info.st_mtim.tv_nsec)})
        text += std::to_string(part.size()) + ':' + part;
    return base::sha256Hex(std::string_view(text));
}

}  // namespace

ThumbnailStore::ThumbnailStore(fs::path libraryFolder, std::int64_t mostPictures)
    : m_file(std::move(libraryFolder) / "thumbnails.sqlite"), m_most(mostPictures) {}

ThumbnailStore::~ThumbnailStore() = default;

void ThumbnailStore::discard() {
    m_database.reset();
    std::error_code ignored;
    for (const char* ending : {"", "-journal", "-wal", "-shm"}) fs::remove(fs::path(m_file.string() + ending), ignored);
}

Status ThumbnailStore::prepareFile() {
    HILUM_TRY(m_database, Database::open(m_file, Database::Mode::ReadWrite));
    HILUM_TRY(const auto version, m_database->integer("PRAGMA user_version"));
    if (version != 0 && version != kVersion)
        return base::makeError(base::ErrorCode::Corrupt,
                               "The thumbnails are of another version of Hilum and are made again.");
    HILUM_TRY_STATUS(m_database->execute(kSchema));
    fs::permissions(m_file, fs::perms::owner_read | fs::perms::owner_write);
    return trim();
}

// A file that cannot be used as it stands is thrown away once: everything in it can be made again.
Status ThumbnailStore::open(bool create) {
    std::error_code code;
    // Somebody took the file away while it was open: what is written now would be lost with it.
    if (m_database && fs::exists(m_file, code)) return base::okStatus();
    m_database.reset();
    if (create) fs::create_directories(m_file.parent_path(), code);
    auto status = prepareFile();
    if (!status.ok() && status.error().code == base::ErrorCode::Corrupt) {
        discard();
        status = prepareFile();
    }
    if (!status.ok()) m_database.reset();
    return status;
}

template <class T>
Result<T> ThumbnailStore::guardedUse(const std::function<Result<T>(Database&)>& use, bool create) {
    return base::guarded("Using the thumbnails", [&]() -> Result<T> {
        HILUM_TRY_STATUS(open(create));
        auto answer = use(*m_database);
        if (answer.ok() || answer.error().code != base::ErrorCode::Corrupt) return answer;
        discard();
        HILUM_TRY_STATUS(open(create));
        return use(*m_database);
    });
}

Status ThumbnailStore::trim() {
    m_putsSinceTrim = 0;
    HILUM_TRY(const auto pictures, m_database->integer("SELECT count(*) FROM thumbnail"));
    if (pictures <= m_most) return base::okStatus();
    HILUM_TRY(auto oldest, m_database->prepare("DELETE FROM thumbnail WHERE key IN "
                                               "(SELECT key FROM thumbnail ORDER BY used, key LIMIT ?1)"));
    oldest.bind(1, pictures - m_most + m_most / 10);
    return oldest.run();
}

Result<std::optional<ThumbnailStore::Bytes>> ThumbnailStore::find(const ThumbnailKey& key) {
    const std::string digest = digestOf(key);
    std::error_code code;
    const std::lock_guard lock(m_mutex);
    if (digest.empty() || !fs::exists(m_file, code)) return std::optional<Bytes>();
    return guardedUse<std::optional<Bytes>>(
        [&](Database& database) -> Result<std::optional<Bytes>> {
            HILUM_TRY(auto search, database.prepare("SELECT picture, used FROM thumbnail WHERE key=?1"));
            search.bind(1, digest);
            HILUM_TRY(const bool there, search.step());
            if (!there) return std::optional<Bytes>();
            std::optional<Bytes> picture = search.blob(0);
            const bool stale = search.integer(1) != today();
            search.reset();
            if (!stale) return picture;
            HILUM_TRY(auto touch, database.prepare("UPDATE thumbnail SET used=?2 WHERE key=?1"));
            touch.bind(1, digest).bind(2, today());
            (void)touch.run();  // a read-only file still answers
            return picture;
        },
        false);
}

Status ThumbnailStore::put(const ThumbnailKey& key, std::span<const std::uint8_t> picture) {
    const std::string digest = digestOf(key);
    if (digest.empty()) return base::okStatus();
    const std::lock_guard lock(m_mutex);
    const auto done = guardedUse<bool>(
        [&](Database& database) -> Result<bool> {
            HILUM_TRY(auto insert, database.prepare("INSERT OR REPLACE INTO thumbnail(key, picture, used) "
                                                    "VALUES(?1, ?2, ?3)"));
            insert.bind(1, digest).bind(2, picture).bind(3, today());
            HILUM_TRY_STATUS(insert.run());
            if (++m_putsSinceTrim >= kPutsBetweenTrims) HILUM_TRY_STATUS(trim());
            return true;
        },
        true);
    return done.ok() ? base::okStatus() : Status(done.error());
}

Result<std::int64_t> ThumbnailStore::count() {
    std::error_code code;
    const std::lock_guard lock(m_mutex);
    if (!fs::exists(m_file, code)) return std::int64_t{0};
    return guardedUse<std::int64_t>(
        [](Database& database) { return database.integer("SELECT count(*) FROM thumbnail"); }, false);
}

}  // namespace hilum::library
