// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A cases CSV as rows with known columns (product.md "cases CSV"): RFC 4180 quoting, BOM, CRLF and
// embedded line breaks understood; columns recognised by name, in any order and case. Used by the
// library's indexer and by the trainer, so that both read the same file the same way.
// Errors: InvalidInput (no header, no image column, unknown override), NotFound, Io.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace hilum::text {

// Fields of each record; a record may span lines. lines[i] is the 1-based line where record i begins.
struct CsvRecords {
    std::vector<std::vector<std::string>> fields;
    std::vector<int> lines;
    bool unterminatedQuote = false;  // the last record was cut inside quotes
};
CsvRecords parseCsv(std::string_view bytes);

struct CasesRow {
    int line = 0;
    std::string image;                // as written
    std::string text;                 // text column, or findings + impression
    std::vector<std::string> labels;  // split at '|', trimmed, empty ones dropped
    std::string patient, sex, modality, view, date, mask, split, licence;
    std::optional<int> ageYears;
    std::map<std::string, std::string> other;  // unrecognised columns by lower-case name
};

struct RowFault {
    int line = 0;
    std::string reason;  // one sentence
};

struct CasesTable {
    std::vector<CasesRow> rows;
    std::vector<RowFault> faults;  // rows that could not be used
};

// columns: "" or "image=A,text=B,..." naming the file's columns for our fields.
base::Result<CasesTable> readCasesTable(const std::filesystem::path& csv, const std::string& columns = {});
base::Result<CasesTable> parseCasesTable(std::string_view bytes, const std::string& columns = {});

}  // namespace hilum::text
