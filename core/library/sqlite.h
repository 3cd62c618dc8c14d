// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Thin RAII over the sqlite3 C interface, for core/library only: a connection, a statement, and one
// place that turns SQLite's codes into sentences. A connection belongs to one thread at a time.
// Errors: Io (in use elsewhere, full disk), PermissionDenied (read-only), Corrupt (damaged, foreign).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace hilum::library {

class Statement {
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    // Parameters are numbered from 1; text and blobs are copied by SQLite.
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, const std::string& value);
    Statement& bind(int index, std::span<const std::uint8_t> value);
    Statement& bind(int index, std::span<const float> value);
    Statement& bindNull(int index);
    Statement& bind(int index, const std::optional<std::int64_t>& value);

    base::Result<bool> step();  // true: a row is there
    base::Status run();         // steps to the end, then resets
    void reset();

    std::int64_t integer(int column) const;
    double real(int column) const;
    bool isNull(int column) const;
    std::string text(int column) const;
    std::vector<std::uint8_t> blob(int column) const;
    std::vector<float> floats(int column) const;  // a blob of float32

private:
    friend class Database;
    Statement(sqlite3* connection, sqlite3_stmt* statement, std::string path);
    sqlite3* m_connection;
    sqlite3_stmt* m_statement;
    std::string m_path;
};

class Database {
public:
    enum class Mode { ReadOnly, ReadWrite };
    // ReadWrite creates the file. Both set the guards of reliability.md 1.3.
    static base::Result<std::unique_ptr<Database>> open(const std::filesystem::path& file, Mode mode);
    static base::Result<std::unique_ptr<Database>> openInMemory();
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    base::Result<Statement> prepare(const std::string& sql) const;
    base::Status execute(const std::string& sql) const;                // any number of statements
    base::Result<std::int64_t> integer(const std::string& sql) const;  // first column of the first row
    std::int64_t lastInsertId() const;

private:
    Database(sqlite3* connection, std::string path) : m_connection(connection), m_path(std::move(path)) {}
    base::Status guard(Mode mode) const;
    sqlite3* m_connection;
    std::string m_path;
};

// BEGIN IMMEDIATE ... COMMIT; rolls back when it goes out of scope uncommitted.
class Transaction {
public:
    static base::Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept : m_database(other.m_database) { other.m_database = nullptr; }
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    base::Status commit();

private:
    explicit Transaction(Database* database) : m_database(database) {}
    Database* m_database;
};

}  // namespace hilum::library
