// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What the four kinds of `hilum evaluate` share: the dataset with its splits, options, an HTML report, and figures as
// JSON in which an undefined one is null. Errors: InvalidInput (a patient in two splits, no usable row), NotFound, Io.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli/cli.h"
#include "app/cli/evaluate_html.h"
#include "core/engine/model_api.h"
#include "core/text/cases_table.h"

namespace hilum::app {

struct EvaluateOptions {
    std::filesystem::path dataset, html, predictions, scores, hypotheses;
    std::string columns;
    std::string split = "test";  // rows to measure; where the table has no split column: all rows
    std::vector<std::string> labels;
    std::string prompts = "positive-negative";  // or "positive": rank by the positive prompt alone
    std::string protocol = "full";              // or "batch50" of the ROCO tables
    int top = 1;
    int stride = 1;           // 5: the published captioner's ranks 0, 5, 10
    bool ownCaption = false;  // the picture's own caption may be suggested
    std::size_t limit = 0;    // of rows; 0 = all
    int resamples = 1000;     // of the intervals; 0 = none
    std::uint64_t seed = 1;
    double toleranceMm = 2.0;  // of NSD
    double spacingMm = 1.0;
};

struct EvaluationRow {
    text::CasesRow row;
    std::filesystem::path image;
    std::string group;  // patient, else the row itself: what is resampled as a whole
};

struct EvaluationSet {
    std::vector<EvaluationRow> test, validation;
    bool hasSplit = false;
    nlohmann::json skipped = nlohmann::json::array();  // {path, reason}
};

base::Result<EvaluationSet> readEvaluationSet(const EvaluateOptions& options);

// NaN becomes null.
nlohmann::json figure(double value);

// Pictures of rows as unit vectors; rows that cannot be read leave `rows` and are listed in `skipped`.
base::Result<std::vector<engine::Embedding>> embedRows(std::vector<EvaluationRow>& rows,
                                                       engine::EncoderSession& session, nlohmann::json& skipped,
                                                       const base::JobContext& job);

// Prints the result, writes the report where --html asks for it.
int finishEvaluation(const Context& context, const EvaluateOptions& options, nlohmann::json metrics,
                     const EvaluationSet& set, HtmlReport& report, const std::string& text);

int evaluateCaptions(const Context& context, const EvaluateOptions& options);
int evaluateRetrieval(const Context& context, const EvaluateOptions& options);
int evaluateClassification(const Context& context, const EvaluateOptions& options);
int evaluateSegmentation(const Context& context, const EvaluateOptions& options);

}  // namespace hilum::app
