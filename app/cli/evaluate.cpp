// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/evaluate.h"

#include <cmath>
#include <map>
#include <set>

#include "app/cli/read_picture.h"

namespace hilum::app {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kChunk = 16;  // pictures in memory at once

bool isValidation(const std::string& split) { return split == "validation" || split == "val" || split == "valid"; }

// A patient seen in training and in the test makes every figure too good.
base::Status checkLeaks(const text::CasesTable& table) {
    std::map<std::string, std::set<std::string>> splitsOf;
    for (const auto& row : table.rows)
        if (!row.patient.empty() && !row.split.empty()) splitsOf[row.patient].insert(row.split);
    std::size_t leaking = 0;
    for (const auto& [patient, splits] : splitsOf) leaking += splits.size() > 1;
    if (leaking == 0) return base::okStatus();
    return base::makeError(base::ErrorCode::InvalidInput,
                           "The split leaks: " + std::to_string(leaking) +
                               " patients stand in more than one part of it; split the table by patient.");
}

}  // namespace

json figure(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

base::Result<EvaluationSet> readEvaluationSet(const EvaluateOptions& options) {
    HILUM_TRY(const auto table, text::readCasesTable(options.dataset, options.columns));
    HILUM_TRY_STATUS(checkLeaks(table));
    EvaluationSet set;
    const auto folder = options.dataset.parent_path();
    for (const auto& fault : table.faults)
        set.skipped.push_back(
            {{"path", options.dataset.string() + ":" + std::to_string(fault.line)}, {"reason", fault.reason}});
    for (const auto& row : table.rows) set.hasSplit = set.hasSplit || !row.split.empty();
    for (const auto& row : table.rows) {
        EvaluationRow one{row, fs::path(row.image).is_absolute() ? fs::path(row.image) : folder / row.image,
                          row.patient.empty() ? "line " + std::to_string(row.line) : row.patient};
        const bool measured = !set.hasSplit || row.split == options.split;
        if (measured && (options.limit == 0 || set.test.size() < options.limit)) set.test.push_back(one);
        if (set.hasSplit && !measured && isValidation(row.split)) set.validation.push_back(std::move(one));
    }
    if (set.test.empty())
        return base::makeError(base::ErrorCode::InvalidInput, "The table " + options.dataset.string() +
                                                                  " has no row in the split \"" + options.split +
                                                                  "\"; name another one with --split.");
    return set;
}

base::Result<std::vector<engine::Embedding>> embedRows(std::vector<EvaluationRow>& rows,
                                                       engine::EncoderSession& session, json& skipped,
                                                       const base::JobContext& job) {
    std::vector<EvaluationRow> kept;
    std::vector<engine::Embedding> out;
    const auto total = static_cast<std::int64_t>(rows.size());
    for (std::size_t at = 0; at < rows.size(); at += kChunk) {
        std::vector<image::Raster> pictures;
        for (std::size_t i = at; i < std::min(rows.size(), at + kChunk); ++i) {
            if (job.stopRequested()) return base::cancelled();
            auto picture = readPicture(rows[i].image.string(), job);
            if (!picture.ok()) {
                skipped.push_back({{"path", rows[i].image.string()}, {"reason", picture.error().message}});
                continue;
            }
            pictures.push_back(std::move(*picture));
            kept.push_back(rows[i]);
        }
        if (!pictures.empty()) {
            HILUM_TRY(auto vectors, session.embedImages(pictures, true, base::JobContext(job.stopToken())));
            std::move(vectors.begin(), vectors.end(), std::back_inserter(out));
        }
        job.progress(std::min(total, static_cast<std::int64_t>(at + kChunk)), total, base::Stage::Encoding);
    }
    if (kept.empty())
        return base::makeError(base::ErrorCode::InvalidInput,
                               "None of the table's pictures can be read; check its paths.");
    rows = std::move(kept);
    return out;
}

int finishEvaluation(const Context& context, const EvaluateOptions& options, json metrics, const EvaluationSet& set,
                     HtmlReport& report, const std::string& text) {
    json document = {{"metrics", std::move(metrics)}, {"rows", set.test.size()}, {"skipped", set.skipped}};
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
