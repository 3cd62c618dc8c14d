// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// hilum evaluate retrieval: images find their texts and texts their images. R@k and MRR over the full gallery, or
// inside shuffled batches of 50 (the ROCO tables' protocol, 5 shuffles); P@k where rows have labels: an item of the same
// labels counts (MedCLIP's tables).
#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <set>

#include "app/cli/evaluate.h"
#include "app/cli/lazy_session.h"
#include "core/metrics/retrieval.h"
#include "core/reading/text_vectors.h"

namespace hilum::app {

using nlohmann::json;

namespace {

constexpr std::size_t kBatch = 50;
constexpr int kShuffles = 5;

using Vectors = std::vector<engine::Embedding>;

struct Direction {
    metrics::RecallMeter ranks;
    std::array<double, 4> precision{};  // at 1, 2, 5, 10
    std::array<std::size_t, 4> queries{};
};
constexpr std::array<std::size_t, 4> kPrecisionAt = {1, 2, 5, 10};

// rows: the gallery and the queries, as indices into the set.
void measure(const std::vector<std::size_t>& rows, const Vectors& queries, const Vectors& items,
             const std::vector<EvaluationRow>& data, Direction& out) {
    std::vector<float> scores(rows.size());
    for (const auto query : rows) {
        std::vector<std::size_t> same, alike;
        for (std::size_t j = 0; j < rows.size(); ++j) {
            scores[j] = reading::cosine(queries[query], items[rows[j]]);
            // Equal words under two pictures cannot be told apart and count as found.
            if (data[rows[j]].row.text == data[query].row.text) same.push_back(j);
            if (data[rows[j]].row.labels == data[query].row.labels) alike.push_back(j);
        }
        out.ranks.add(scores, same);
        if (data[query].row.labels.empty()) continue;
        for (std::size_t k = 0; k < kPrecisionAt.size(); ++k) {
            if (rows.size() < kPrecisionAt[k]) continue;
            out.precision[k] += metrics::precisionAtK(scores, alike, kPrecisionAt[k]);
            ++out.queries[k];
        }
    }
}

json described(const Direction& d, const std::vector<std::size_t>& cuts) {
    json out;
    for (const auto k : cuts) out["r@" + std::to_string(k)] = figure(d.ranks.recallAt(k));
    out["mrr"] = figure(d.ranks.meanReciprocalRank());
    out["medianRank"] = figure(d.ranks.medianRank());
    for (std::size_t k = 0; k < kPrecisionAt.size(); ++k)
        if (d.queries[k] > 0)
            out["p@" + std::to_string(kPrecisionAt[k])] = figure(d.precision[k] / static_cast<double>(d.queries[k]));
    out["queries"] = d.ranks.queries();
    return out;
}

std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::mt19937_64 engine(seed);
    for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[static_cast<std::size_t>(engine() % i)]);
    return order;
}

struct Both {
    Direction imageToText, textToImage;
};

base::Status measureBoth(const Vectors& images, const Vectors& texts, const EvaluationSet& set,
                         const EvaluateOptions& options, const base::JobContext& job, Both& out) {
    const bool batches = options.protocol == "batch50";
    for (int round = 0; round < (batches ? kShuffles : 1); ++round) {
        const auto order = shuffled(set.test.size(), options.seed + static_cast<std::uint64_t>(round));
        const std::size_t step = batches ? kBatch : order.size();
        for (std::size_t at = 0; at < order.size(); at += step) {
            if (job.stopRequested()) return base::cancelled();
            const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), at + step));
            const std::vector<std::size_t> rows(order.begin() + static_cast<std::ptrdiff_t>(at), end);
            measure(rows, images, texts, set.test, out.imageToText);
            measure(rows, texts, images, set.test, out.textToImage);
        }
    }
    return base::okStatus();
}

