// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/library/library_care.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/library/library.h"
#include "core/library/library_writer.h"
#include "core/library/schema.h"
#include "core/library/sqlite.h"

namespace hilum::library {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSourcesName = "sources.json";
constexpr std::size_t kMaxFaults = 50;

std::string compactTime() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
    return text;
}

// First column of every row of sql, at most kMaxFaults of them.
base::Result<std::vector<std::string>> lines(const Database& database, const std::string& sql) {
    HILUM_TRY(auto statement, database.prepare(sql));
    std::vector<std::string> out;
    while (out.size() < kMaxFaults) {
        HILUM_TRY(const bool row, statement.step());
        if (!row) break;
        out.push_back(statement.text(0));
    }
    return out;
}

void checkStructure(const Database& database, const std::string& path, VerifyReport& report) {
    const auto note = [&](const base::Error& error) {
        report.faults.push_back(error.message + " (" + error.detail + ")");
    };
    if (auto integrity = lines(database, "PRAGMA integrity_check(50)"); !integrity.ok())
        note(integrity.error());
    else
        for (const auto& line : *integrity)
            if (line != "ok") report.faults.push_back(line);
    if (auto keys = lines(database, "PRAGMA foreign_key_check"); !keys.ok())
        note(keys.error());
    else
        for (const auto& table : *keys) report.faults.push_back("a row of " + table + " refers to nothing");
    if (auto schema = compareSchema(database, path); !schema.ok()) note(schema.error());
    const auto cases = database.integer("SELECT count(*) FROM cases");
    const auto texts = database.integer("SELECT count(*) FROM case_text");
    if (!cases.ok())
        note(cases.error());
    else
        report.cases = *cases;
    if (!texts.ok())
        note(texts.error());
    else if (cases.ok() && *texts != *cases)
        report.faults.push_back("full text knows " + std::to_string(*texts) + " of " + std::to_string(*cases) +
                                " cases");
}

base::Status checkVectors(const Database& database, const char* table, const base::JobContext& context,
                          VerifyReport& report) {
    HILUM_TRY(auto rows, database.prepare(std::string("SELECT rowid, pack, vector FROM ") + table));
    std::map<std::int64_t, std::size_t> widths;  // of each pack
    for (std::int64_t count = 0;; ++count) {
        if (count % 1024 == 0 && context.stopRequested()) return base::cancelled();
        HILUM_TRY(const bool row, rows.step());
        if (!row) return base::okStatus();
        ++report.embeddings;
        const auto vector = rows.floats(2);
        const auto known = widths.emplace(rows.integer(1), vector.size()).first;
        const bool width = !vector.empty() && known->second == vector.size();
        const bool values = std::all_of(vector.begin(), vector.end(), [](float v) { return std::isfinite(v); });
        if ((!width || !values) && report.faults.size() < kMaxFaults)
            report.faults.push_back(std::string("vector ") + std::to_string(rows.integer(0)) + " of " + table +
                                    " cannot be used");
    }
}

base::Status findMissing(const Database& database, const base::JobContext& context, VerifyReport& report) {
    HILUM_TRY(auto rows, database.prepare("SELECT DISTINCT path FROM cases ORDER BY path"));
    for (std::int64_t done = 0;; ++done) {
        if (context.stopRequested()) return base::cancelled();
        HILUM_TRY(const bool row, rows.step());
        if (!row) return base::okStatus();
        std::error_code ignored;
        if (!fs::exists(rows.text(0), ignored)) report.missing.push_back(rows.text(0));
        context.progress(done, report.cases, base::Stage::Reading);
    }
}

// Copies the rows of one table that can still be read.
std::int64_t copyRows(const Database& from, Database& to, const std::string& select, const std::string& insert,
                      int columns, std::int64_t& unreadable) {
    auto reader = from.prepare(select);
    if (!reader.ok()) {
        ++unreadable;
        return 0;
    }
    std::int64_t copied = 0;
    for (;;) {
        const auto row = reader->step();
        if (!row.ok()) ++unreadable;
        if (!row.ok() || !*row) return copied;
        auto writer = to.prepare(insert);
        if (!writer.ok()) return copied;
        for (int i = 0; i < columns; ++i) writer->bind(i + 1, reader->text(i));
        if (writer->run().ok()) ++copied;
    }
}

}  // namespace

base::Result<std::vector<Source>> readSources(const fs::path& folder) {
    std::error_code missing;
    if (!fs::exists(folder / kSourcesName, missing)) return std::vector<Source>{};
    HILUM_TRY(const auto text, base::readTextFile(folder / kSourcesName));
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_array())
        return base::makeError(base::ErrorCode::Corrupt, "The list of sources " + (folder / kSourcesName).string() +
                                                             " is damaged; remove it and run `hilum index add` again.");
    std::vector<Source> sources;
    for (const auto& entry : document) {
        if (!entry.is_object()) continue;
        Source source;
        if (const auto paths = entry.find("paths"); paths != entry.end() && paths->is_array())
            for (const auto& path : *paths)
                if (path.is_string()) source.paths.push_back(path.get<std::string>());
        const auto field = [&](const char* name) {
            const auto found = entry.find(name);
            return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
        };
        source.csv = field("csv");
        source.columns = field("columns");
        sources.push_back(std::move(source));
    }
    return sources;
}

