// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/evaluate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "app/cli/read_picture.h"

namespace hilum::app {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kChunk = 16;  // pictures in memory at once

enum class Part { Test, Validation, Training, Other };

std::string lowered(std::string text) {
    for (auto& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

// One name for each part, whatever a table calls it.
std::string plainPart(const std::string& split) {
    const std::string name = lowered(split);
    if (name == "val" || name == "valid" || name == "dev") return "validation";
    return name == "training" ? "train" : name;
}

// A patient seen in training and in the test makes every figure too good.
base::Status checkLeaks(const text::CasesTable& table) {
    std::map<std::string, std::set<std::string>> partsOf;
    for (const auto& row : table.rows)
        if (!row.patient.empty() && !row.split.empty()) partsOf[row.patient].insert(plainPart(row.split));
    const auto leaking =
        std::count_if(partsOf.begin(), partsOf.end(), [](const auto& one) { return one.second.size() > 1; });
    if (leaking == 0) return base::okStatus();
    return base::makeError(base::ErrorCode::InvalidInput,
                           "The split leaks: " + std::to_string(leaking) +
                               (leaking == 1 ? " patient stands" : " patients stand") +
                               " in more than one part of it; split the table by patient.");
}

// 0..1 from the seed and a name: adding rows moves no other row to another part. FNV-1a, then splitmix64's mixing.
double drawn(std::uint64_t seed, const std::string& name) {
    std::uint64_t hash = 14695981039346656037ULL ^ seed;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebULL;
    return static_cast<double>((hash ^ (hash >> 31)) >> 11) * 0x1.0p-53;
}

Part partOf(const EvaluationRow& one, const EvaluationSet& set, const EvaluateOptions& options) {
    if (set.splitFrom == "column") {
        const std::string part = plainPart(one.row.split);
        if (part == plainPart(options.split)) return Part::Test;
        if (part == "validation") return Part::Validation;
        return part == "train" ? Part::Training : Part::Other;
    }
    if (set.splitFrom.empty()) return Part::Test;
    const double at = drawn(options.seed, one.group);
    if (at < options.validationShare) return Part::Validation;
    return at < options.validationShare + options.trainingShare ? Part::Training : Part::Test;
}

std::string groupOf(const text::CasesRow& row, std::size_t index, std::size_t rows, const EvaluateOptions& options) {
    if (!row.patient.empty()) return row.patient;
    if (options.blocks > 0) return "block " + std::to_string(index * static_cast<std::size_t>(options.blocks) / rows);
    return "line " + std::to_string(row.line);
}

void describeSplit(const text::CasesTable& table, const EvaluateOptions& options, EvaluationSet& set) {
    const bool column =
        std::any_of(table.rows.begin(), table.rows.end(), [](const auto& r) { return !r.split.empty(); });
    const bool patients =
        std::any_of(table.rows.begin(), table.rows.end(), [](const auto& r) { return !r.patient.empty(); });
    if (column)
        set.splitFrom = "column";
    else if (options.validationShare + options.trainingShare > 0)
        set.splitFrom = "dealt";
    set.groupedBy = patients ? "patient" : options.blocks > 0 ? "block" : "row";
}

void addRow(std::vector<EvaluationRow>& rows, EvaluationRow one, std::size_t limit) {
    if (limit == 0 || rows.size() < limit) rows.push_back(std::move(one));
}

}  // namespace

json figure(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

base::Result<EvaluationSet> readEvaluationSet(const EvaluateOptions& options) {
    HILUM_TRY(const auto table, text::readCasesTable(options.dataset, options.columns));
    HILUM_TRY_STATUS(checkLeaks(table));
    EvaluationSet set;
    set.tableRows = table.rows.size();
    describeSplit(table, options, set);
    for (const auto& fault : table.faults)
        set.skipped.push_back(
            {{"path", options.dataset.string() + ":" + std::to_string(fault.line)}, {"reason", fault.reason}});
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const auto& row = table.rows[i];
        EvaluationRow one{row, options.dataset.parent_path() / row.image, groupOf(row, i, table.rows.size(), options),
                          i};
        const Part part = partOf(one, set, options);
        if (part == Part::Test)
            addRow(set.test, std::move(one), options.limit);
        else if (part == Part::Validation)
            addRow(set.validation, std::move(one), options.limit);
        else if (part == Part::Training)
            addRow(set.training, std::move(one), options.limit);
    }
    if (!set.test.empty()) return set;
    return base::makeError(
        base::ErrorCode::InvalidInput,
        "The table " + options.dataset.string() + " has no row" +
            (set.splitFrom == "column" ? " in the split \"" + options.split + "\"; name another one with --split."
                                       : " to measure; check its header and its rows."));
}

base::Status keepRowsWithText(EvaluationSet& set) {
    set.withoutText = std::erase_if(set.test, [](const EvaluationRow& one) { return one.row.text.empty(); });
    if (set.test.size() >= 2) return base::okStatus();
    return base::makeError(base::ErrorCode::InvalidInput,
                           "Fewer than two rows of the table have a text, and texts are what is measured; name their "
                           "column with --columns text=NAME.");
}

base::Status readRows(std::vector<EvaluationRow>& rows, json& skipped, const base::JobContext& job,
                      const UsePictures& use) {
    std::vector<EvaluationRow> kept;
    const auto total = static_cast<std::int64_t>(rows.size());
    for (std::size_t at = 0; at < rows.size(); at += kChunk) {
        std::vector<image::Raster> pictures;
        for (std::size_t i = at; i < std::min(rows.size(), at + kChunk); ++i) {
            if (job.stopRequested()) return base::cancelled();
            auto picture = readPicture(rows[i].image.string(), base::JobContext(job.stopToken()));
            if (!picture.ok()) {
                skipped.push_back({{"path", rows[i].image.string()}, {"reason", picture.error().message}});
                continue;
            }
            pictures.push_back(std::move(*picture));
            kept.push_back(rows[i]);
        }
        if (!pictures.empty()) HILUM_TRY_STATUS(use(pictures));
        job.progress(std::min(total, static_cast<std::int64_t>(at + kChunk)), total, base::Stage::Encoding);
    }
    rows = std::move(kept);
    if (!rows.empty()) return base::okStatus();
    return base::makeError(base::ErrorCode::InvalidInput, "None of the table's pictures can be read; check its paths.");
}

base::Result<std::vector<engine::Embedding>> embedRows(std::vector<EvaluationRow>& rows,
                                                       engine::EncoderSession& session, json& skipped,
                                                       const base::JobContext& job) {
    std::vector<engine::Embedding> out;
    HILUM_TRY_STATUS(readRows(rows, skipped, job, [&](std::span<const image::Raster> pictures) -> base::Status {
        HILUM_TRY(auto vectors, session.embedImages(pictures, true, base::JobContext(job.stopToken())));
        std::move(vectors.begin(), vectors.end(), std::back_inserter(out));
        return base::okStatus();
    }));
    return out;
}

int finishEvaluation(const Context& context, const EvaluateOptions& options, json metrics, const EvaluationSet& set,
                     HtmlReport& report, const std::string& text) {
    json document = {{"metrics", std::move(metrics)},
                     {"rows", set.test.size()},
                     {"groupedBy", set.groupedBy},
                     {"split", set.splitFrom.empty() ? json(nullptr) : json(set.splitFrom)},
                     {"skipped", set.skipped}};
    std::string shown = text;
    if (!options.html.empty()) {
        report.json(document);
        const auto written = report.write(options.html);
        if (!written.ok()) return context.fail(written.error());
        document["html"] = (options.html / "index.html").string();
        shown += "\nThe report is " + (options.html / "index.html").string() + ".";
    }
    for (const auto& item : set.skipped)
        Context::failItem(item["path"].get<std::string>(), item["reason"].get<std::string>());
    return context.answer(document, shown, set.skipped.empty() ? kDone : kSomeFailed);
}

}  // namespace hilum::app
