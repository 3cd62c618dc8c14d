// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum suggest: ranked captions for an image, from the library's reports and the caption banks, or
// from the lines of a file alone (product.md).
#include <chrono>
#include <cstdio>
#include <memory>

#include "app/cli/cli.h"
#include "app/cli/lazy_session.h"
#include "core/reading/case_search.h"
#include "core/text/caption_banks.h"

namespace hilum::app {

using nlohmann::json;

namespace {

struct SuggestOptions {
    std::filesystem::path file, captions;
    std::size_t top = 10;
};

base::Result<json> suggest(const Context& context, const SuggestOptions& options, const base::JobContext& job,
                           std::vector<reading::Suggestion>& suggestions) {
    HILUM_TRY(const auto session, LazySession::find(context, job));
    std::vector<std::string> lines;
    if (!options.captions.empty()) {
        HILUM_TRY(lines, text::readCaptionLines(options.captions));
    }
    HILUM_TRY(const auto image, embedQueryImage(context, options.file, *session, job));
    bool outside = false;
    const auto start = std::chrono::steady_clock::now();
    if (!lines.empty()) {
        HILUM_TRY(suggestions, reading::suggestFrom(lines, image.embedding, options.top, *session, job));
    } else {
        HILUM_TRY(const auto cases, reading::CaseSearch::open(context.library, session->manifest(), job));
        HILUM_TRY(suggestions, cases->suggest(image.embedding, image.modality, options.top, *session, job));
        outside = cases->outsideTraining(image.embedding);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    auto list = json::array();
    for (const auto& s : suggestions)
        list.push_back({{"text", s.text},
                        {"score", s.score},
                        {"source", s.source},
                        {"caseId", s.caseId == 0 ? json(nullptr) : json(s.caseId)},
                        {"cases", s.cases}});
    return json{{"suggestions", list}, {"outsideTraining", outside}, {"seconds", seconds}, {"window", image.window}};
}

int runSuggest(const Context& context, const SuggestOptions& options) {
    std::vector<reading::Suggestion> suggestions;
    const auto document = suggest(context, options, context.job(), suggestions);
    if (!document.ok()) return context.fail(document.error());
    std::string text =
        (*document)["outsideTraining"].get<bool>() ? "This image lies outside what the pack was trained on." : "";
    for (const auto& s : suggestions) {
        char score[16];
        std::snprintf(score, sizeof score, "%.2f  ", static_cast<double>(s.score));
        text += (text.empty() ? "" : "\n") + std::string(score) + s.text + "  [" + s.source +
                (s.cases > 0 ? ", " + std::to_string(s.cases) + (s.cases == 1 ? " case" : " cases") : "") + "]";
    }
    return context.answer(*document, text);
}

}  // namespace

void add_suggest(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("suggest", "Captions ranked for an image");
    auto options = std::make_shared<SuggestOptions>();
    command->add_option("file", options->file, "Image file")->required();
    command->add_option("--captions", options->captions, "Text file with one caption a line: these alone are ranked");
    command->add_option("--top", options->top, "How many")->check(CLI::Range(1, 1'000'000));
    command->callback(
        [&context, options] { context.run = [&context, options] { return runSuggest(context, *options); }; });
}

}  // namespace hilum::app
