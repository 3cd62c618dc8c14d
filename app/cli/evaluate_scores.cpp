// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/evaluate_scores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "app/cli/lazy_session.h"
#include "core/base/file_io.h"
#include "core/metrics/linear_probe.h"
#include "core/metrics/ranking.h"
#include "core/reading/zero_shot.h"

namespace hilum::app {

using nlohmann::json;

namespace {

using Vectors = std::vector<engine::Embedding>;
constexpr std::array<double, 6> kStrengths = {0.1, 1, 10, 100, 1000, 10000};  // C of the linear head
constexpr double kDefaultStrength = 10;

// "Pleural_Thickening" of a list of classes is "pleural thickening" of a command line.
std::string plainLabel(std::string label) {
    for (auto& c : label) c = c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return label;
}

// --prompts is a file, or the JSON itself, as for `hilum classify`.
base::Status addPrompts(const std::string& given, reading::Prompts& prompts) {
    if (given.empty()) return base::okStatus();
    std::string text = given;
    if (given.find('{') == std::string::npos) {
        HILUM_TRY(text, base::readTextFile(given));
    }
    const json own = json::parse(text, nullptr, false);
    if (own.is_discarded())
        return base::makeError(
            base::ErrorCode::InvalidInput,
            "--prompts is not JSON; write {\"Label\": {\"positive\": [\"...\"], \"negative\": [\"...\"]}}.");
    return prompts.overrideLabels(own.contains("labels") && own.at("labels").is_object() ? own.at("labels") : own);
}

base::Result<LabelScores> zeroShot(const Context& context, const EvaluateOptions& options,
                                   const std::vector<std::string>& labels, EvaluationSet& set, LazySession& session,
                                   const base::JobContext& job) {
    HILUM_TRY(auto prompts, reading::Prompts::load(session.manifest()));
    HILUM_TRY_STATUS(addPrompts(options.prompts, prompts));
    reading::TextVectors vectors(context.library, session.manifest().sha256, session.manifest().dim);
    HILUM_TRY(const auto probes, reading::makeProbes(labels, prompts, vectors, session, job));
    const bool positiveOnly = options.polarity == "positive";
    LabelScores out;
    out.source = "zero-shot";
    out.probabilities = !positiveOnly;
    out.details["polarity"] = options.polarity;
    const auto fill = [&](std::vector<EvaluationRow>& rows, Scores& scores) -> base::Status {
        scores.resize(labels.size());
        if (rows.empty()) return base::okStatus();
        HILUM_TRY(const auto images, embedRows(rows, session, set.skipped, job));
        for (std::size_t c = 0; c < probes.size(); ++c)
            for (const auto& image : images)
                scores[c].push_back(positiveOnly ? reading::cosine(probes[c].positive, image)
                                                 : reading::probability(probes[c], image, session.logitScale()));
        return base::okStatus();
    };
    HILUM_TRY_STATUS(fill(set.test, out.test));
    HILUM_TRY_STATUS(fill(set.validation, out.validation));
    return out;
}

base::Result<std::vector<std::size_t>> outputsOf(const std::vector<std::string>& labels, const LazySession& session) {
    const auto names = session.labels();
    std::vector<std::size_t> out;
    for (const auto& label : labels) {
        const auto found = std::find_if(names.begin(), names.end(),
                                        [&](const auto& name) { return plainLabel(name) == plainLabel(label); });
        if (found == names.end())
            return base::makeError(base::ErrorCode::InvalidInput,
                                   "The classifier of the pack " + session.manifest().id + " has no label \"" + label +
                                       "\"; name labels that it has with --labels (see `hilum models info`).");
        out.push_back(static_cast<std::size_t>(found - names.begin()));
    }
    return out;
}

base::Result<LabelScores> trained(const std::vector<std::string>& labels, EvaluationSet& set, LazySession& session,
                                  const base::JobContext& job) {
    HILUM_TRY_STATUS(session.load());
    HILUM_TRY(const auto outputs, outputsOf(labels, session));
    LabelScores out;
    out.source = "classifier";
    out.probabilities = true;
    const auto fill = [&](std::vector<EvaluationRow>& rows, Scores& scores) -> base::Status {
        scores.resize(labels.size());
        if (rows.empty()) return base::okStatus();
        return readRows(rows, set.skipped, job, [&](std::span<const image::Raster> pictures) -> base::Status {
            HILUM_TRY(const auto answers, session.classifyImages(pictures, base::JobContext(job.stopToken())));
            for (const auto& answer : answers)
                for (std::size_t c = 0; c < outputs.size(); ++c) scores[c].push_back(answer[outputs[c]]);
            return base::okStatus();
        });
    };
    HILUM_TRY_STATUS(fill(set.test, out.test));
    HILUM_TRY_STATUS(fill(set.validation, out.validation));
    return out;
}

// Scores of one head for each label; a label that the training part does not show both ways stays NaN.
Scores headScores(const Vectors& training, const Truths& truths, double strength, const Vectors& rows) {
    Scores out;
    for (const auto& truth : truths) {
        const auto head = metrics::fitLinearProbe(training, truth, strength);
        auto& scores = out.emplace_back();
        for (const auto& row : rows)
            scores.push_back(head.ok() ? static_cast<float>(head->probability(row)) : std::nanf(""));
    }
    return out;
}

double macroAuroc(const Scores& scores, const Truths& truths) {
    double sum = 0, count = 0;
    for (std::size_t c = 0; c < scores.size(); ++c) {
        const double value = metrics::auroc(scores[c], truths[c]);
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
    }
    return count > 0 ? sum / count : std::nan("");
}

// Of the strengths the one that ranks the validation part best, the weakest such; no test row has a say.
double chooseStrength(const Vectors& training, const Truths& trainingTruths, const Vectors& validation,
                      const Truths& validationTruths) {
    double best = kDefaultStrength, bestValue = -1;
    for (const double strength : kStrengths) {
        const double value = macroAuroc(headScores(training, trainingTruths, strength, validation), validationTruths);
        if (value > bestValue) {
            bestValue = value;
            best = strength;
        }
    }
    return best;
}

base::Result<LabelScores> linearHead(const std::vector<std::string>& labels, const Truth& truth, EvaluationSet& set,
                                     LazySession& session, const base::JobContext& job) {
    if (set.training.empty())
        return base::makeError(base::ErrorCode::InvalidInput,
                               "A linear head needs a training part; give the table a split column with \"train\", or "
                               "a share with --training.");
    HILUM_TRY(const auto training, embedRows(set.training, session, set.skipped, job));
    HILUM_TRY(const auto test, embedRows(set.test, session, set.skipped, job));
    Vectors validation;
    if (!set.validation.empty()) {
        HILUM_TRY(validation, embedRows(set.validation, session, set.skipped, job));
    }
    const auto truths = truth.of(set.training, labels);
    const double strength = validation.empty()
                                ? kDefaultStrength
                                : chooseStrength(training, truths, validation, truth.of(set.validation, labels));
    LabelScores out;
    out.source = "linear head";
    out.probabilities = true;
    out.details["strength"] = strength;
    out.details["trainingRows"] = training.size();
    out.test = headScores(training, truths, strength, test);
    out.validation = headScores(training, truths, strength, validation);
    return out;
}

base::Error unfit(const EvaluateOptions& options, const std::string& what) {
    return base::makeError(base::ErrorCode::InvalidInput,
                           "The scores " + options.scores.string() + " cannot be used: " + what +
                               "; write a column for each label and a line for each row of the table.");
}

// Column of a label, one number for each row of the table.
base::Result<std::vector<float>> scoreColumn(const EvaluateOptions& options, const text::CsvRecords& csv,
                                             const std::string& label) {
    const auto& header = csv.fields.front();
    const auto column = static_cast<std::size_t>(std::find(header.begin(), header.end(), label) - header.begin());
    if (column == header.size()) return unfit(options, "there is no column \"" + label + "\"");
    std::vector<float> out;
    for (std::size_t r = 1; r < csv.fields.size(); ++r) {
        const std::string cell = column < csv.fields[r].size() ? csv.fields[r][column] : "";
        char* end = nullptr;
        out.push_back(std::strtof(cell.c_str(), &end));
        if (cell.empty() || *end != '\0' || !std::isfinite(out.back()))
            return unfit(options, "line " + std::to_string(csv.lines[r]) + " has no number for " + label);
    }
    return out;
}

base::Result<LabelScores> fromFile(const EvaluateOptions& options, const std::vector<std::string>& labels,
                                   const EvaluationSet& set) {
    HILUM_TRY(const auto content, base::readTextFile(options.scores));
    const auto csv = text::parseCsv(content);
    if (csv.fields.size() != set.tableRows + 1)
        return unfit(options, "they have " + std::to_string(csv.fields.empty() ? 0 : csv.fields.size() - 1) +
                                  " lines for " + std::to_string(set.tableRows) + " rows");
    LabelScores out;
    out.source = "file";
    out.probabilities = true;
    for (const auto& label : labels) {
        HILUM_TRY(const auto column, scoreColumn(options, csv, label));
        out.probabilities =
            out.probabilities && std::all_of(column.begin(), column.end(), [](float s) { return s >= 0 && s <= 1; });
        auto& test = out.test.emplace_back();
        auto& validation = out.validation.emplace_back();
        for (const auto& one : set.test) test.push_back(column[one.index]);
        for (const auto& one : set.validation) validation.push_back(column[one.index]);
    }
    return out;
}

}  // namespace

base::Result<Truth> Truth::load() {
    HILUM_TRY(auto labeler, labels::ConceptLabeler::loadDefault());
    return Truth(std::move(labeler));
}

std::string Truth::name(const std::string& label) const {
    const auto canonical = m_labeler.canonical(label);
    return canonical.empty() ? plainLabel(label) : canonical;
}

Truths Truth::of(const std::vector<EvaluationRow>& rows, const std::vector<std::string>& labels) const {
    Truths out(labels.size(), std::vector<std::uint8_t>(rows.size(), 0));
    std::vector<std::string> asked;
    for (const auto& label : labels) asked.push_back(name(label));
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const auto& given : rows[i].row.labels)
            for (std::size_t c = 0; c < asked.size(); ++c)
                if (asked[c] == name(given)) out[c][i] = 1;
    return out;
}

base::Result<LabelScores> scoreLabels(const Context& context, const EvaluateOptions& options,
                                      const std::vector<std::string>& labels, const Truth& truth, EvaluationSet& set,
                                      const base::JobContext& job) {
    if (!options.scores.empty()) return fromFile(options, labels, set);
    HILUM_TRY(const auto session, LazySession::find(context, job));
    if (options.head == "linear") return linearHead(labels, truth, set, *session, job);
    if (session->manifest().card.contains("labels")) return trained(labels, set, *session, job);
    return zeroShot(context, options, labels, set, *session, job);
}

}  // namespace hilum::app
