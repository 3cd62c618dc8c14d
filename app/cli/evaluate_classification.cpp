// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// hilum evaluate classification: each label as a yes-no question. AUROC, AP, precision, recall, F1 and confusion at the
// threshold of best F1 on the validation rows alone (0.5 where they cannot choose and scores are probabilities),
// calibration, intervals over patients; accuracy over classes where every row has exactly one of the labels. A label
// without positives or without negatives is undefined.
#include <algorithm>
#include <cmath>
#include <optional>

#include "app/cli/evaluate_scores.h"
#include "core/metrics/decision.h"
#include "core/metrics/ranking.h"

namespace hilum::app {

using nlohmann::json;

namespace {

constexpr float kFixedThreshold = 0.5F;
constexpr std::size_t kLabelsWithExamples = 6;
constexpr int kExamplesEach = 3;
const double kUndefined = std::nan("");

struct LabelResult {
    std::string label;
    float threshold = 0;  // NaN: nothing could choose one
    double auroc = kUndefined, ap = kUndefined, f1 = kUndefined;
    metrics::Interval aurocInterval;
    json metrics;
    std::vector<std::string> tableRow;
    PlotLine roc, pr, reliability;
};

template <class T>
std::vector<T> pick(const std::vector<T>& from, const std::vector<std::size_t>& rows) {
    std::vector<T> out;
    out.reserve(rows.size());
    for (const auto row : rows) out.push_back(from[row]);
    return out;
}

struct Question {
    std::string label;
    const std::vector<float>& scores;
    const std::vector<std::uint8_t>& truth;
    const std::vector<std::string>& groups;
    float threshold;
    std::string thresholdFrom;
    bool probabilities;
};

json pairOf(const metrics::Interval& interval) { return {figure(interval.low), figure(interval.high)}; }

// Precision, recall, F1 and confusion at the threshold, all null where there is none.
void decide(const Question& q, const EvaluateOptions& options, LabelResult& out) {
    const char* const names[] = {"precision", "recall", "specificity", "f1"};
    for (const auto* name : names) out.metrics[name] = nullptr;
    out.metrics["f1Interval"] = {nullptr, nullptr};
    out.metrics["confusion"] = nullptr;
    out.tableRow.insert(out.tableRow.end(), {"-", "-", "-", "-"});
    if (std::isnan(q.threshold) || std::isnan(out.ap)) return;
    const auto c = metrics::confusionAt(q.scores, q.truth, q.threshold);
    const double values[] = {c.precision(), c.recall(), c.specificity(), c.f1()};
    for (std::size_t i = 0; i < 4; ++i) out.metrics[names[i]] = figure(values[i]);
    out.f1 = c.f1();
    out.metrics["f1Interval"] =
        pairOf(metrics::bootstrap(q.groups, options.resamples, options.seed, [&](const auto& rows) {
            return metrics::confusionAt(pick(q.scores, rows), pick(q.truth, rows), q.threshold).f1();
        }));
    out.metrics["confusion"] = {
        {"tp", c.truePositive}, {"fp", c.falsePositive}, {"tn", c.trueNegative}, {"fn", c.falseNegative}};
    out.tableRow.resize(out.tableRow.size() - 4);
    out.tableRow.insert(out.tableRow.end(),
                        {shownFigure(c.precision()), shownFigure(c.recall()), shownFigure(c.f1()),
                         std::to_string(c.truePositive) + " / " + std::to_string(c.falsePositive) + " / " +
                             std::to_string(c.falseNegative) + " / " + std::to_string(c.trueNegative)});
}

LabelResult measure(const Question& q, const EvaluateOptions& options) {
    LabelResult out;
    out.label = q.label;
    out.threshold = q.threshold;
    out.auroc = metrics::auroc(q.scores, q.truth);
    // Among positives alone precision is 1 whatever the scores; that is no figure of the model.
    out.ap = std::isnan(out.auroc) ? kUndefined : metrics::averagePrecision(q.scores, q.truth);
    const auto bootstrapped = [&](const auto& rank) {
        return metrics::bootstrap(q.groups, options.resamples, options.seed,
                                  [&](const auto& rows) { return rank(pick(q.scores, rows), pick(q.truth, rows)); });
    };
    out.aurocInterval = bootstrapped([](const auto& s, const auto& t) { return metrics::auroc(s, t); });
    const auto apInterval = bootstrapped([](const auto& s, const auto& t) { return metrics::averagePrecision(s, t); });
    const auto positives = static_cast<std::size_t>(std::count(q.truth.begin(), q.truth.end(), 1));
    out.metrics = {{"positives", positives},
                   {"negatives", q.truth.size() - positives},
                   {"prevalence", figure(static_cast<double>(positives) / static_cast<double>(q.truth.size()))},
                   {"auroc", figure(out.auroc)},
                   {"aurocInterval", pairOf(out.aurocInterval)},
                   {"averagePrecision", figure(out.ap)},
                   {"averagePrecisionInterval", pairOf(apInterval)},
                   {"threshold", figure(static_cast<double>(q.threshold))},
                   {"thresholdFrom", std::isnan(q.threshold) ? json(nullptr) : json(q.thresholdFrom)}};
    out.tableRow = {q.label, std::to_string(positives), shownFigure(out.auroc),
                    shownFigure(out.aurocInterval.low) + " - " + shownFigure(out.aurocInterval.high),
                    shownFigure(out.ap)};
    decide(q, options, out);
    if (std::isnan(out.auroc)) return out;
    out.roc = {q.label, metrics::rocCurve(q.scores, q.truth)};
    out.pr = {q.label, metrics::precisionRecallCurve(q.scores, q.truth)};
    if (!q.probabilities) return out;
    const auto calibrated = metrics::calibration(q.scores, q.truth);
    out.metrics["calibrationError"] = figure(calibrated.error);
    out.metrics["brier"] = figure(calibrated.brier);
    out.reliability = {q.label, calibrated.bins};
    return out;
}

double meanOf(const std::vector<LabelResult>& all, double LabelResult::*field) {
    double sum = 0, count = 0;
    for (const auto& one : all) {
        if (std::isnan(one.*field)) continue;
        sum += one.*field;
        ++count;
    }
    return count > 0 ? sum / count : kUndefined;
}

// Of the mean over the labels: resampled together, since labels of one patient belong together.
metrics::Interval macroInterval(const Scores& scores, const Truths& truths, const std::vector<std::string>& groups,
                                const EvaluateOptions& options) {
    return metrics::bootstrap(groups, options.resamples, options.seed, [&](const auto& rows) {
        double sum = 0, count = 0;
        for (std::size_t c = 0; c < scores.size(); ++c) {
            const double value = metrics::auroc(pick(scores[c], rows), pick(truths[c], rows));
            if (std::isnan(value)) continue;
            sum += value;
            ++count;
        }
        return count > 0 ? sum / count : kUndefined;
    });
}

// Accuracy as in the tables of the contrastive papers: the best-scoring class is the answer. Only where each row has
// exactly one of the labels.
std::optional<metrics::ClassAccuracy> accuracyOf(const Scores& scores, const Truths& truths) {
    if (truths.size() < 2) return std::nullopt;
    metrics::ClassAccuracy out(truths.size());
    for (std::size_t i = 0; i < truths.front().size(); ++i) {
        std::size_t given = 0, which = 0;
        std::vector<float> row;
        for (std::size_t c = 0; c < truths.size(); ++c) {
            row.push_back(scores[c][i]);
            if (truths[c][i] == 0) continue;
            ++given;
            which = c;
        }
        if (given != 1) return std::nullopt;
        out.addScores(which, row);
    }
    return out;
}

void addAccuracy(const metrics::ClassAccuracy& accuracy, const std::vector<std::string>& labels, json& metrics,
                 HtmlReport& report) {
    std::vector<std::string> header = {"true class"};
    std::vector<std::vector<std::string>> rows;
    json confusion = json::array();
    for (std::size_t truth = 0; truth < labels.size(); ++truth) {
        header.push_back("said " + labels[truth]);
        std::vector<std::string> row = {labels[truth]};
        json counts = json::array();
        for (std::size_t said = 0; said < labels.size(); ++said) {
            row.push_back(std::to_string(accuracy.at(truth, said)));
            counts.push_back(accuracy.at(truth, said));
        }
        rows.push_back(std::move(row));
        confusion.push_back(std::move(counts));
    }
    metrics["accuracy"] = figure(accuracy.value());
    metrics["balancedAccuracy"] = figure(accuracy.balanced());
    metrics["classConfusion"] = {{"labels", labels}, {"counts", confusion}};
    report.heading("One class each");
    report.paragraph("Accuracy " + shownFigure(accuracy.value(), 4) + ", mean recall of the classes " +
                     shownFigure(accuracy.balanced(), 4) + ".");
    report.table(header, rows);
}

void addExamples(HtmlReport& report, const Question& q, const std::vector<EvaluationRow>& rows) {
    if (std::isnan(q.threshold)) return;
    std::vector<std::vector<std::string>> shown;
    int kinds[4] = {0, 0, 0, 0};
    constexpr const char* kNames[4] = {"rightly not named", "missed", "wrongly named", "rightly named"};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const int kind = (q.scores[i] >= q.threshold ? 2 : 0) + (q.truth[i] != 0 ? 1 : 0);
        if (kinds[kind]++ < kExamplesEach)
            shown.push_back(
                {rows[i].image.filename().string(), kNames[kind], shownFigure(static_cast<double>(q.scores[i]))});
    }
    std::sort(shown.begin(), shown.end(), [](const auto& a, const auto& b) { return a[1] < b[1]; });
    report.heading("Examples: " + q.label);
    report.table({"picture", "outcome", "score"}, shown);
}

std::vector<std::string> labelsOf(const EvaluateOptions& options, const EvaluationSet& set) {
    if (!options.labels.empty()) return options.labels;
    std::vector<std::string> out;
    for (const auto* part : {&set.test, &set.validation, &set.training})
        for (const auto& one : *part)
            for (const auto& label : one.row.labels)
                if (label != "No Finding" && std::find(out.begin(), out.end(), label) == out.end())
                    out.push_back(label);
    std::sort(out.begin(), out.end());
    return out;
}

Question questionOf(const std::string& label, const LabelScores& scores, std::size_t c, const Truths& test,
                    const Truths& validation, const std::vector<std::string>& groups) {
    float threshold = metrics::bestThreshold(scores.validation[c], validation[c]);
    std::string from = "validation";
    if (std::isnan(threshold) && scores.probabilities) {
        threshold = kFixedThreshold;
        from = "fixed";
    }
    return {label, scores.test[c], test[c], groups, threshold, from, scores.probabilities};
}

void addTables(HtmlReport& report, const std::vector<LabelResult>& results, const std::string& how) {
    std::vector<std::vector<std::string>> table;
    std::vector<PlotLine> roc, pr, reliability;
    std::vector<PlotRange> ranges;
    for (const auto& one : results) {
        table.push_back(one.tableRow);
        if (!one.roc.points.empty()) roc.push_back(one.roc);
        if (!one.pr.points.empty()) pr.push_back(one.pr);
        if (!one.reliability.points.empty()) reliability.push_back(one.reliability);
        if (!std::isnan(one.auroc))
            ranges.push_back({one.label, one.auroc, one.aurocInterval.low, one.aurocInterval.high});
    }
    report.paragraph(how);
    report.table({"label", "positives", "AUROC", "95 %", "AP", "precision", "recall", "F1", "TP / FP / FN / TN"},
                 table);
    report.ranges("AUROC with 95 % interval", ranges);
    report.plot("ROC", "1 - specificity", "recall", roc, true);
    report.plot("Precision and recall", "recall", "precision", pr, false);
    if (!reliability.empty()) report.plot("Calibration", "mean probability", "share of positives", reliability, true);
}

json summaryOf(const std::vector<LabelResult>& results, const LabelScores& scores) {
    json perLabel = json::object();
    std::size_t defined = 0;
    for (const auto& one : results) {
        perLabel[one.label] = one.metrics;
        defined += std::isnan(one.auroc) ? 0 : 1;
    }
    return {{"labels", perLabel},
            {"definedLabels", defined},
            {"macroAuroc", figure(meanOf(results, &LabelResult::auroc))},
            {"macroAveragePrecision", figure(meanOf(results, &LabelResult::ap))},
            {"macroF1", figure(meanOf(results, &LabelResult::f1))},
            {"scores", scores.source},
            {"details", scores.details}};
}

base::Result<LabelScores> prepare(const Context& context, EvaluateOptions& options, EvaluationSet& set,
                                  std::vector<std::string>& labels, const Truth& truth, const base::JobContext& job) {
    labels = labelsOf(options, set);
    if (labels.empty())
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The table names no labels; give some with --labels A,B.");
    return scoreLabels(context, options, labels, truth, set, job);
}

}  // namespace

