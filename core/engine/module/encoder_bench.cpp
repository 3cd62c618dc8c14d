// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/encoder_bench.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "core/engine/module/dual_session.h"
#include "core/engine/module/preprocess.h"
#include "core/engine/module/torch_runtime.h"

namespace hilum::engine {

namespace {

constexpr int kWarmUps = 3, kRuns = 21;
constexpr int kFewestRuns = 5;     // of a large model, once the limit is reached
constexpr double kLimitMs = 2500;  // for one figure
constexpr std::size_t kManyTexts = 32;
constexpr int kPictureSide = 1024;  // a small radiograph, so that preprocessing is in the figure
constexpr std::size_t kFewTexts = 8;
constexpr const char* kSentence = "Small left pleural effusion with adjacent atelectasis, no pneumothorax.";

struct Timing {
    double ms = 0;
    int runs = 0;
};

// A run that fails or is cancelled ends the benchmark: the time of a failure is no figure.
template <class F>
base::Result<Timing> timed(const base::JobContext& context, F&& run) {
    using Clock = std::chrono::steady_clock;
    const auto since = [](Clock::time_point start) {
        return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    };
    std::vector<double> samples;
    const auto begin = Clock::now();
    for (int i = 0; i < kWarmUps + kRuns; ++i) {
        if (context.stopRequested()) return base::cancelled();
        if (samples.size() >= kFewestRuns && since(begin) > kLimitMs) break;
        const auto start = Clock::now();
        if (const auto done = run(); !done.ok()) return done.error();
        if (i >= kWarmUps || (i > 0 && since(begin) > kLimitMs / 2)) samples.push_back(since(start));
    }
    std::sort(samples.begin(), samples.end());
    return Timing{samples[samples.size() / 2], static_cast<int>(samples.size())};
}

struct Rows {
    nlohmann::json json = nlohmann::json::array();
    std::string note;
    // items: how many of what is counted one run made.
    void add(const char* name, const Timing& timing, std::size_t items = 1) {
        json.push_back({{"name", name},
                        {"median", timing.ms / static_cast<double>(items)},
                        {"unit", "ms"},
                        {"n", timing.runs},
                        {"note", note}});
    }
};

base::Status benchImages(DualSession& session, const image::Raster& picture, const base::JobContext& context,
                         Rows& rows) {
    const auto& preprocessing = session.manifest().preprocessing;
    const auto small = goldenPicture(preprocessing.size);
    const auto network = [&](int count) -> base::Result<Timing> {
        const auto pixels = toPixels(std::vector<image::Raster>(static_cast<std::size_t>(count), small), preprocessing);
        return timed(context, [&]() -> base::Status {
            session.encodePixels(pixels);
            return base::okStatus();
        });
    };
    // The network alone, what a peer in PyTorch is timed on; then with reading the picture into it.
    HILUM_TRY(const auto one, network(1));
    rows.add("encode_image_b1", one);
    HILUM_TRY(const auto eight, network(8));
    rows.add("encode_image_b8", eight, 8);
    HILUM_TRY(const auto whole,
              timed(context, [&] { return session.embedImages(std::span(&picture, 1), true, context); }));
    rows.add("encode_image_whole", whole);
    return base::okStatus();
}

// The same sentence again and again: as many tokens as the pack takes.
std::string longText(const text::Tokenizer& tokenizer, std::size_t mostTokens) {
    std::string text = kSentence;
    while (tokenizer.encode(text, mostTokens).ids.size() < mostTokens && text.size() < 16 * mostTokens + 4096)
        text += std::string(" ") + kSentence;
    return text;
}

// One weights file from the disk's cache, as fast as this machine reads it.
double readMs(const packs::ModelManifest& manifest) {
    std::vector<char> block(std::size_t{8} << 20U);
    const auto start = std::chrono::steady_clock::now();
    for (const auto& file : manifest.files) {
        std::ifstream in(manifest.folder / file.name, std::ios::binary);
        while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {}
    }
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

// VmHWM or VmRSS of this process in MB; 0 where the system does not say.
double memoryMb(const char* field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind(field, 0) == 0) return std::strtod(line.c_str() + std::strlen(field) + 1, nullptr) / 1024;
    return 0;
}

base::Status benchTexts(DualSession& session, const image::Raster& picture, const base::JobContext& context,
                        Rows& rows) {
    if (session.tokenizer() == nullptr) return base::okStatus();
    const std::string sentence = kSentence;
    const std::vector<std::string> many(kManyTexts, sentence);
    HILUM_TRY(const auto one,
              timed(context, [&] { return session.embedTexts(std::span(&sentence, 1), true, context); }));
    rows.add("encode_text_b1", one);
    const auto most = static_cast<std::size_t>(session.manifest().maxTokens);
    const auto note = rows.note;
    const std::vector<std::string> few(kFewTexts, sentence);
    const std::vector<std::string> full(kFewTexts, longText(*session.tokenizer(), most));
    const auto tokensOf = [&](const std::string& text) {
        return std::to_string(session.tokenizer()->encode(text, most).ids.size()) + " tokens";
    };
    const auto texts = [&](const std::vector<std::string>& of, std::size_t count) {
        return timed(context, [&] { return session.embedTexts(std::span(of).first(count), true, context); });
    };
    rows.note = note + ", " + tokensOf(sentence);
    HILUM_TRY(const auto eight, texts(few, kFewTexts));
    rows.add("encode_text_b8", eight, kFewTexts);
    rows.note = note + ", " + tokensOf(full.front());
    HILUM_TRY(const auto longOne, texts(full, 1));
    rows.add("encode_text_full_b1", longOne);
    HILUM_TRY(const auto longEight, texts(full, kFewTexts));
    rows.add("encode_text_full_b8", longEight, kFewTexts);
    rows.note = note;
    HILUM_TRY(const auto each, timed(context, [&] { return session.embedTexts(many, true, context); }));
    rows.add("encode_text_b32", each, kManyTexts);
    HILUM_TRY(const auto map, timed(context, [&] { return session.saliency(picture, sentence, {}, context); }));
    rows.add("saliency_b1", map);
    return base::okStatus();
}

}  // namespace

base::Result<std::string> benchEncoders(const packs::ModelManifest& manifest, const LoadOptions& options,
                                        const base::JobContext& context) {
    const double reading = readMs(manifest);
    const double before = memoryMb("VmRSS:");
    const auto begin = std::chrono::steady_clock::now();
    HILUM_TRY(const auto session, DualSession::open(manifest, options, context));
    const double loadMs = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    Rows rows;
    rows.note = session->deviceText() + ", " + std::to_string(at::get_num_threads()) + " threads, " + cpuFeatures();
    rows.add("encode_load", Timing{loadMs, 1});
    rows.add("encode_read_file", Timing{reading, 1});
    const auto megabytes = [&](const char* name, double value) {
        rows.json.push_back({{"name", name}, {"median", value}, {"unit", "MB"}, {"n", 1}, {"note", rows.note}});
    };
    megabytes("encode_memory", static_cast<double>(session->memoryBytes()) / 1e6);
    megabytes("encode_load_peak", std::max(0.0, (memoryMb("VmHWM:") - before) * 1.048576));
    const base::JobContext quiet(context.stopToken());  // no progress bar between the runs
    const auto picture = goldenPicture(kPictureSide);
    HILUM_TRY_STATUS(benchImages(*session, picture, quiet, rows));
    HILUM_TRY_STATUS(benchTexts(*session, picture, quiet, rows));
    return nlohmann::json{{"rows", rows.json}}.dump();
}

}  // namespace hilum::engine
