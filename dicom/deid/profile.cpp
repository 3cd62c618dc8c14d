// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/deid/profile.h"

#include <charconv>

#include "core/base/file_io.h"

namespace hilum::dicom {

namespace {

constexpr std::size_t kColumns = 12;
constexpr std::size_t kFirstOption = 3;
enum Option { Uids, Device, Institution, Patient, FullDates, ModifiedDates, Descriptors, Structured, Graphics };
constexpr std::uint64_t kMaxTableBytes = 4U << 20;

base::Error corrupt(const std::string& why) {
    return base::makeError(base::ErrorCode::Corrupt,
                           "The table of de-identification actions cannot be used; install Hilum again.", why);
}

std::vector<std::string> cellsOf(const std::string& line) {
    std::vector<std::string> cells(1);
    for (const char c : line)
        if (c == ',')
            cells.emplace_back();
        else
            cells.back() += c;
    return cells;
}

const DeidAction kKeep = DeidAction::Keep, kClean = DeidAction::Clean;

}  // namespace

base::Result<DeidProfile::Row> DeidProfile::parseRow(const std::vector<std::string>& cells) {
    static const std::unordered_map<std::string, DeidAction> kActions = {
        {"X", DeidAction::Remove},  {"Z", DeidAction::Zero},     {"D", DeidAction::Dummy},
        {"U", DeidAction::MapUid},  {"X/Z", DeidAction::Zero},   {"X/D", DeidAction::Dummy},
        {"Z/D", DeidAction::Dummy}, {"X/Z/D", DeidAction::Zero}, {"X/Z/U*", DeidAction::MapUid}};
    Row row;
    const auto basic = kActions.find(cells[2]);
    if (basic == kActions.end()) return corrupt("unknown action " + cells[2] + " of " + cells[0]);
    row.basic = basic->second;
    for (std::size_t i = kFirstOption; i < kColumns; ++i) {
        if (cells[i].empty()) continue;
        if (cells[i] != "K" && cells[i] != "C") return corrupt("unknown option action " + cells[i] + " of " + cells[0]);
        row.option[i - kFirstOption] = static_cast<signed char>(cells[i][0]);
    }
    return row;
}

base::Result<DeidProfile> DeidProfile::parse(const std::string& csv) {
    DeidProfile profile;
    std::size_t start = 0;
    bool header = false;
    while (start < csv.size()) {
        const auto end = std::min(csv.find('\n', start), csv.size());
        const std::string line = csv.substr(start, end - start);
        start = end + 1;
        if (line.empty() || line[0] == '#') continue;
        const auto cells = cellsOf(line);
        if (cells.size() != kColumns) return corrupt("a row has " + std::to_string(cells.size()) + " columns");
        if (!std::exchange(header, true)) continue;
        std::uint32_t tag = 0;
        const auto parsed = std::from_chars(cells[0].data(), cells[0].data() + cells[0].size(), tag, 16);
        const bool isTag = cells[0].size() == 8 && parsed.ec == std::errc() && *parsed.ptr == '\0';
        // Repeating and private groups have rows in the table and a rule in apply_profile.cpp.
        if (!isTag &&
            (cells[0] == "50xxxxxx" || cells[0] == "60xx3000" || cells[0] == "60xx4000" || cells[0] == "private"))
            continue;
        if (!isTag) return corrupt("no tag: " + cells[0]);
        HILUM_TRY(const auto row, parseRow(cells));
        if (!profile.m_rows.emplace(tag, row).second) return corrupt("twice: " + cells[0]);
    }
    if (profile.m_rows.empty()) return corrupt("no rows");
    return profile;
}

base::Result<DeidProfile> DeidProfile::load(const std::filesystem::path& csv) {
    HILUM_TRY(const auto text, base::readTextFile(csv, kMaxTableBytes));
    return parse(text);
}

const DeidAction* DeidProfile::find(std::uint32_t tag, const DeidOptions& options) const {
    const auto found = m_rows.find(tag);
    if (found == m_rows.end()) return nullptr;
    const Row& row = found->second;
    const bool chosen[] = {options.keepUids,
                           options.keepDevice,
                           options.keepInstitution,
                           options.keepPatient,
                           options.dates == KeepDates::Full,
                           options.dates == KeepDates::Modified,
                           options.cleanDescriptors,
                           options.cleanStructured,
                           options.cleanGraphics};
    for (std::size_t i = 0; i < std::size(chosen); ++i)
        if (chosen[i] && row.option[i] != 0) return row.option[i] == 'K' ? &kKeep : &kClean;
    return &row.basic;
}

std::vector<std::pair<std::string, std::string>> methodCodes(const DeidOptions& options, bool pixelsCleaned) {
    std::vector<std::pair<std::string, std::string>> codes = {{"113100", "Basic Application Confidentiality Profile"}};
    if (pixelsCleaned) codes.emplace_back("113101", "Clean Pixel Data Option");
    if (options.cleanGraphics) codes.emplace_back("113103", "Clean Graphics Option");
    if (options.cleanStructured) codes.emplace_back("113104", "Clean Structured Content Option");
    if (options.cleanDescriptors) codes.emplace_back("113105", "Clean Descriptors Option");
    if (options.dates == KeepDates::Full)
        codes.emplace_back("113106", "Retain Longitudinal Temporal Information Full Dates Option");
    if (options.dates == KeepDates::Modified)
        codes.emplace_back("113107", "Retain Longitudinal Temporal Information Modified Dates Option");
    if (options.keepPatient) codes.emplace_back("113108", "Retain Patient Characteristics Option");
    if (options.keepDevice) codes.emplace_back("113109", "Retain Device Identity Option");
    if (options.keepUids) codes.emplace_back("113110", "Retain UIDs Option");
    if (options.keepInstitution) codes.emplace_back("113112", "Retain Institution Identity Option");
    return codes;
}

}  // namespace hilum::dicom
