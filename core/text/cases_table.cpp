// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/text/cases_table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "core/base/file_io.h"

namespace hilum::text {

namespace {

std::string lower(std::string_view word) {
    std::string out(word);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string trimmed(std::string_view word) {
    const auto first = word.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(word.substr(first, word.find_last_not_of(" \t\r\n") - first + 1));
}

// Our field for each recognised column name, best name first.
struct ColumnName {
    const char* field;
    std::array<const char*, 5> names;
};
constexpr std::array kColumns = {
    ColumnName{"image", {"image", "file", "path", "filename", nullptr}},
    ColumnName{"text", {"text", "caption", "note", "report", nullptr}},
    ColumnName{"findings", {"findings", nullptr}},
    ColumnName{"impression", {"impression", nullptr}},
    ColumnName{"labels", {"labels", "label", "finding", "tumor", nullptr}},
    ColumnName{"patient", {"patient", "patient_id", nullptr}},
    ColumnName{"sex", {"sex", nullptr}},
    ColumnName{"age", {"age", nullptr}},
    ColumnName{"modality", {"modality", nullptr}},
    ColumnName{"view", {"view", nullptr}},
    ColumnName{"date", {"date", nullptr}},
    ColumnName{"mask", {"mask", nullptr}},
    ColumnName{"split", {"split", nullptr}},
    ColumnName{"licence", {"licence", "license", nullptr}},
};

using ColumnMap = std::map<std::string, std::size_t>;  // our field -> column index

base::Status applyOverrides(const std::string& columns, const std::vector<std::string>& header, ColumnMap& map) {
    std::size_t start = 0;
    while (start < columns.size()) {
        const auto end = std::min(columns.find(',', start), columns.size());
        const std::string pair = columns.substr(start, end - start);
        start = end + 1;
        const auto equals = pair.find('=');
        const std::string field = lower(trimmed(pair.substr(0, equals)));
        const bool known =
            std::any_of(kColumns.begin(), kColumns.end(), [&](const auto& c) { return field == c.field; });
        if (equals == std::string::npos || !known)
            return base::makeError(base::ErrorCode::InvalidInput, "--columns does not understand \"" + pair +
                                                                      "\"; write for instance image=A,text=B.");
        const std::string wanted = lower(trimmed(pair.substr(equals + 1)));
        const auto found =
            std::find_if(header.begin(), header.end(), [&](const auto& h) { return lower(trimmed(h)) == wanted; });
        if (found == header.end())
            return base::makeError(base::ErrorCode::InvalidInput, "The CSV has no column \"" + wanted +
                                                                      "\" that --columns names; check its header row.");
        map[field] = static_cast<std::size_t>(found - header.begin());
    }
    return base::okStatus();
}

ColumnMap recognise(const std::vector<std::string>& header) {
    ColumnMap map;
    for (const auto& column : kColumns) {
        for (const char* wanted : column.names) {
            if (wanted == nullptr) break;
            const auto found =
                std::find_if(header.begin(), header.end(), [&](const auto& h) { return lower(trimmed(h)) == wanted; });
            if (found == header.end()) continue;
            map[column.field] = static_cast<std::size_t>(found - header.begin());
            break;
        }
    }
    return map;
}

std::vector<std::string> splitLabels(const std::string& joined) {
    std::vector<std::string> labels;
    std::size_t start = 0;
    while (start <= joined.size()) {
        const auto end = std::min(joined.find('|', start), joined.size());
        if (auto label = trimmed(std::string_view(joined).substr(start, end - start)); !label.empty())
            labels.push_back(std::move(label));
        start = end + 1;
    }
    return labels;
}

// "57", "57.0", "057Y" are ages in years; anything else is unknown, never a fault.
std::optional<int> parseAge(const std::string& text) {
    int years = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), years);
    if (error != std::errc{} || years < 0 || years > 150) return std::nullopt;
    const char unit = end == text.data() + text.size() ? 'Y' : *end;
    if (unit == 'M' || unit == 'W' || unit == 'D') return 0;
    return years;
}

CasesRow makeRow(const std::vector<std::string>& fields, const std::vector<std::string>& header, const ColumnMap& map) {
    const auto field = [&](const char* name) -> std::string {
        const auto found = map.find(name);
        return found == map.end() || found->second >= fields.size() ? std::string() : trimmed(fields[found->second]);
    };
    CasesRow row;
    row.image = field("image");
    row.text = field("text");
    if (row.text.empty()) {
        row.text = field("findings");
        if (const auto impression = field("impression"); !impression.empty())
            row.text += (row.text.empty() ? "" : "\n") + impression;
    }
    row.labels = splitLabels(field("labels"));
    row.patient = field("patient");
    row.sex = field("sex");
    row.ageYears = parseAge(field("age"));
    row.modality = field("modality");
    row.view = field("view");
    row.date = field("date");
    row.mask = field("mask");
    row.split = lower(field("split"));
    row.licence = field("licence");
    for (std::size_t i = 0; i < header.size() && i < fields.size(); ++i) {
        const bool used = std::any_of(map.begin(), map.end(), [&](const auto& entry) { return entry.second == i; });
        if (!used) row.other[lower(trimmed(header[i]))] = fields[i];
    }
    return row;
}

}  // namespace

