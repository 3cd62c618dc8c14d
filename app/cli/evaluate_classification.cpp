// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// hilum evaluate classification: each label as a yes-no question, zero-shot by prompts or with --scores from any other
// model. AUROC, AP, precision, recall, F1 and confusion at a threshold chosen on the validation rows alone (0.5 where
// there are none), calibration, intervals over patients. A label without positives or without negatives is undefined.
#include <algorithm>
#include <cmath>

#include "app/cli/evaluate.h"
#include "app/cli/lazy_session.h"
#include "core/base/file_io.h"
#include "core/labels/concept_labeler.h"
#include "core/metrics/decision.h"
#include "core/metrics/ranking.h"
#include "core/reading/zero_shot.h"

namespace hilum::app {

using nlohmann::json;

namespace {

constexpr float kFixedThreshold = 0.5F;

using Scores = std::vector<std::vector<float>>;  // [label][row]

struct Labelled {
    std::vector<std::vector<std::uint8_t>> truth;  // [label][row]
    Scores scores;
};

class Truth {
public:
    explicit Truth(const labels::ConceptLabeler& labeler) : m_labeler(labeler) {}
    std::string name(const std::string& label) const {
        const auto canonical = m_labeler.canonical(label);
        return canonical.empty() ? label : canonical;
    }
    std::uint8_t has(const EvaluationRow& one, const std::string& label) const {
        return std::any_of(one.row.labels.begin(), one.row.labels.end(),
                           [&](const std::string& given) { return name(given) == name(label); })
                   ? 1
                   : 0;
    }

private:
    const labels::ConceptLabeler& m_labeler;
};

base::Result<Scores> zeroShot(const Context& context, const EvaluateOptions& options,
                              const std::vector<std::string>& labels, std::vector<EvaluationRow>& rows,
                              LazySession& session, json& skipped, const base::JobContext& job) {
    HILUM_TRY(const auto images, embedRows(rows, session, skipped, job));
    HILUM_TRY(const auto prompts, reading::Prompts::load(session.manifest()));
    reading::TextVectors vectors(context.library, session.manifest().sha256, session.manifest().dim);
    HILUM_TRY(const auto probes, reading::makeProbes(labels, prompts, vectors, session, job));
    Scores out(labels.size());
    for (std::size_t c = 0; c < probes.size(); ++c)
        for (const auto& image : images)
            out[c].push_back(options.prompts == "positive"
                                 ? reading::cosine(probes[c].positive, image)
                                 : reading::probability(probes[c], image, session.logitScale()));
    return out;
}

// A CSV of scores: a header with label names, one line for each row of the table (test rows, then validation rows).
base::Result<Scores> readScores(const EvaluateOptions& options, const std::vector<std::string>& labels,
                                std::size_t rows) {
    HILUM_TRY(const auto content, base::readTextFile(options.scores));
    const auto csv = text::parseCsv(content);
    const auto bad = [&](const std::string& what) {
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The scores " + options.scores.string() + " cannot be used: " + what +
                                   "; write a column for each label and a line for each row.");
    };
    if (csv.fields.size() != rows + 1)
        return bad("they have " + std::to_string(csv.fields.empty() ? 0 : csv.fields.size() - 1) + " lines for " +
                   std::to_string(rows) + " rows");
    Scores out;
    for (const auto& label : labels) {
        const auto column = std::find(csv.fields[0].begin(), csv.fields[0].end(), label) - csv.fields[0].begin();
        if (static_cast<std::size_t>(column) == csv.fields[0].size())
            return bad("there is no column \"" + label + "\"");
        auto& values = out.emplace_back();
        for (std::size_t r = 1; r < csv.fields.size(); ++r) {
            const auto& row = csv.fields[r];
            char* end = nullptr;
            const std::string cell =
                static_cast<std::size_t>(column) < row.size() ? row[static_cast<std::size_t>(column)] : "";
            values.push_back(std::strtof(cell.c_str(), &end));
            if (cell.empty() || *end != '\0' || !std::isfinite(values.back()))
                return bad("line " + std::to_string(r + 1) + " has no number for " + label);
        }
    }
    return out;
}

struct LabelResult {
    json metrics;
    std::vector<std::string> tableRow;
    PlotLine roc, pr, reliability;
    double auroc = 0, ap = 0, f1 = 0;
};

template <class T>
std::vector<T> pick(const std::vector<T>& from, const std::vector<std::size_t>& rows) {
    std::vector<T> out;
    out.reserve(rows.size());
    for (const auto row : rows) out.push_back(from[row]);
    return out;
}

LabelResult measure(const std::string& label, const std::vector<float>& scores, const std::vector<std::uint8_t>& truth,
                    const std::vector<std::string>& groups, float threshold, bool chosen,
                    const EvaluateOptions& options) {
    LabelResult out;
    out.auroc = metrics::auroc(scores, truth);
    out.ap = metrics::averagePrecision(scores, truth);
    const auto interval = metrics::bootstrap(groups, options.resamples, options.seed, [&](const auto& rows) {
        return metrics::auroc(pick(scores, rows), pick(truth, rows));
    });
    const auto c = metrics::confusionAt(scores, truth, threshold);
    out.f1 = c.f1();
    const auto positives = static_cast<std::size_t>(std::count(truth.begin(), truth.end(), 1));
    out.metrics = {
        {"positives", positives},
        {"auroc", figure(out.auroc)},
        {"aurocInterval", {figure(interval.low), figure(interval.high)}},
        {"averagePrecision", figure(out.ap)},
        {"prevalence", figure(static_cast<double>(positives) / static_cast<double>(truth.size()))},
        {"threshold", figure(static_cast<double>(threshold))},
        {"thresholdFrom", chosen ? "validation" : "fixed"},
        {"precision", figure(c.precision())},
        {"recall", figure(c.recall())},
        {"specificity", figure(c.specificity())},
        {"f1", figure(out.f1)},
        {"confusion",
         {{"tp", c.truePositive}, {"fp", c.falsePositive}, {"tn", c.trueNegative}, {"fn", c.falseNegative}}}};
    out.tableRow = {label,
                    std::to_string(positives),
                    shownFigure(out.auroc),
                    shownFigure(interval.low) + " - " + shownFigure(interval.high),
                    shownFigure(out.ap),
                    shownFigure(c.precision()),
                    shownFigure(c.recall()),
                    shownFigure(out.f1),
                    std::to_string(c.truePositive) + " / " + std::to_string(c.falsePositive) + " / " +
                        std::to_string(c.falseNegative) + " / " + std::to_string(c.trueNegative)};
    out.roc = {label, metrics::rocCurve(scores, truth)};
    out.pr = {label, metrics::precisionRecallCurve(scores, truth)};
    const bool probabilities = std::all_of(scores.begin(), scores.end(), [](float s) { return s >= 0 && s <= 1; });
    if (!probabilities || options.prompts == "positive") return out;
    const auto calibrated = metrics::calibration(scores, truth);
    out.metrics["calibrationError"] = figure(calibrated.error);
    out.metrics["brier"] = figure(calibrated.brier);
    out.reliability = {label, calibrated.bins};
    return out;
}

double meanOf(const std::vector<LabelResult>& all, double LabelResult::*field) {
    double sum = 0, count = 0;
    for (const auto& one : all) {
        if (std::isnan(one.*field)) continue;
        sum += one.*field;
        ++count;
    }
    return count > 0 ? sum / count : std::nan("");
}

void addExamples(HtmlReport& report, const std::string& label, const std::vector<EvaluationRow>& rows,
                 const std::vector<float>& scores, const std::vector<std::uint8_t>& truth, float threshold) {
    std::vector<std::vector<std::string>> shown;
    int kinds[4] = {0, 0, 0, 0};
    constexpr const char* kNames[4] = {"rightly not named", "missed", "wrongly named", "rightly named"};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const int kind = (scores[i] >= threshold ? 2 : 0) + (truth[i] != 0 ? 1 : 0);
        if (kinds[kind]++ < 3)
            shown.push_back(
                {rows[i].image.filename().string(), kNames[kind], shownFigure(static_cast<double>(scores[i]))});
    }
    std::sort(shown.begin(), shown.end(), [](const auto& a, const auto& b) { return a[1] < b[1]; });
    report.heading("Examples: " + label);
    report.table({"picture", "outcome", "score"}, shown);
}

