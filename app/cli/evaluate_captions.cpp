// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// hilum evaluate captions: captions ranked for each picture out of the set's own captions, measured against the
// picture's caption as the COCO tools do (BLEU, ROUGE-L, CIDEr-D; METEOR in part; core/metrics). Without --stride three rankings stand
// side by side: "corrected" (each distinct caption once, the picture's own one out unless another picture has it too),
// "published" (the MedPix captioner: every fifth rank, own caption in the pool) and "chance" (captions drawn blindly:
// what template words alone are worth).
#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "app/cli/evaluate.h"
#include "app/cli/lazy_session.h"
#include "core/base/file_io.h"
#include "core/metrics/cider.h"
#include "core/metrics/meteor.h"
#include "core/reading/text_vectors.h"

namespace hilum::app {

using nlohmann::json;

namespace {

constexpr std::size_t kPublishedStride = 5;
constexpr std::size_t kExamples = 12;

struct Said {
    std::size_t row = 0;
    std::string hypothesis;
};

struct Ranking {
    std::string name;
    std::size_t stride = 1;
    bool ownCaption = false;
    bool distinct = true;  // equal captions stand in the pool once
    bool blind = false;    // the order has nothing to do with the picture
};

struct Measured {
    Ranking ranking;
    std::vector<Said> said;
    json figures;
    std::vector<std::string> tableRow;
    std::vector<double> rougeOfEach;
};

std::vector<Ranking> rankingsOf(const EvaluateOptions& options) {
    if (!options.hypotheses.empty()) return {{"hypotheses"}};
    if (options.stride > 0)
        return {{"asked", static_cast<std::size_t>(options.stride), options.ownCaption, !options.ownCaption}};
    return {{"corrected", 1, options.ownCaption, true},
            {"published", kPublishedStride, true, false},
            {"chance", 1, false, true, true}};
}

// One line for each row that has a text, in the table's order.
base::Result<std::vector<Said>> readHypotheses(const EvaluateOptions& options, const EvaluationSet& set) {
    HILUM_TRY(const auto content, base::readTextFile(options.hypotheses));
    std::vector<Said> out;
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < content.size(); ++lines) {
        const auto end = std::min(content.find('\n', begin), content.size());
        std::string line = content.substr(begin, end - begin);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (lines < set.test.size()) out.push_back({lines, std::move(line)});
        begin = end + 1;
    }
    if (lines == set.test.size()) return out;
    return base::makeError(base::ErrorCode::InvalidInput, "The hypotheses have " + std::to_string(lines) +
                                                              " lines for " + std::to_string(set.test.size()) +
                                                              " rows with a text; write one line for each.");
}

// Rows whose captions may be suggested for a row, best first.
std::vector<std::size_t> poolOf(std::size_t row, const std::vector<std::string>& texts, const Ranking& ranking) {
    std::vector<std::size_t> pool;
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i == row && !ranking.ownCaption) continue;
        if (!ranking.distinct || seen.insert(texts[i]).second) pool.push_back(i);
    }
    return pool;
}

void shuffle(std::vector<std::size_t>& order, std::mt19937_64& engine) {
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<std::size_t>(engine() % i)]);
}

