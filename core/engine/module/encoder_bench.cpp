// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/encoder_bench.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>

#include "core/engine/module/dual_session.h"
#include "core/engine/module/preprocess.h"
#include "core/engine/module/torch_runtime.h"

namespace hilum::engine {

namespace {

constexpr int kWarmUps = 3;
constexpr int kRuns = 21;
constexpr std::size_t kManyTexts = 32;
constexpr int kPictureSide = 1024;  // a small radiograph, so that preprocessing is in the figure
constexpr const char* kSentence = "Small left pleural effusion with adjacent atelectasis, no pneumothorax.";

// A run that fails or is cancelled ends the benchmark: the time of a failure is no figure.
template <class F>
base::Result<double> medianMs(const base::JobContext& context, F&& run) {
    std::vector<double> samples;
    for (int i = 0; i < kWarmUps + kRuns; ++i) {
        if (context.stopRequested()) return base::cancelled();
        const auto start = std::chrono::steady_clock::now();
        if (const auto done = run(); !done.ok()) return done.error();
        const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        if (i >= kWarmUps) samples.push_back(ms);
    }
    std::sort(samples.begin(), samples.end());
    return samples[samples.size() / 2];
}

struct Rows {
    nlohmann::json json = nlohmann::json::array();
    std::string note;
    void add(const char* name, double ms, int runs) {
        json.push_back({{"name", name}, {"median", ms}, {"unit", "ms"}, {"n", runs}, {"note", note}});
    }
};

base::Status benchImages(DualSession& session, const image::Raster& picture, const base::JobContext& context,
                         Rows& rows) {
    const auto& preprocessing = session.manifest().preprocessing;
    const auto small = goldenPicture(preprocessing.size);
    const auto network = [&](int count) -> base::Result<double> {
        const auto pixels = toPixels(std::vector<image::Raster>(static_cast<std::size_t>(count), small), preprocessing);
        HILUM_TRY(const double ms, medianMs(context, [&]() -> base::Status {
                      session.encodePixels(pixels);
                      return base::okStatus();
                  }));
        return ms / count;
    };
    // The network alone, what a peer in PyTorch is timed on; then with reading the picture into it.
    HILUM_TRY(const double one, network(1));
    rows.add("encode_image_b1", one, kRuns);
    HILUM_TRY(const double eight, network(8));
    rows.add("encode_image_b8", eight, kRuns);
    HILUM_TRY(const double whole,
              medianMs(context, [&] { return session.embedImages(std::span(&picture, 1), true, context); }));
    rows.add("encode_image_whole", whole, kRuns);
    return base::okStatus();
}

base::Status benchTexts(DualSession& session, const image::Raster& picture, const base::JobContext& context,
                        Rows& rows) {
    if (session.tokenizer() == nullptr) return base::okStatus();
    const std::string sentence = kSentence;
    const std::vector<std::string> many(kManyTexts, sentence);
    HILUM_TRY(const double one,
              medianMs(context, [&] { return session.embedTexts(std::span(&sentence, 1), true, context); }));
    rows.add("encode_text_b1", one, kRuns);
    HILUM_TRY(const double each, medianMs(context, [&] { return session.embedTexts(many, true, context); }));
    rows.add("encode_text_b32", each / static_cast<double>(kManyTexts), kRuns);
    HILUM_TRY(const double map, medianMs(context, [&] { return session.saliency(picture, sentence, {}, context); }));
    rows.add("saliency_b1", map, kRuns);
    return base::okStatus();
}

}  // namespace

base::Result<std::string> benchEncoders(const packs::ModelManifest& manifest, const LoadOptions& options,
                                        const base::JobContext& context) {
    const auto begin = std::chrono::steady_clock::now();
    HILUM_TRY(const auto session, DualSession::open(manifest, options, context));
    const double loadMs = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    Rows rows;
    rows.note = session->deviceText() + ", " + std::to_string(at::get_num_threads()) + " threads, " + cpuFeatures();
    rows.add("encode_load", loadMs, 1);
    const base::JobContext quiet(context.stopToken());  // no progress bar between the runs
    const auto picture = goldenPicture(kPictureSide);
    HILUM_TRY_STATUS(benchImages(*session, picture, quiet, rows));
    HILUM_TRY_STATUS(benchTexts(*session, picture, quiet, rows));
    return nlohmann::json{{"rows", rows.json}}.dump();
}

}  // namespace hilum::engine