CsvRecords parseCsv(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    CsvRecords out;
    std::vector<std::string> record;
    std::string field;
    bool quoted = false;
    bool started = false;
    int line = 1;
    int recordLine = 1;
    const auto endRecord = [&] {
        record.push_back(std::move(field));
        field.clear();
        const bool blank = record.size() == 1 && record.front().empty();
        if (!blank) {
            out.fields.push_back(std::move(record));
            out.lines.push_back(recordLine);
        }
        record.clear();
        started = false;
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (!started) {
            recordLine = line;
            started = true;
        }
        if (c == '\n') ++line;
        if (quoted) {
            if (c != '"')
                field.push_back(c);
            else if (i + 1 < bytes.size() && bytes[i + 1] == '"')
                field.push_back(bytes[++i]);
            else
                quoted = false;
        } else if (c == '"' && field.empty()) {
            quoted = true;
        } else if (c == ',') {
            record.push_back(std::move(field));
            field.clear();
        } else if (c == '\n') {
            endRecord();
        } else if (c != '\r' || i + 1 >= bytes.size() || bytes[i + 1] != '\n') {
            field.push_back(c);
        }
    }
    out.unterminatedQuote = quoted;
    if (started || !record.empty()) endRecord();
    return out;
}

base::Result<CasesTable> parseCasesTable(std::string_view bytes, const std::string& columns) {
    const auto records = parseCsv(bytes);
    if (records.fields.empty())
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The CSV is empty; it needs a header row and one row for each image.");
    const auto& header = records.fields.front();
    ColumnMap map = recognise(header);
    HILUM_TRY_STATUS(applyOverrides(columns, header, map));
    if (!map.contains("image"))
        return base::makeError(
            base::ErrorCode::InvalidInput,
            "The CSV has no image column (image, file, path or filename); name it with --columns image=NAME.");
    CasesTable table;
    for (std::size_t i = 1; i < records.fields.size(); ++i) {
        const auto& fields = records.fields[i];
        const int line = records.lines[i];
        const bool last = i + 1 == records.fields.size();
        if (last && records.unterminatedQuote) {
            table.faults.push_back(
                {line, "line " + std::to_string(line) +
                           " opens a quote that is never closed, so the rest of the file was not read; close it."});
        } else if (fields.size() != header.size()) {
            table.faults.push_back({line, "line " + std::to_string(line) + " has " + std::to_string(fields.size()) +
                                              " fields where the header has " + std::to_string(header.size()) +
                                              "; check its quotes and commas."});
        } else if (auto row = makeRow(fields, header, map); row.image.empty()) {
            table.faults.push_back(
                {line, "line " + std::to_string(line) + " names no image; give its path in the image column."});
        } else {
            row.line = line;
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

base::Result<CasesTable> readCasesTable(const std::filesystem::path& csv, const std::string& columns) {
    HILUM_TRY(const auto bytes, base::readTextFile(csv, 1ULL << 30));
    return parseCasesTable(bytes, columns);
}

}  // namespace hilum::text