std::vector<std::string> labelsOf(const EvaluateOptions& options, const EvaluationSet& set) {
    if (!options.labels.empty()) return options.labels;
    std::vector<std::string> out;
    for (const auto& one : set.test)
        for (const auto& label : one.row.labels)
            if (label != "No Finding" && std::find(out.begin(), out.end(), label) == out.end()) out.push_back(label);
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

int evaluateClassification(const Context& context, const EvaluateOptions& options) {
    const auto job = context.job();
    auto set = readEvaluationSet(options);
    if (!set.ok()) return context.fail(set.error());
    const auto labels = labelsOf(options, *set);
    if (labels.empty())
        return context.fail(
            base::makeError(base::ErrorCode::InvalidInput, "The table names no labels; give some with --labels A,B."));
    const auto labeler = labels::ConceptLabeler::loadDefault();
    if (!labeler.ok()) return context.fail(labeler.error());
    std::vector<EvaluationRow> rows = set->test;
    const std::size_t wanted = rows.size();
    rows.insert(rows.end(), set->validation.begin(), set->validation.end());
    base::Result<Scores> scores = base::cancelled();
    if (options.scores.empty()) {
        const auto session = LazySession::find(context, job);
        if (!session.ok()) return context.fail(session.error());
        auto test = set->test, validation = set->validation;
        scores = zeroShot(context, options, labels, test, **session, set->skipped, job);
        if (scores.ok() && !validation.empty()) {
            auto more = zeroShot(context, options, labels, validation, **session, set->skipped, job);
            if (!more.ok()) return context.fail(more.error());
            for (std::size_t c = 0; c < labels.size(); ++c)
                (*scores)[c].insert((*scores)[c].end(), (*more)[c].begin(), (*more)[c].end());
        }
        set->test = test;
        rows = std::move(test);
        rows.insert(rows.end(), validation.begin(), validation.end());
    } else {
        scores = readScores(options, labels, wanted + set->validation.size());
    }
    if (!scores.ok()) return context.fail(scores.error());
    const std::size_t count = set->test.size();
    const Truth truth(*labeler);
    std::vector<std::string> groups;
    for (std::size_t i = 0; i < count; ++i) groups.push_back(rows[i].group);
    HtmlReport report("Classification");
    std::vector<LabelResult> results;
    json perLabel = json::object();
    std::vector<std::pair<std::string, float>> thresholds;
    for (std::size_t c = 0; c < labels.size(); ++c) {
        std::vector<std::uint8_t> all;
        for (const auto& row : rows) all.push_back(truth.has(row, labels[c]));
        const auto& s = (*scores)[c];
        const auto split = static_cast<std::ptrdiff_t>(count);
        const std::vector<float> test(s.begin(), s.begin() + split), validation(s.begin() + split, s.end());
        const std::vector<std::uint8_t> testTruth(all.begin(), all.begin() + split),
            validationTruth(all.begin() + split, all.end());
        float threshold = metrics::bestThreshold(validation, validationTruth);
        const bool chosen = !std::isnan(threshold);
        if (!chosen) threshold = kFixedThreshold;
        results.push_back(measure(labels[c], test, testTruth, groups, threshold, chosen, options));
        perLabel[labels[c]] = results.back().metrics;
        thresholds.emplace_back(labels[c], threshold);
    }
    json metrics = {{"labels", perLabel},
                    {"macroAuroc", figure(meanOf(results, &LabelResult::auroc))},
                    {"macroAveragePrecision", figure(meanOf(results, &LabelResult::ap))},
                    {"macroF1", figure(meanOf(results, &LabelResult::f1))},
                    {"prompts", options.scores.empty() ? options.prompts : "scores"}};
    std::vector<std::vector<std::string>> table;
    std::vector<PlotLine> roc, pr, reliability;
    for (const auto& one : results) {
        table.push_back(one.tableRow);
        if (!one.roc.points.empty()) roc.push_back(one.roc);
        if (!one.pr.points.empty()) pr.push_back(one.pr);
        if (!one.reliability.points.empty()) reliability.push_back(one.reliability);
    }
    report.table({"label", "positives", "AUROC", "95 %", "AP", "precision", "recall", "F1", "TP / FP / FN / TN"},
                 table);
    report.plot("ROC", "1 - specificity", "recall", roc, true);
    report.plot("Precision and recall", "recall", "precision", pr, false);
    if (!reliability.empty()) report.plot("Calibration", "mean probability", "share of positives", reliability, true);
    for (std::size_t c = 0; c < std::min<std::size_t>(labels.size(), 6); ++c) {
        std::vector<std::uint8_t> testTruth;
        for (std::size_t i = 0; i < count; ++i) testTruth.push_back(truth.has(rows[i], labels[c]));
        addExamples(report, labels[c], set->test, (*scores)[c], testTruth, thresholds[c].second);
    }
    return finishEvaluation(context, options, std::move(metrics), *set, report,
                            "Macro AUROC " + shownFigure(meanOf(results, &LabelResult::auroc), 4) + ", AP " +
                                shownFigure(meanOf(results, &LabelResult::ap), 4) + ", F1 " +
                                shownFigure(meanOf(results, &LabelResult::f1), 4) + " over " +
                                std::to_string(labels.size()) + " labels and " + std::to_string(count) + " pictures.");
}

}  // namespace hilum::app
