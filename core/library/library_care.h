// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Looking after a library: full check, setting a damaged file aside, carrying over what can still be
// read, and the list of sources from which it can be built again (sources.json, which survives a
// damaged database). Used by `hilum index verify` and `hilum index rebuild` and by the window.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::library {

// One `index add`, as it was asked for.
struct Source {
    std::vector<std::string> paths;
    std::string csv;      // "" without --csv
    std::string columns;  // --columns
    bool operator==(const Source&) const = default;
};

base::Result<std::vector<Source>> readSources(const std::filesystem::path& folder);  // empty when there are none
// Appends unless it is the same as one that is there.
base::Status rememberSource(const std::filesystem::path& folder, const Source& source);

struct VerifyReport {
    std::vector<std::string> faults;   // the library cannot be trusted: rebuild it
    std::vector<std::string> missing;  // source files that are no longer where they were
    std::int64_t cases = 0;
    std::int64_t embeddings = 0;
};
// integrity_check, foreign keys, full-text index, schema text by text, every vector's size and values,
// source files present.
base::Result<VerifyReport> verifyLibrary(const std::filesystem::path& folder, const base::JobContext& context);

// Renames library.db and its log to library.db.aside-<time>; answers the new name, "" when there was none.
base::Result<std::filesystem::path> setAside(const std::filesystem::path& folder);
// Puts a file that was set aside back in its place (a rebuild that was stopped).
base::Status putBack(const std::filesystem::path& folder, const std::filesystem::path& aside);

struct CarriedOver {
    std::int64_t drafts = 0;
    std::int64_t feedback = 0;
    std::int64_t unreadable = 0;  // rows that the damage took
};
// Copies drafts and feedback, the reader's own work, out of a file that was set aside into the library.
// Rows that cannot be read are counted, never an error. No writer may be open.
base::Result<CarriedOver> carryOver(const std::filesystem::path& folder, const std::filesystem::path& aside);

}  // namespace hilum::library