// Recall (y) after looking at a share x of the gallery; the diagonal is chance.
PlotLine recallCurve(const std::string& name, const Direction& direction, std::size_t gallery) {
    PlotLine line{name, {{0, 0}}};
    const std::size_t step = std::max<std::size_t>(1, gallery / 200);
    for (std::size_t k = 1; k < gallery + step; k += step) {
        const std::size_t seen = std::min(k, gallery);
        line.points.push_back(
            {static_cast<double>(seen) / static_cast<double>(gallery), direction.ranks.recallAt(seen)});
    }
    return line;
}

HtmlReport reportOf(const Both& both, const std::vector<std::size_t>& cuts, std::size_t gallery, std::string& text) {
    HtmlReport report("Retrieval");
    std::vector<std::vector<std::string>> rows;
    std::vector<PlotLine> lines;
    for (const auto& [name, direction] :
         {std::pair<std::string, const Direction*>{"image to text", &both.imageToText},
          std::pair<std::string, const Direction*>{"text to image", &both.textToImage}}) {
        std::vector<std::string> row = {name};
        text += (text.empty() ? "" : "\n") + name + ":";
        for (const auto k : cuts) {
            row.push_back(shownFigure(direction->ranks.recallAt(k), 4));
            text += " R@" + std::to_string(k) + " " + row.back();
        }
        row.push_back(shownFigure(direction->ranks.meanReciprocalRank(), 4));
        row.push_back(shownFigure(direction->ranks.medianRank(), 1));
        text += " MRR " + shownFigure(direction->ranks.meanReciprocalRank(), 4);
        for (std::size_t k = 0; k < kPrecisionAt.size(); ++k)
            row.push_back(direction->queries[k] == 0
                              ? "-"
                              : shownFigure(direction->precision[k] / static_cast<double>(direction->queries[k]), 4));
        rows.push_back(row);
        lines.push_back(recallCurve(name, *direction, gallery));
    }
    std::vector<std::string> header = {"direction"};
    for (const auto k : cuts) header.push_back("R@" + std::to_string(k));
    header.insert(header.end(), {"MRR", "median rank"});
    for (const auto k : kPrecisionAt) header.push_back("P@" + std::to_string(k));
    report.table(header, rows);
    report.paragraph(
        "R@k: the pair's other half, or an item with the same words, is among the k best. P@k: share of "
        "the k best that have the query's labels; a dash where rows have none.");
    report.plot("Recall", "share of the gallery seen", "recall", lines, true);
    return report;
}

}  // namespace

int evaluateRetrieval(const Context& context, const EvaluateOptions& options) {
    const auto job = context.job();
    auto set = readEvaluationSet(options);
    if (!set.ok()) return context.fail(set.error());
    if (const auto kept = keepRowsWithText(*set); !kept.ok()) return context.fail(kept.error());
    const auto session = LazySession::find(context, job);
    if (!session.ok()) return context.fail(session.error());
    const auto images = embedRows(set->test, **session, set->skipped, job);
    if (!images.ok()) return context.fail(images.error());
    std::vector<std::string> words;
    for (const auto& one : set->test) words.push_back(one.row.text);
    const auto texts = (*session)->embedTexts(words, true, job);
    if (!texts.ok()) return context.fail(texts.error());
    Both both;
    if (const auto done = measureBoth(*images, *texts, *set, options, job, both); !done.ok())
        return context.fail(done.error());
    const bool batches = options.protocol == "batch50";
    const std::size_t gallery = batches ? std::min(kBatch, set->test.size()) : set->test.size();
    const auto cuts = batches ? std::vector<std::size_t>{1, 2} : std::vector<std::size_t>{1, 5, 10};
    json metrics = {{"imageToText", described(both.imageToText, cuts)},
                    {"textToImage", described(both.textToImage, cuts)},
                    {"protocol", options.protocol},
                    {"gallery", gallery},
                    {"shuffles", batches ? kShuffles : 1},
                    {"distinctTexts", std::set<std::string>(words.begin(), words.end()).size()},
                    {"withoutText", set->withoutText}};
    std::string text;
    auto report = reportOf(both, cuts, gallery, text);
    return finishEvaluation(context, options, std::move(metrics), *set, report, text);
}

}  // namespace hilum::app
