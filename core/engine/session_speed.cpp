// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/session_speed.h"

#include <algorithm>
#include <chrono>

namespace hilum::engine {

namespace {

constexpr int kSide = 1024;
constexpr std::size_t kMany = 8;
constexpr int kFewestRuns = 3, kMostRuns = 11;
constexpr double kLimitMs = 1500;  // for one figure, once the fewest runs are done
constexpr const char* kSentence = "Small left pleural effusion with adjacent atelectasis, no pneumothorax.";

image::Raster picture() {
    auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    pixels->reserve(static_cast<std::size_t>(kSide) * kSide);
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x)
            pixels->push_back(static_cast<std::uint8_t>((7 * x + 13 * y + x * y / 16) % 256));
    return {kSide, kSide, 1, std::move(pixels)};
}

// One run to warm up, then the median; runs is lowered to what was possible.
template <class F>
base::Result<double> median(const base::JobContext& context, int& runs, F&& run) {
    using Clock = std::chrono::steady_clock;
    const auto took = [](Clock::time_point since) {
        return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
    };
    std::vector<double> samples;
    const auto begin = Clock::now();
    for (int i = 0; i <= kMostRuns; ++i) {
        if (context.stopRequested()) return base::cancelled();
        if (i > kFewestRuns && took(begin) > kLimitMs) break;
        const auto start = Clock::now();
        if (const auto done = run(); !done.ok()) return done.error();
        if (i > 0) samples.push_back(took(start));
    }
    std::sort(samples.begin(), samples.end());
    runs = std::min(runs, static_cast<int>(samples.size()));
    return samples[samples.size() / 2];
}

}  // namespace

base::Result<SessionSpeed> measureSpeed(EncoderSession& session, const base::JobContext& context) {
    SessionSpeed speed;
    speed.pack = session.manifest().id;
    speed.runs = kMostRuns;
    const base::JobContext quiet(context.stopToken());
    const std::vector<image::Raster> pictures(kMany, picture());
    const std::vector<std::string> texts(kMany, kSentence);
    const auto ofPictures = [&](std::size_t count) {
        return median(quiet, speed.runs,
                      [&] { return session.embedImages(std::span(pictures).first(count), true, quiet); });
    };
    const auto ofTexts = [&](std::size_t count) {
        return median(quiet, speed.runs,
                      [&] { return session.embedTexts(std::span(texts).first(count), true, quiet); });
    };
    context.progress(0, 4, base::Stage::Encoding);
    HILUM_TRY(speed.pictureMs, ofPictures(1));
    context.progress(1, 4, base::Stage::Encoding);
    HILUM_TRY(speed.picturesMs, ofPictures(kMany));
    speed.picturesMs /= static_cast<double>(kMany);
    context.progress(2, 4, base::Stage::Encoding);
    if (!session.manifest().tokenizer.empty()) {
        HILUM_TRY(speed.textMs, ofTexts(1));
        HILUM_TRY(speed.textsMs, ofTexts(kMany));
        speed.textsMs /= static_cast<double>(kMany);
    }
    context.progress(4, 4, base::Stage::Encoding);
    speed.device = session.deviceText();
    return speed;
}

}  // namespace hilum::engine
