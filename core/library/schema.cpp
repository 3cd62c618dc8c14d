// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/library/schema.h"

#include <algorithm>
#include <map>

#include "core/base/file_io.h"
#include "core/base/paths.h"

namespace hilum::library {

namespace fs = std::filesystem;

namespace {

base::Error corrupt(const std::string& path, const std::string& why) {
    auto error =
        base::makeError(base::ErrorCode::Corrupt, "The file " + path + " " + why +
                                                      "; `hilum index rebuild` makes a new library and keeps "
                                                      "this file beside it, or name another folder with --library.");
    error.args.emplace_back("path", path);
    return error;
}

// 0001_cases.sql, 0002_..., without a gap.
base::Result<std::vector<fs::path>> schemaFiles() {
    const fs::path folder = base::resourcesFolder() / "schema";
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->path().extension() == ".sql") files.push_back(it->path());
    std::sort(files.begin(), files.end());
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string number = std::to_string(i + 1);
        const std::string expected = std::string(4 - std::min<std::size_t>(4, number.size()), '0') + number + "_";
        if (files[i].filename().string().rfind(expected, 0) != 0)
            error = std::make_error_code(std::errc::invalid_argument);
    }
    if (error || files.empty())
        return base::makeError(base::ErrorCode::Io, "The schema files of the case library are missing from " +
                                                        folder.string() +
                                                        "; install Hilum again or set HILUM_RESOURCES.");
    return files;
}

using SchemaTexts = std::map<std::string, std::string>;

base::Result<SchemaTexts> schemaTexts(const Database& database) {
    HILUM_TRY(auto statement,
              database.prepare("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL"));
    SchemaTexts texts;
    for (;;) {
        HILUM_TRY(const bool row, statement.step());
        if (!row) return texts;
        texts[statement.text(0)] = statement.text(1);
    }
}

base::Status applyFiles(Database& database, const std::vector<fs::path>& files, std::int64_t from) {
    for (std::size_t i = static_cast<std::size_t>(from); i < files.size(); ++i) {
        HILUM_TRY(const auto sql, base::readTextFile(files[i]));
        HILUM_TRY_STATUS(database.execute(sql));
    }
    return database.execute("PRAGMA application_id=" + std::to_string(kApplicationId) +
                            "; PRAGMA user_version=" + std::to_string(files.size()) + ";");
}

}  // namespace

fs::path databaseFile(const fs::path& folder) { return folder / kDatabaseName; }

base::Result<std::int64_t> newestSchemaVersion() {
    HILUM_TRY(const auto files, schemaFiles());
    return static_cast<std::int64_t>(files.size());
}

base::Result<SchemaState> schemaState(const Database& database, const std::string& path) {
    HILUM_TRY(const auto version, database.integer("PRAGMA user_version"));
    HILUM_TRY(const auto application, database.integer("PRAGMA application_id"));
    if (application != kApplicationId) {
        // A creation that was killed leaves a file without tables: that is an empty library.
        HILUM_TRY(const auto objects, database.integer("SELECT count(*) FROM sqlite_master"));
        if (objects == 0 && application == 0 && version == 0) return SchemaState::Empty;
        return corrupt(path, "is a database of another program, not a case library");
    }
    HILUM_TRY(const auto newest, newestSchemaVersion());
    if (version > newest) {
        auto error = base::makeError(base::ErrorCode::Unsupported,
                                     "The case library " + path + " was written by a newer Hilum (schema " +
                                         std::to_string(version) + ", this one knows " + std::to_string(newest) +
                                         "); use that version, or name another folder with --library.");
        error.args = {{"path", path}, {"got", std::to_string(version)}, {"expected", std::to_string(newest)}};
        return error;
    }
    if (version <= 0) return corrupt(path, "has no schema version");
    return version < newest ? SchemaState::Older : SchemaState::Current;
}

base::Status migrate(Database& database, const std::string& path) {
    HILUM_TRY(const auto before, schemaState(database, path));
    if (before == SchemaState::Current) return base::okStatus();
    HILUM_TRY(const auto files, schemaFiles());
    HILUM_TRY(auto transaction, Transaction::begin(database));
    // Asked again inside the transaction: another program may have been quicker.
    HILUM_TRY(const auto state, schemaState(database, path));
    if (state == SchemaState::Current) return base::okStatus();
    HILUM_TRY(const auto version, database.integer("PRAGMA user_version"));
    HILUM_TRY_STATUS(applyFiles(database, files, version));
    return transaction.commit();
}

base::Status compareSchema(const Database& database, const std::string& path) {
    HILUM_TRY(const auto files, schemaFiles());
    HILUM_TRY(auto model, Database::openInMemory());
    HILUM_TRY_STATUS(applyFiles(*model, files, 0));
    HILUM_TRY(const auto expected, schemaTexts(*model));
    HILUM_TRY(const auto found, schemaTexts(database));
    for (const auto& [name, sql] : expected) {
        const auto other = found.find(name);
        if (other == found.end()) return corrupt(path, "lacks the " + name);
        if (other->second != sql) return corrupt(path, "has another " + name + " than this version makes");
    }
    for (const auto& [name, sql] : found)
        if (!expected.contains(name) && !name.starts_with("table sqlite_"))
            return corrupt(path, "holds a foreign " + name);
    return base::okStatus();
}

}  // namespace hilum::library
