// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/library/sqlite.h"

#include <sqlite3.h>

#include <bit>
#include <cerrno>
#include <cstring>

namespace hilum::library {

static_assert(std::endian::native == std::endian::little, "vectors are stored as little-endian float32");

namespace {

constexpr int kBusyTimeoutMs = 3000;

base::Error errorOf(int code, const std::string& path, const std::string& detail) {
    using base::ErrorCode;
    const std::string library = "The case library " + path;
    base::Error error;
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            error = base::makeError(ErrorCode::Io,
                                    library +
                                        " is locked by another program; close the other window or "
                                        "command that holds it and try again.",
                                    detail);
            break;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            error = base::makeError(ErrorCode::PermissionDenied,
                                    library +
                                        " is read-only, so nothing was written; make the "
                                        "file and its folder writable or name another with --library.",
                                    detail);
            break;
        case SQLITE_FULL:
            error = base::makeError(ErrorCode::Io,
                                    library +
                                        " could not grow because the disk is full, nothing stored was "
                                        "lost; free some space and run the same command again.",
                                    detail);
            break;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_FORMAT:
            error = base::makeError(ErrorCode::Corrupt,
                                    library +
                                        " is damaged or is not a case library; `hilum index rebuild` "
                                        "makes a new one and keeps this file beside it.",
                                    detail);
            break;
        case SQLITE_CANTOPEN:
            error = base::makeError(ErrorCode::PermissionDenied,
                                    library +
                                        " cannot be opened; check that its folder exists and "
                                        "may be read and written, or name another with --library.",
                                    detail);
            break;
        case SQLITE_NOMEM:
            error = base::makeError(ErrorCode::OutOfMemory,
                                    library +
                                        " needs more memory than this machine can give; close "
                                        "other programs and try again.",
                                    detail);
            break;
        case SQLITE_IOERR:
            error = base::makeError(ErrorCode::Io,
                                    library +
                                        " could not be read or written by the system; check the disk and "
                                        "try again, what was stored before is kept.",
                                    detail);
            break;
        default:
            error = base::makeError(ErrorCode::Internal,
                                    library +
                                        " gave an answer that was not expected; the log has the "
                                        "details.",
                                    detail);
    }
    error.args = {{"path", path}, {"sqlite", std::to_string(code)}};
    return error;
}

bool meansFull(int systemError) { return systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG; }

// A quota or a limit that ends a write comes as an I/O error; only the system's number tells why. A failed commit
// leaves that number at the file it was written to, the write-ahead log above all.
bool diskIsFull(sqlite3* connection) {
    if (meansFull(sqlite3_system_errno(connection))) return true;
    for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
        sqlite3_file* file = nullptr;
        int number = 0;
        if (sqlite3_file_control(connection, "main", which, static_cast<void*>(&file)) != SQLITE_OK) continue;
        if (file == nullptr || file->pMethods == nullptr) continue;
        if (file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK && meansFull(number))
            return true;
    }
    return false;
}

base::Error errorOf(sqlite3* connection, const std::string& path) {
    int code = sqlite3_extended_errcode(connection);
    const std::string detail = sqlite3_errmsg(connection);  // before anything else is asked of the connection
    if ((code & 0xFF) == SQLITE_IOERR && diskIsFull(connection)) code = SQLITE_FULL;
    return errorOf(code, path, detail);
}

// "?" and "#" have a meaning in a file: URI, "%" begins an escape.
std::string asUri(const std::string& path, const char* query) {
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '?')
            uri += "%3f";
        else if (c == '#')
            uri += "%23";
        else if (c == '%')
            uri += "%25";
        else
            uri += c;
    }
    return uri + query;
}

}  // namespace

Statement::Statement(sqlite3* connection, sqlite3_stmt* statement, std::string path)
    : m_connection(connection), m_statement(statement), m_path(std::move(path)) {}

Statement::Statement(Statement&& other) noexcept
    : m_connection(other.m_connection), m_statement(other.m_statement), m_path(std::move(other.m_path)) {
    other.m_statement = nullptr;
}

Statement::~Statement() { sqlite3_finalize(m_statement); }

Statement& Statement::bind(int index, std::int64_t value) {
    sqlite3_bind_int64(m_statement, index, value);
    return *this;
}
Statement& Statement::bind(int index, const std::string& value) {
    sqlite3_bind_text64(m_statement, index, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}
Statement& Statement::bind(int index, std::span<const std::uint8_t> value) {
    sqlite3_bind_blob64(m_statement, index, value.data(), value.size(), SQLITE_TRANSIENT);
    return *this;
}
Statement& Statement::bind(int index, std::span<const float> value) {
    sqlite3_bind_blob64(m_statement, index, value.data(), value.size_bytes(), SQLITE_TRANSIENT);
    return *this;
}
Statement& Statement::bindNull(int index) {
    sqlite3_bind_null(m_statement, index);
    return *this;
}
Statement& Statement::bind(int index, const std::optional<std::int64_t>& value) {
    return value ? bind(index, *value) : bindNull(index);
}

base::Result<bool> Statement::step() {
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return errorOf(m_connection, m_path);
}

base::Status Statement::run() {
    for (;;) {
        auto row = step();
        if (!row.ok()) {
            reset();
            return std::move(row).error();
        }
        if (!*row) break;
    }
    reset();
    return base::okStatus();
}

void Statement::reset() {
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }
double Statement::real(int column) const { return sqlite3_column_double(m_statement, column); }
bool Statement::isNull(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

std::string Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(m_statement, column);
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

std::vector<std::uint8_t> Statement::blob(int column) const {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement, column));
    if (bytes == nullptr) return {};
    return {bytes, bytes + sqlite3_column_bytes(m_statement, column)};
}

