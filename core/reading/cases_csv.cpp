// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Rows of a cases CSV as items to index. The CSV itself (quoting, columns by name) is read by
// core/text/cases_table; here rows get absolute paths, tidy values, and their faults.
#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "core/labels/concept_labeler.h"
#include "core/reading/indexer.h"
#include "core/text/cases_table.h"

namespace hilum::reading {

namespace fs = std::filesystem;

namespace {

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string sexCode(const std::string& written) {
    const std::string word = lowered(written);
    if (word == "f" || word == "female" || word == "w" || word == "woman") return "F";
    if (word == "m" || word == "male" || word == "man") return "M";
    return word == "o" || word == "other" ? "O" : "";
}

// 2024-05-31, 20240531 or 2024-05-31T10:00:00 as YYYY-MM-DD; anything else is unknown.
std::string isoDate(const std::string& written) {
    std::string digits;
    for (const char c : written.substr(0, 10))
        if (std::isdigit(static_cast<unsigned char>(c)) != 0) digits += c;
    if (digits.size() != 8) return {};
    return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2);
}

// Words that datasets write where a label is missing.
bool isPlaceholder(const std::string& label) {
    const std::string word = lowered(label);
    for (const char* known : {"todo", "unknown", "n/a", "na", "none", "nan", "?", "-"})
        if (word == known) return true;
    return false;
}

// The modality that the set's own folder is named after: brain-mr, breast_us, "Chest CT". Whole words only.
std::string modalityOfFolder(const fs::path& folder) {
    static constexpr std::array<std::pair<std::string_view, const char*>, 9> kWords = {{{"mr", "MR"},
                                                                                        {"mri", "MR"},
                                                                                        {"us", "US"},
                                                                                        {"ultrasound", "US"},
                                                                                        {"ct", "CT"},
                                                                                        {"cxr", "CR"},
                                                                                        {"xray", "CR"},
                                                                                        {"mg", "MG"},
                                                                                        {"mammography", "MG"}}};
    std::string word, named;
    for (const char c : lowered(folder.filename().string()) + " ") {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            word += c;
            continue;
        }
        for (const auto& [known, code] : kWords) {
            if (word != known) continue;
            if (!named.empty() && named != code) return {};  // "ct-mr": either
            named = code;
        }
        word.clear();
    }
    return named;
}

// The DICOM code that a row's modality column, its projection, or plain words of its text name.
std::string modalityOf(const text::CasesRow& row, const labels::ConceptLabeler& labeler) {
    const auto codeOf = [](const std::string& name) -> std::string {
        if (name == "Radiograph") return "CR";
        if (name == "Ultrasound") return "US";
        if (name == "Mammogram") return "MG";
        return name == "CT" || name == "MR" ? name : "";
    };
    if (!row.modality.empty()) {
        const std::string code = codeOf(labeler.canonical(row.modality));
        std::string upper = row.modality;
        std::transform(upper.begin(), upper.end(), upper.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        return upper.size() == 2 ? upper : code.empty() ? upper.substr(0, 16) : code;
    }
    // Only radiographs have a PA, AP or lateral projection.
    const std::string view = lowered(row.view);
    if (view == "pa" || view == "lateral" || view == "ll" || view == "ap" || view.starts_with("ap ") || view == "l")
        return "CR";
    // A text that names one modality is taken at its word; one that compares several is not.
    std::string named;
    for (const auto& mention : labeler.mentions(row.text)) {
        if (mention.kind != "modality") continue;
        const std::string code = codeOf(mention.conceptName);
        if (!named.empty() && named != code) return {};
        named = code;
    }
    return named;
}

std::string patientKey(const fs::path& folder, const std::string& patient) {
    if (patient.empty()) return {};
    const auto name = folder.filename().string();
    return (name.empty() ? std::string("csv") : name) + ":" + patient;
}

IndexItem makeItem(const text::CasesRow& row, const fs::path& folder, const fs::path& absoluteFolder,
                   const labels::ConceptLabeler& labeler) {
    IndexItem item;
    auto& record = item.record;
    record.given = (folder / row.image).lexically_normal().string();
    record.path = (absoluteFolder / row.image).lexically_normal().string();
    record.patientKey = patientKey(absoluteFolder, row.patient);
    record.sex = sexCode(row.sex);
    record.ageYears = row.ageYears;
    record.modality = modalityOf(row, labeler);
    if (record.modality.empty()) record.modality = modalityOfFolder(absoluteFolder);
    record.view = row.view == "?" ? "" : row.view;
    record.date = isoDate(row.date);
    record.licence = row.licence;
    record.text = item.report = row.text;
    for (const auto& label : row.labels)
        if (!isPlaceholder(label)) record.labels.push_back(label);
    if (!row.mask.empty()) record.maskPath = (absoluteFolder / row.mask).lexically_normal().string();
    return item;
}

}  // namespace

base::Result<CasesCsv> readCasesCsv(const fs::path& csv, const std::string& columns) {
    HILUM_TRY(const auto table, text::readCasesTable(csv, columns));
    HILUM_TRY(const auto labeler, labels::ConceptLabeler::loadDefault());
    return base::guarded("Reading the cases CSV", [&]() -> base::Result<CasesCsv> {
        CasesCsv out;
        std::error_code failed;
        const fs::path folder = csv.parent_path();
        const fs::path absoluteFolder = fs::absolute(csv, failed).lexically_normal().parent_path();
        for (const auto& fault : table.faults)
            out.failed.push_back({csv.string() + ":" + std::to_string(fault.line), fault.reason});
        for (const auto& row : table.rows) {
            IndexItem item = makeItem(row, folder, absoluteFolder, labeler);
            if (!fs::exists(item.record.path, failed)) {
                out.failed.push_back({item.record.given, "line " + std::to_string(row.line) +
                                                             " names an image that does not exist; check the path."});
                continue;
            }
            if (!item.record.maskPath.empty() && !fs::exists(item.record.maskPath, failed)) {
                item.warnings.push_back("the mask " + row.mask + " does not exist; the image is indexed without it.");
                out.warnings.push_back({item.record.given, item.warnings.back()});
                item.record.maskPath.clear();
            }
            out.items.push_back(std::move(item));
        }
        return out;
    });
}

}  // namespace hilum::reading
