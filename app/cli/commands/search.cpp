// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum search: similar past cases for typed words, an image, or both (product.md).
#include <chrono>
#include <cstdio>
#include <memory>

#include "app/cli/cli.h"
#include "app/cli/lazy_session.h"
#include "core/reading/case_search.h"

namespace hilum::app {

using nlohmann::json;

namespace {

struct SearchOptions {
    std::string text;
    std::filesystem::path image;
    std::size_t top = 10;
    library::Filters filters;
    int ageFrom = -1, ageTo = -1;
    bool excludeSamePatient = false;
};

std::string patientOf(const library::CaseRecord& record) {
    const auto colon = record.patientKey.find(':');
    return colon == std::string::npos ? record.patientKey : record.patientKey.substr(colon + 1);
}

json asJson(const reading::CaseHit& hit) {
    return {{"caseId", hit.record.id},
            {"score", hit.score},
            {"rank", hit.rank},
            {"patient", patientOf(hit.record)},
            {"modality", hit.record.modality},
            {"date", hit.record.date},
            {"caption", hit.caption},
            {"path", hit.record.given},
            {"labels", hit.record.labels}};
}

base::Result<std::vector<reading::CaseHit>> search(const Context& context, const SearchOptions& options,
                                                   const base::JobContext& job, double& seconds, json& window) {
    HILUM_TRY(const auto session, LazySession::find(context, job));
    reading::CaseSearch::Request request;
    request.text = options.text;
    request.filters = options.filters;
    if (options.ageFrom >= 0) request.filters.ageFrom = options.ageFrom;
    if (options.ageTo >= 0) request.filters.ageTo = options.ageTo;
    request.top = options.top;
    if (!options.image.empty()) {
        HILUM_TRY(auto image, embedQueryImage(context, options.image, *session, job));
        request.imageEmbedding = std::move(image.embedding);
        window = image.window;
        if (options.excludeSamePatient) {
            request.filters.excludePatientKey = image.patientKey;
            request.filters.excludeStudyUid = image.studyUid;
        }
    }
    HILUM_TRY(const auto cases, reading::CaseSearch::open(context.library, session->manifest(), job));
    const auto start = std::chrono::steady_clock::now();
    auto hits = cases->search(request, *session, job);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return hits;
}

int runSearch(const Context& context, const SearchOptions& options) {
    if (options.text.empty() && options.image.empty())
        return context.failUsage("Give --text, --image or both; see `hilum search --help`.");
    double seconds = 0;
    json window;  // null without an image
    const auto hits = search(context, options, context.job(), seconds, window);
    if (!hits.ok()) return context.fail(hits.error());
    auto list = json::array();
    std::string text = hits->empty() ? "No similar case was found." : "";
    for (const auto& hit : *hits) {
        list.push_back(asJson(hit));
        char line[64];
        std::snprintf(line, sizeof line, "%2d  %.3f  case %lld  ", hit.rank, static_cast<double>(hit.score),
                      static_cast<long long>(hit.record.id));
        text += (text.empty() ? "" : "\n") + std::string(line) + hit.record.modality + "  " + hit.record.given + "  " +
                hit.caption;
    }
    auto chips = json::array();
    for (const auto& chip : reading::parseQuery(options.text).chips)
        chips.push_back({{"kind", chip.kind}, {"text", chip.text}});
    return context.answer({{"hits", list}, {"query", chips}, {"seconds", seconds}, {"window", window}}, text);
}

}  // namespace

void add_search(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("search", "Similar past cases for words, an image, or both");
    auto options = std::make_shared<SearchOptions>();
    command->add_option("--text", options->text, "Findings, for instance \"left effusion, no pneumothorax\"");
    command->add_option("--image", options->image, "Image file");
    command->add_option("--top", options->top, "How many")->check(CLI::Range(1, 1'000'000));
    command->add_option("--modality", options->filters.modality, "DICOM code: CR, DX, CT, MR, US, ...");
    command->add_option("--sex", options->filters.sex, "F, M or O")->check(CLI::IsMember({"F", "M", "O"}));
    command->add_option("--age-from", options->ageFrom, "Years")->check(CLI::Range(0, 150));
    command->add_option("--age-to", options->ageTo, "Years")->check(CLI::Range(0, 150));
    command->add_option("--date-from", options->filters.dateFrom, "YYYY-MM-DD");
    command->add_option("--date-to", options->filters.dateTo, "YYYY-MM-DD");
    command->add_option("--label", options->filters.labels, "Label that a case must have; may be repeated");
    command->add_flag("--exclude-same-patient", options->excludeSamePatient, "Leave out the image's own patient");
    command->callback(
        [&context, options] { context.run = [&context, options] { return runSearch(context, *options); }; });
}

}  // namespace hilum::app