base::Status rememberSource(const fs::path& folder, const Source& source) {
    auto known = readSources(folder);
    std::vector<Source> sources = known.ok() ? std::move(known).value() : std::vector<Source>{};
    if (std::find(sources.begin(), sources.end(), source) != sources.end()) return base::okStatus();
    sources.push_back(source);
    auto document = nlohmann::json::array();
    for (const auto& s : sources) document.push_back({{"paths", s.paths}, {"csv", s.csv}, {"columns", s.columns}});
    return base::writeFileAtomically(
        folder / kSourcesName,
        std::string_view(document.dump(1, ' ', false, nlohmann::json::error_handler_t::replace)));
}

base::Result<VerifyReport> verifyLibrary(const fs::path& folder, const base::JobContext& context) {
    return base::guarded("Checking the case library", [&]() -> base::Result<VerifyReport> {
        VerifyReport report;
        const fs::path file = databaseFile(folder);
        std::error_code missing;
        if (!fs::exists(file, missing)) return report;
        HILUM_TRY(const auto database, Database::open(file, Database::Mode::ReadOnly));
        HILUM_TRY(const auto state, schemaState(*database, file.string()));
        if (state == SchemaState::Empty) return report;
        checkStructure(*database, file.string(), report);
        for (const char* table : {"image_embeddings", "sentence_embeddings"}) {
            if (auto status = checkVectors(*database, table, context, report); !status.ok()) {
                if (status.error().code == base::ErrorCode::Cancelled) return status.error();
                report.faults.push_back(status.error().message);
            }
        }
        if (report.faults.empty()) HILUM_TRY_STATUS(findMissing(*database, context, report));
        return report;
    });
}

base::Result<fs::path> setAside(const fs::path& folder) {
    const fs::path file = databaseFile(folder);
    std::error_code failed;
    if (!fs::exists(file, failed)) return fs::path{};
    fs::path aside = file.string() + ".aside-" + compactTime();
    for (int i = 2; fs::exists(aside, failed); ++i)
        aside = file.string() + ".aside-" + compactTime() + "-" + std::to_string(i);
    // The log first: without it the file is an older state of itself, with a stranger's log it is damaged.
    for (const char* suffix : {"-wal", "-shm", ""}) {
        failed.clear();
        if (!fs::exists(file.string() + suffix, failed)) continue;
        fs::rename(file.string() + suffix, aside.string() + suffix, failed);
        if (failed)
            return base::makeError(base::ErrorCode::PermissionDenied,
                                   "The library file " + file.string() +
                                       " cannot be set aside; "
                                       "make its folder writable and try again.",
                                   failed.message());
    }
    return aside;
}

base::Status putBack(const fs::path& folder, const fs::path& aside) {
    const fs::path file = databaseFile(folder);
    std::error_code failed;
    for (const char* suffix : {"-wal", "-shm", ""}) {
        fs::remove(file.string() + suffix, failed);
        if (fs::exists(aside.string() + suffix, failed))
            fs::rename(aside.string() + suffix, file.string() + suffix, failed);
    }
    if (failed)
        return base::makeError(base::ErrorCode::Io,
                               "The library could not be put back; it lies in " + aside.string() + ".",
                               failed.message());
    return base::okStatus();
}

base::Result<CarriedOver> carryOver(const fs::path& folder, const fs::path& aside) {
    return base::guarded("Carrying drafts over", [&]() -> base::Result<CarriedOver> {
        CarriedOver carried;
        if (aside.empty()) return carried;
        HILUM_TRY(const auto made, LibraryWriter::open(folder));  // holds the lock and made the schema
        const auto from = Database::open(aside, Database::Mode::ReadOnly);
        if (!from.ok() || !schemaState(**from, aside.string()).ok()) {
            carried.unreadable = 1;
            return carried;
        }
        HILUM_TRY(const auto to, Database::open(databaseFile(folder), Database::Mode::ReadWrite));
        HILUM_TRY(auto transaction, Transaction::begin(*to));
        carried.drafts =
            copyRows(**from, *to, "SELECT study_key, json, updated_at FROM drafts ORDER BY id",
                     "INSERT INTO drafts(study_key, json, updated_at) VALUES (?1, ?2, ?3)", 3, carried.unreadable);
        carried.feedback = copyRows(
            **from, *to, "SELECT study_key, sentence, action, final_text, pack_sha256, at FROM feedback ORDER BY id",
            "INSERT INTO feedback(study_key, sentence, action, final_text, pack_sha256, at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            6, carried.unreadable);
        HILUM_TRY_STATUS(transaction.commit());
        return carried;
    });
}

}  // namespace hilum::library