std::vector<float> Statement::floats(int column) const {
    const void* bytes = sqlite3_column_blob(m_statement, column);
    const auto count = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)) / sizeof(float);
    std::vector<float> values(count);
    if (count > 0) std::memcpy(values.data(), bytes, count * sizeof(float));
    return values;
}

base::Status Database::guard(Mode mode) const {
    sqlite3_extended_result_codes(m_connection, 1);
    sqlite3_busy_timeout(m_connection, kBusyTimeoutMs);
    sqlite3_db_config(m_connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(m_connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    HILUM_TRY_STATUS(
        execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
                "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"));
    if (mode == Mode::ReadOnly) return execute("PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0;");
    return execute("PRAGMA secure_delete=ON;");
}

base::Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file, Mode mode) {
    const std::string path = file.string();
    const auto attempt = [&](const char* query, int flags) -> base::Result<std::unique_ptr<Database>> {
        sqlite3* connection = nullptr;
        const int code = sqlite3_open_v2(asUri(path, query).c_str(), &connection,
                                         flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
        std::unique_ptr<Database> database(new Database(connection, path));
        if (code != SQLITE_OK)
            return connection == nullptr ? errorOf(SQLITE_NOMEM, path, "sqlite3_open_v2") : errorOf(connection, path);
        HILUM_TRY_STATUS(database->guard(mode));
        HILUM_TRY(const auto version, database->integer("PRAGMA schema_version"));  // first touch of the file
        (void)version;
        return database;
    };
    if (mode == Mode::ReadWrite) return attempt("", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    auto database = attempt("", SQLITE_OPEN_READONLY);
    if (database.ok() || database.error().code != base::ErrorCode::PermissionDenied) return database;
    // A WAL database on a read-only medium: readable as it stands when no log waits to be replayed.
    std::error_code ignored;
    const auto log = std::filesystem::path(path + "-wal");
    const auto waiting = std::filesystem::exists(log, ignored) ? std::filesystem::file_size(log, ignored) : 0;
    return waiting == 0 ? attempt("?immutable=1", SQLITE_OPEN_READONLY) : std::move(database);
}

base::Result<std::unique_ptr<Database>> Database::openInMemory() {
    sqlite3* connection = nullptr;
    if (sqlite3_open(":memory:", &connection) != SQLITE_OK) {
        sqlite3_close_v2(connection);
        return errorOf(SQLITE_NOMEM, ":memory:", "sqlite3_open");
    }
    return std::unique_ptr<Database>(new Database(connection, ":memory:"));
}

Database::~Database() { sqlite3_close_v2(m_connection); }

base::Result<Statement> Database::prepare(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(m_connection, sql.c_str(), static_cast<int>(sql.size()) + 1, &statement, nullptr) !=
        SQLITE_OK) {
        auto error = errorOf(m_connection, m_path);
        // A table that our schema has and this file lacks: the file is damaged, not our statement.
        if (error.detail.starts_with("no such table") || error.detail.starts_with("no such column"))
            return errorOf(SQLITE_CORRUPT, m_path, error.detail);
        return error;
    }
    return Statement(m_connection, statement, m_path);
}

base::Status Database::execute(const std::string& sql) const {
    if (sqlite3_exec(m_connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return errorOf(m_connection, m_path);
    return base::okStatus();
}

base::Result<std::int64_t> Database::integer(const std::string& sql) const {
    HILUM_TRY(auto statement, prepare(sql));
    HILUM_TRY(const bool row, statement.step());
    return row ? statement.integer(0) : std::int64_t{0};
}

std::int64_t Database::lastInsertId() const { return sqlite3_last_insert_rowid(m_connection); }

base::Result<Transaction> Transaction::begin(Database& database) {
    HILUM_TRY_STATUS(database.execute("BEGIN IMMEDIATE"));
    return Transaction(&database);
}

Transaction::~Transaction() {
    if (m_database != nullptr) (void)m_database->execute("ROLLBACK");
}

base::Status Transaction::commit() {
    HILUM_TRY_STATUS(m_database->execute("COMMIT"));
    m_database = nullptr;
    return base::okStatus();
}

}  // namespace hilum::library