std::vector<Said> rank(const std::vector<engine::Embedding>& images, const std::vector<engine::Embedding>& captions,
                       const std::vector<std::string>& texts, const Ranking& ranking, const EvaluateOptions& options) {
    std::vector<Said> out;
    std::mt19937_64 engine(options.seed);
    for (std::size_t i = 0; i < images.size(); ++i) {
        auto order = poolOf(i, texts, ranking);
        if (ranking.blind) {
            shuffle(order, engine);
        } else {
            std::vector<float> scores(texts.size());
            for (const auto j : order) scores[j] = reading::cosine(images[i], captions[j]);
            std::stable_sort(order.begin(), order.end(),
                             [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        }
        for (std::size_t k = 0; k < static_cast<std::size_t>(options.top); ++k)
            if (k * ranking.stride < order.size()) out.push_back({i, texts[order[k * ranking.stride]]});
    }
    return out;
}

void score(Measured& one, const EvaluationSet& set) {
    metrics::Bleu bleu;
    metrics::RougeL rouge;
    metrics::CiderD cider;
    metrics::Meteor meteor;
    for (const auto& said : one.said) {
        const std::vector<metrics::Tokens> reference = {metrics::captionTokens(set.test[said.row].row.text)};
        const auto hypothesis = metrics::captionTokens(said.hypothesis);
        bleu.add(hypothesis, reference);
        rouge.add(hypothesis, reference);
        cider.add(hypothesis, reference);
        meteor.add(hypothesis, reference);
        metrics::RougeL single;
        single.add(hypothesis, reference);
        one.rougeOfEach.push_back(single.value());
    }
    const auto b = bleu.value();
    const std::vector<std::pair<const char*, double>> figures = {
        {"bleu1", b[0]},          {"bleu2", b[1]},           {"bleu3", b[2]},
        {"bleu4", b[3]},          {"rougeL", rouge.value()}, {"meteorExactStem", meteor.value()},
        {"ciderD", cider.value()}};
    one.tableRow = {one.ranking.name};
    for (const auto& [name, value] : figures) {
        one.figures[name] = figure(value);
        one.tableRow.push_back(shownFigure(value, 4));
    }
    one.tableRow.push_back(std::to_string(one.said.size()));
    one.figures["pairs"] = one.said.size();
    one.figures["stride"] = one.ranking.stride;
    one.figures["ownCaption"] = one.ranking.ownCaption;
}

base::Result<std::vector<Measured>> measureAll(const Context& context, const EvaluateOptions& options,
                                               EvaluationSet& set, const base::JobContext& job) {
    std::vector<Measured> out;
    if (!options.hypotheses.empty()) {
        HILUM_TRY(auto said, readHypotheses(options, set));
        out.push_back({rankingsOf(options).front(), std::move(said), {}, {}, {}});
    } else {
        HILUM_TRY(const auto session, LazySession::find(context, job));
        HILUM_TRY(const auto images, embedRows(set.test, *session, set.skipped, job));
        std::vector<std::string> texts;
        for (const auto& one : set.test) texts.push_back(one.row.text);
        HILUM_TRY(const auto captions, session->embedTexts(texts, true, job));
        for (const auto& ranking : rankingsOf(options))
            out.push_back({ranking, rank(images, captions, texts, ranking, options), {}, {}, {}});
    }
    for (auto& one : out) score(one, set);
    return out;
}

// Share of the pairs (y) whose ROUGE-L is at most x.
PlotLine spread(const Measured& one) { return {one.ranking.name, stepsOf(one.rougeOfEach)}; }

HtmlReport reportOf(const std::vector<Measured>& all, const EvaluationSet& set) {
    HtmlReport report("Captions");
    std::vector<std::vector<std::string>> rows, examples;
    std::vector<PlotLine> lines;
    for (const auto& one : all) {
        rows.push_back(one.tableRow);
        lines.push_back(spread(one));
    }
    report.table({"ranking", "BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "METEOR*", "CIDEr-D", "pairs"}, rows);
    report.paragraph(
        "BLEU is of the whole corpus; ROUGE-L and CIDEr-D are means over pairs, CIDEr-D's word weights "
        "come from these references alone. METEOR* knows equal words and equal stems only: without the published "
        "program's synonyms and paraphrases it stays below published METEOR.");
    report.plot("ROUGE-L of the pairs", "ROUGE-L", "share of pairs at or below it", lines, false);
    report.heading("Examples");
    for (const auto& said : all.front().said)
        if (examples.size() < kExamples)
            examples.push_back(
                {set.test[said.row].image.filename().string(), set.test[said.row].row.text, said.hypothesis});
    report.table({"picture", "true caption", "suggested"}, examples);
    return report;
}

}  // namespace

int evaluateCaptions(const Context& context, const EvaluateOptions& options) {
    const auto job = context.job();
    auto set = readEvaluationSet(options);
    if (!set.ok()) return context.fail(set.error());
    if (const auto kept = keepRowsWithText(*set); !kept.ok()) return context.fail(kept.error());
    const auto all = measureAll(context, options, *set, job);
    if (!all.ok()) return context.fail(all.error());
    json metrics = all->front().figures;
    std::string text;
    for (const auto& one : *all) {
        metrics["rankings"][one.ranking.name] = one.figures;
        text += (text.empty() ? "" : "\n") + one.ranking.name + ": BLEU-1..4 " + one.tableRow[1] + " " +
                one.tableRow[2] + " " + one.tableRow[3] + " " + one.tableRow[4] + ", ROUGE-L " + one.tableRow[5] +
                ", METEOR (words and stems only) " + one.tableRow[6] + ", CIDEr-D " + one.tableRow[7] + " over " +
                one.tableRow.back() + " pairs.";
    }
    std::set<std::string> distinct;
    for (const auto& one : set->test) distinct.insert(one.row.text);
    metrics["top"] = options.top;
    metrics["distinctCaptions"] = distinct.size();
    metrics["withoutText"] = set->withoutText;
    auto report = reportOf(*all, *set);
    return finishEvaluation(context, options, std::move(metrics), *set, report, text);
}

}  // namespace hilum::app
