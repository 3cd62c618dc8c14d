// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The numbered schema files of resources/schema and what a database file is to us: empty, ours (older,
// current, newer) or a stranger's. user_version is the number of the last file that was applied.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/library/sqlite.h"

namespace hilum::library {

constexpr std::int64_t kApplicationId = 0x484C554D;  // "HLUM"
constexpr const char* kDatabaseName = "library.db";

std::filesystem::path databaseFile(const std::filesystem::path& folder);

// Number of schema files that this installation has.
base::Result<std::int64_t> newestSchemaVersion();

enum class SchemaState { Empty, Older, Current };
// Corrupt: another program's database. Unsupported: written by a newer Hilum.
base::Result<SchemaState> schemaState(const Database& database, const std::string& path);

// Applies the missing files in one transaction; a killed migration leaves the old version.
base::Status migrate(Database& database, const std::string& path);

// Compares every table and index text by text with what the schema files make. Corrupt names the first
// that differs.
base::Status compareSchema(const Database& database, const std::string& path);

}  // namespace hilum::library
