// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// hilum evaluate captions: captions ranked for each picture out of the set's own captions, measured against the
// picture's caption as the COCO tools do (BLEU, ROUGE-L, CIDEr-D; core/metrics). The published captioner keeps every
// fifth rank and leaves the picture's own caption in the pool: --stride 5 --own-caption.
#include <algorithm>
#include <numeric>

#include "app/cli/evaluate.h"
#include "app/cli/lazy_session.h"
#include "core/base/file_io.h"
#include "core/metrics/cider.h"
#include "core/reading/text_vectors.h"

namespace hilum::app {

using nlohmann::json;

namespace {

struct Said {
    std::size_t row = 0;
    std::string hypothesis;
};

// One line for each row that has a text, in the table's order.
base::Result<std::vector<Said>> readHypotheses(const EvaluateOptions& options, const EvaluationSet& set) {
    HILUM_TRY(const auto content, base::readTextFile(options.hypotheses));
    std::vector<Said> out;
    std::size_t begin = 0;
    for (std::size_t row = 0; begin < content.size() && row < set.test.size(); ++row) {
        const auto end = std::min(content.find('\n', begin), content.size());
        std::string line = content.substr(begin, end - begin);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        out.push_back({row, std::move(line)});
        begin = end + 1;
    }
    if (out.size() != set.test.size())
        return base::makeError(base::ErrorCode::InvalidInput, "The hypotheses have " + std::to_string(out.size()) +
                                                                  " lines for " + std::to_string(set.test.size()) +
                                                                  " rows; write one line for each row.");
    return out;
}

base::Result<std::vector<Said>> rankCaptions(const Context& context, const EvaluateOptions& options, EvaluationSet& set,
                                             const base::JobContext& job) {
    HILUM_TRY(const auto session, LazySession::find(context, job));
    HILUM_TRY(const auto images, embedRows(set.test, *session, set.skipped, job));
    std::vector<std::string> texts;
    for (const auto& one : set.test) texts.push_back(one.row.text);
    HILUM_TRY(const auto captions, session->embedTexts(texts, true, job));
    std::vector<Said> out;
    for (std::size_t i = 0; i < images.size(); ++i) {
        std::vector<float> scores;
        for (const auto& caption : captions) scores.push_back(reading::cosine(images[i], caption));
        std::vector<std::size_t> order(scores.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        if (!options.ownCaption) std::erase(order, i);
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        for (int rank = 0; rank < options.top; ++rank) {
            const auto at = static_cast<std::size_t>(rank) * static_cast<std::size_t>(options.stride);
            if (at < order.size()) out.push_back({i, texts[order[at]]});
        }
    }
    return out;
}

}  // namespace

int evaluateCaptions(const Context& context, const EvaluateOptions& options) {
    const auto job = context.job();
    auto set = readEvaluationSet(options);
    if (!set.ok()) return context.fail(set.error());
    std::vector<EvaluationRow> spoken;
    for (auto& one : set->test) {
        if (!one.row.text.empty())
            spoken.push_back(std::move(one));
        else
            set->skipped.push_back({{"path", one.image.string()}, {"reason", "The row has no caption; give it one."}});
    }
    set->test = std::move(spoken);
    if (set->test.size() < 2)
        return context.fail(base::makeError(base::ErrorCode::InvalidInput,
                                            "Captions are measured against captions, and fewer than two rows have one; "
                                            "name the text column with --columns text=NAME."));
    const auto said =
        options.hypotheses.empty() ? rankCaptions(context, options, *set, job) : readHypotheses(options, *set);
    if (!said.ok()) return context.fail(said.error());
    metrics::Bleu bleu;
    metrics::RougeL rouge;
    metrics::CiderD cider;
    std::vector<std::vector<std::string>> examples;
    for (const auto& one : *said) {
        const std::string& truth = set->test[one.row].row.text;
        const std::vector<metrics::Tokens> reference = {metrics::captionTokens(truth)};
        const auto hypothesis = metrics::captionTokens(one.hypothesis);
        bleu.add(hypothesis, reference);
        rouge.add(hypothesis, reference);
        cider.add(hypothesis, reference);
        if (examples.size() < 12)
            examples.push_back({set->test[one.row].image.filename().string(), truth, one.hypothesis});
    }
    const auto b = bleu.value();
    json metrics = {{"bleu1", figure(b[0])},           {"bleu2", figure(b[1])},
                    {"bleu3", figure(b[2])},           {"bleu4", figure(b[3])},
                    {"rougeL", figure(rouge.value())}, {"ciderD", figure(cider.value())},
                    {"pairs", said->size()},           {"top", options.top},
                    {"stride", options.stride},        {"ownCaption", options.ownCaption}};
    HtmlReport report("Captions");
    const std::vector<std::string> header = {"BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr-D", "pairs"};
    report.table(header,
                 {{shownFigure(b[0], 4), shownFigure(b[1], 4), shownFigure(b[2], 4), shownFigure(b[3], 4),
                   shownFigure(rouge.value(), 4), shownFigure(cider.value(), 4), std::to_string(said->size())}});
    report.heading("Examples");
    report.table({"picture", "true caption", "suggested"}, examples);
    return finishEvaluation(context, options, std::move(metrics), *set, report,
                            "BLEU-1..4 " + shownFigure(b[0], 4) + " " + shownFigure(b[1], 4) + " " +
                                shownFigure(b[2], 4) + " " + shownFigure(b[3], 4) + ", ROUGE-L " +
                                shownFigure(rouge.value(), 4) + ", CIDEr-D " + shownFigure(cider.value(), 4) +
                                " over " + std::to_string(said->size()) + " pairs.");
}

}  // namespace hilum::app
