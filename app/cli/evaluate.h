// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What the four kinds of `hilum evaluate` share: the dataset in its parts, options, an HTML report, and figures as
// JSON in which an undefined one is null. Errors: InvalidInput (a patient in two parts, no usable row), NotFound, Io.
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
    std::string split = "test";  // part to measure; a table without a split column is measured whole, or dealt out
    std::size_t limit = 0;       // of rows in a part; 0 = all
    std::uint64_t seed = 1;
    int resamples = 1000;  // of the intervals; 0 = none
    int blocks = 0;        // > 0: that many runs of neighbouring rows stand for the patients that a table does not name

    // classification, where the table has no split column: shares of the patients held out of the measured part
    double validationShare = 0, trainingShare = 0;
    std::vector<std::string> labels;
    std::string prompts;                         // JSON, or a file of it, as for `hilum classify`
    std::string polarity = "positive-negative";  // or "positive": rank by the positive prompts alone
    std::string head;                            // "linear": trained on the training part

    // retrieval
    std::string protocol = "full";  // or "batch50" of the ROCO tables

    // captions
    int top = 1;
    int stride = 0;           // 5: the published captioner's ranks 0, 5, 10; 0 = both rankings
    bool ownCaption = false;  // the picture's own caption may be suggested

    // segmentation
    std::string oracle;        // "box" or "point": prompts taken from the true masks
    double toleranceMm = 2.0;  // of NSD
    double spacingMm = 0;      // 0 = as the pictures say
};

struct EvaluationRow {
    text::CasesRow row;
    std::filesystem::path image;
    std::string group;      // what is split and resampled as a whole: the patient, a block, else the row itself
    std::size_t index = 0;  // among the table's usable rows
};

struct EvaluationSet {
    std::vector<EvaluationRow> test, validation, training;
    std::size_t tableRows = 0;
    std::string splitFrom;  // "column", "dealt" or "" (measured whole)
    std::string groupedBy;  // "patient", "block" or "row"
    std::size_t withoutText = 0;
    nlohmann::json skipped = nlohmann::json::array();  // {path, reason}
};

base::Result<EvaluationSet> readEvaluationSet(const EvaluateOptions& options);
// Leaves the measured rows that have a text; InvalidInput when fewer than two do.
base::Status keepRowsWithText(EvaluationSet& set);

// NaN becomes null.
nlohmann::json figure(double value);

// Reads the rows' pictures, a few at a time, and hands them to `use`; rows that cannot be read leave `rows` and are
// listed in `skipped`. InvalidInput when none can be read.
using UsePictures = std::function<base::Status(std::span<const image::Raster> pictures)>;
base::Status readRows(std::vector<EvaluationRow>& rows, nlohmann::json& skipped, const base::JobContext& job,
                      const UsePictures& use);
// Pictures of rows as unit vectors.
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
