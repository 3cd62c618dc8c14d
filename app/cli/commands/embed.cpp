// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum embed: embeddings of pictures or texts, in input order. A picture that cannot be read is named
// and left out (exit 1); the others keep their order.
#include <chrono>

#include "app/cli/cli.h"
#include "app/cli/rendition.h"
#include "core/base/npy.h"

namespace hilum::app {

namespace {

constexpr std::size_t kChunk = 16;  // pictures in memory at once

struct Options {
    std::vector<std::string> images;
    std::vector<std::string> texts;
    bool raw = false;
    std::string out;
};

struct Embedded {
    std::vector<std::string> inputs;
    std::vector<nlohmann::json> windows;  // of pictures
    std::vector<engine::Embedding> rows;
    std::vector<std::pair<std::string, base::Error>> failed;
};

base::Status embedPictures(const Options& options, engine::EncoderSession& session, const base::JobContext& job,
                           Embedded& out) {
    const auto total = static_cast<std::int64_t>(options.images.size());
    for (std::size_t at = 0; at < options.images.size(); at += kChunk) {
        std::vector<image::Raster> pictures;
        for (std::size_t i = at; i < std::min(options.images.size(), at + kChunk); ++i) {
            if (job.stopRequested()) return base::cancelled();
            auto picture = readRendition(options.images[i], 0, job);
            if (!picture) {
                out.failed.emplace_back(options.images[i], picture.error());
                continue;
            }
            pictures.push_back(std::move(picture->raster));
            out.windows.push_back(std::move(picture->window));
            out.inputs.push_back(options.images[i]);
        }
        HILUM_TRY(auto rows, session.embedImages(pictures, !options.raw, base::JobContext(job.stopToken())));
        std::move(rows.begin(), rows.end(), std::back_inserter(out.rows));
        job.progress(std::min(total, static_cast<std::int64_t>(at + kChunk)), total, base::Stage::Encoding);
    }
    return base::okStatus();
}

base::Status writeRows(const std::string& path, const std::vector<engine::Embedding>& rows, std::size_t width) {
    std::vector<float> values;
    values.reserve(rows.size() * width);
    for (const auto& row : rows) values.insert(values.end(), row.begin(), row.end());
    return base::writeNpy(path, "<f4", {static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(width)},
                          {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(float)});
}

nlohmann::json document(const Embedded& embedded, const packs::ModelManifest& manifest, std::size_t width,
                        double seconds) {
    nlohmann::json items = nlohmann::json::array();
    for (std::size_t i = 0; i < embedded.rows.size(); ++i) {
        items.push_back({{"input", embedded.inputs[i]}, {"embedding", embedded.rows[i]}});
        if (i < embedded.windows.size()) items.back()["window"] = embedded.windows[i];
    }
    nlohmann::json out = {{"model", manifest.id}, {"dim", width}, {"items", std::move(items)}, {"seconds", seconds}};
    for (const auto& [path, error] : embedded.failed)
        out["failed"].push_back({{"path", path}, {"reason", error.message}});
    return out;
}

int run(const Context& context, const Options& options) {
    if (options.images.empty() == options.texts.empty())
        return context.failUsage("Name either pictures (--image) or texts (--text) to embed.");
    const auto job = context.job();
    const auto session = loadSession(context, job);
    if (!session) return context.fail(session.error());
    const auto start = std::chrono::steady_clock::now();
    Embedded embedded;
    if (options.texts.empty()) {
        if (const auto done = embedPictures(options, **session, job, embedded); !done)
            return context.fail(done.error());
    } else {
        auto rows = (*session)->embedTexts(options.texts, !options.raw, job);
        if (!rows) return context.fail(rows.error());
        embedded.rows = std::move(*rows);
        embedded.inputs = options.texts;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (embedded.rows.empty() && !embedded.failed.empty()) return context.fail(embedded.failed.front().second);
    const std::size_t width = embedded.rows.front().size();
    if (!options.out.empty())
        if (const auto written = writeRows(options.out, embedded.rows, width); !written)
            return context.fail(written.error());
    for (const auto& [path, error] : embedded.failed) Context::failItem(path, error.message);
    const auto& manifest = (*session)->manifest();
    const std::string text = std::to_string(embedded.rows.size()) + " embeddings of width " + std::to_string(width) +
                             " by " + manifest.id + " in " + std::to_string(seconds) + " s" +
                             (options.out.empty() ? "; --out or --json shows them" : ", written to " + options.out);
    return context.answer(document(embedded, manifest, width, seconds), text,
                          embedded.failed.empty() ? kDone : kSomeFailed);
}

}  // namespace

void add_embed(CLI::App& root, Context& context);

void add_embed(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("embed", "Embeddings of pictures or texts");
    auto options = std::make_shared<Options>();
    command->add_option("--image", options->images, "Pictures (DICOM, PNG, JPEG)");
    command->add_option("--text", options->texts, "Texts");
    command->add_flag("--no-normalize", options->raw, "Leave the length of the vectors as the model gives it");
    command->add_option("--out", options->out, "Write [N, dim] float32 to this .npy file");
    command->callback([&context, options] { context.run = [&context, options] { return run(context, *options); }; });
}

}  // namespace hilum::app