int evaluateClassification(const Context& context, const EvaluateOptions& given) {
    const auto job = context.job();
    EvaluateOptions options = given;
    if (options.head.empty())
        options.trainingShare = 0;
    else if (options.trainingShare == 0)
        options.trainingShare = 0.4;
    if (options.trainingShare + options.validationShare >= 1)
        return context.failUsage("--training and --validation leave nobody to measure; let them sum to less than 1.");
    auto set = readEvaluationSet(options);
    if (!set.ok()) return context.fail(set.error());
    const auto truth = Truth::load();
    if (!truth.ok()) return context.fail(truth.error());
    std::vector<std::string> labels;
    const auto scores = prepare(context, options, *set, labels, *truth, job);
    if (!scores.ok()) return context.fail(scores.error());
    const auto test = truth->of(set->test, labels), validation = truth->of(set->validation, labels);
    std::vector<std::string> groups;
    for (const auto& one : set->test) groups.push_back(one.group);
    std::vector<Question> questions;
    std::vector<LabelResult> results;
    for (std::size_t c = 0; c < labels.size(); ++c) {
        questions.push_back(questionOf(labels[c], *scores, c, test, validation, groups));
        results.push_back(measure(questions.back(), options));
    }
    json metrics = summaryOf(results, *scores);
    metrics["macroAurocInterval"] = pairOf(macroInterval(scores->test, test, groups, options));
    metrics["validationRows"] = set->validation.size();
    HtmlReport report("Classification");
    const std::string how = "Scores: " + scores->source + ". " + std::to_string(set->test.size()) +
                            " pictures measured, " + std::to_string(set->validation.size()) +
                            " others chose the thresholds.";
    addTables(report, results, how);
    if (const auto accuracy = accuracyOf(scores->test, test)) addAccuracy(*accuracy, labels, metrics, report);
    for (std::size_t c = 0; c < std::min(labels.size(), kLabelsWithExamples); ++c)
        addExamples(report, questions[c], set->test);
    return finishEvaluation(context, options, std::move(metrics), *set, report,
                            "Macro AUROC " + shownFigure(meanOf(results, &LabelResult::auroc), 4) + ", AP " +
                                shownFigure(meanOf(results, &LabelResult::ap), 4) + ", F1 " +
                                shownFigure(meanOf(results, &LabelResult::f1), 4) + " over " +
                                std::to_string(labels.size()) + " labels.\n" + how);
}

}  // namespace hilum::app
