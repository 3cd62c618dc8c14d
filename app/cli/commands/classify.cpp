// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum classify: zero-shot probabilities of labels for images: softmax of a positive against a
// negative prompt ensemble for each label (product.md).
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>

#include "app/cli/cli.h"
#include "app/cli/lazy_session.h"
#include "app/cli/rendition.h"
#include "core/base/file_io.h"
#include "core/reading/zero_shot.h"

namespace hilum::app {

using nlohmann::json;

namespace {

struct ClassifyOptions {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> labels;
    std::string prompts;
};

// --prompts is a file, or the JSON itself.
base::Result<json> readPrompts(const std::string& given) {
    std::string text = given;
    if (given.find('{') == std::string::npos) {
        HILUM_TRY(text, base::readTextFile(given));
    }
    json document = json::parse(text, nullptr, false);
    if (document.is_discarded())
        return base::makeError(
            base::ErrorCode::InvalidInput,
            "--prompts is not JSON; write {\"Label\": {\"positive\": [\"...\"], \"negative\": [\"...\"]}}.");
    return document;
}

base::Result<std::vector<reading::LabelProbe>> probesOf(const Context& context, const ClassifyOptions& options,
                                                        LazySession& session, const base::JobContext& job) {
    HILUM_TRY(auto prompts, reading::Prompts::load(session.manifest()));
    if (!options.prompts.empty()) {
        HILUM_TRY(const auto own, readPrompts(options.prompts));
        HILUM_TRY_STATUS(
            prompts.overrideLabels(own.contains("labels") && own.at("labels").is_object() ? own.at("labels") : own));
    }
    reading::TextVectors vectors(context.library, session.manifest().sha256, session.manifest().dim);
    return reading::makeProbes(options.labels, prompts, vectors, session, job);
}

// "Pleural_Thickening" of a list of classes is "pleural thickening" of a command line.
std::string plainLabel(std::string label) {
    for (auto& c : label) c = c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return label;
}

// A pack with a trained classifier answers its own labels; one that it does not have is wrong usage.
int runTrained(const Context& context, const ClassifyOptions& options, LazySession& session,
               const base::JobContext& job) {
    if (const auto loaded = session.load(); !loaded.ok()) return context.fail(loaded.error());
    const auto names = session.labels();
    std::vector<std::size_t> wanted;
    for (const auto& label : options.labels) {
        const auto found = std::find_if(names.begin(), names.end(),
                                        [&](const auto& name) { return plainLabel(name) == plainLabel(label); });
        if (found == names.end())
            return context.failUsage("The pack " + session.manifest().id + " has no label \"" + label +
                                     "\"; see `hilum models info`.");
        wanted.push_back(static_cast<std::size_t>(found - names.begin()));
    }
    auto items = json::array(), failed = json::array();
    std::string text;
    base::Error first;
    for (const auto& file : options.files) {
        const auto picture = readRendition(file.string(), 0, job);
        const auto rows = picture.ok() ? session.classifyImages(std::span(&picture->raster, 1), job)
                                       : base::Result<std::vector<std::vector<float>>>(picture.error());
        if (!rows.ok()) {
            if (rows.error().code == base::ErrorCode::Cancelled || base::exitCodeFor(rows.error()) != kInput)
                return context.fail(rows.error());
            if (failed.empty()) first = rows.error();
            failed.push_back({{"path", file.string()}, {"reason", rows.error().message}});
            continue;
        }
        auto labels = json::object();
        text += (text.empty() ? "" : "\n") + file.string();
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            labels[options.labels[i]] = rows->front()[wanted[i]];
            char number[16];
            std::snprintf(number, sizeof number, "  %.3f  ", static_cast<double>(rows->front()[wanted[i]]));
            text += "\n" + std::string(number) + options.labels[i];
        }
        items.push_back({{"input", file.string()}, {"labels", labels}, {"window", picture->window}});
    }
    if (items.empty()) return context.fail(first);
    for (const auto& failure : failed)
        Context::failItem(failure["path"].get<std::string>(), failure["reason"].get<std::string>());
    return context.answer({{"items", items}, {"failed", failed}}, text, failed.empty() ? kDone : kSomeFailed);
}

int runClassify(const Context& context, const ClassifyOptions& options) {
    const auto job = context.job();
    const auto session = LazySession::find(context, job);
    if (!session.ok()) return context.fail(session.error());
    if ((*session)->manifest().card.contains("labels")) return runTrained(context, options, **session, job);
    const auto probes = probesOf(context, options, **session, job);
    if (!probes.ok()) return context.fail(probes.error());
    auto items = json::array();
    auto failed = json::array();
    std::string text;
    base::Error first;
    for (const auto& file : options.files) {
        const auto image = embedQueryImage(context, file, **session, job);
        if (!image.ok()) {
            if (image.error().code == base::ErrorCode::Cancelled || base::exitCodeFor(image.error()) != kInput)
                return context.fail(image.error());
            if (failed.empty()) first = image.error();
            failed.push_back({{"path", file.string()}, {"reason", image.error().message}});
            continue;
        }
        auto labels = json::object();
        text += (text.empty() ? "" : "\n") + file.string();
        for (const auto& probe : *probes) {
            const float probability = reading::probability(probe, image->embedding, (*session)->logitScale());
            labels[probe.label] = probability;
            char number[16];
            std::snprintf(number, sizeof number, "  %.3f  ", static_cast<double>(probability));
            text += "\n" + std::string(number) + probe.label;
        }
        items.push_back({{"input", file.string()}, {"labels", labels}, {"window", image->window}});
    }
    if (items.empty()) return context.fail(first);
    for (const auto& failure : failed)
        Context::failItem(failure["path"].get<std::string>(), failure["reason"].get<std::string>());
    return context.answer({{"items", items}, {"failed", failed}}, text, failed.empty() ? kDone : kSomeFailed);
}

}  // namespace

void add_classify(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("classify", "Zero-shot probabilities of labels");
    auto options = std::make_shared<ClassifyOptions>();
    command->add_option("files", options->files, "Image files")->required();
    command->add_option("--labels", options->labels, "A,B,...")->required()->delimiter(',');
    command->add_option("--prompts", options->prompts,
                        "JSON (text or file): {\"A\": {\"positive\": [...], \"negative\": [...]}}");
    command->callback(
        [&context, options] { context.run = [&context, options] { return runClassify(context, *options); }; });
}

}  // namespace hilum::app
