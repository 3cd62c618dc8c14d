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
constexpr int kPictureSide = 1024;  // a small radiograph, so that preprocessing is in the figure
constexpr const char* kSentence = "Small left pleural effusion with adjacent atelectasis, no pneumothorax.";

template <class F>
double medianMs(F&& run) {
    for (int i = 0; i < kWarmUps; ++i) run();
    std::vector<double> samples;
    for (int i = 0; i < kRuns; ++i) {
        const auto start = std::chrono::steady_clock::now();
        run();
        samples.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(samples.begin(), samples.end());
    return samples[samples.size() / 2];
}

}  // namespace

base::Result<std::string> benchEncoders(const packs::ModelManifest& manifest, const LoadOptions& options,
                                        const base::JobContext& context) {
    const auto begin = std::chrono::steady_clock::now();
    HILUM_TRY(const auto session, DualSession::open(manifest, options, context));
    const double loadMs = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    nlohmann::json rows = nlohmann::json::array();
    const std::string where = session->deviceText() + ", " + std::to_string(at::get_num_threads()) + " threads, " + cpuFeatures();
    const auto add = [&](const char* name, double ms, int runs) {
        rows.push_back({{"name", name}, {"median", ms}, {"unit", "ms"}, {"n", runs}, {"note", where}});
    };
    add("encode_load", loadMs, 1);
    const auto picture = goldenPicture(kPictureSide);
    const auto small = goldenPicture(manifest.preprocessing.size);
    const auto one = toPixels({small}, manifest.preprocessing);
    const auto eight = toPixels(std::vector<image::Raster>(8, small), manifest.preprocessing);
    if (context.stopRequested()) return base::cancelled();
    // The network alone, what a peer in PyTorch is timed on; then with reading the picture into it.
    add("encode_image_b1", medianMs([&] { session->encodePixels(one); }), kRuns);
    add("encode_image_b8", medianMs([&] { session->encodePixels(eight); }) / 8, kRuns);
    add("encode_image_whole", medianMs([&] { (void)session->embedImages(std::span(&picture, 1), true, context); }), kRuns);
    if (context.stopRequested()) return base::cancelled();
    if (session->tokenizer() != nullptr) {
        const std::string sentence = kSentence;
        const std::vector<std::string> many(32, sentence);
        add("encode_text_b1", medianMs([&] { (void)session->embedTexts(std::span(&sentence, 1), true, context); }), kRuns);
        add("encode_text_b32", medianMs([&] { (void)session->embedTexts(many, true, context); }) / 32, kRuns);
        add("saliency_b1", medianMs([&] { (void)session->saliency(picture, sentence, {}, context); }), kRuns);
    }
    return nlohmann::json{{"rows", rows}}.dump();
}

}  // namespace hilum::engine
