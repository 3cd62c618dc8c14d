// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "tests/ui/fake_session.h"

#include <cmath>
#include <functional>
#include <thread>

#include "core/image/resample.h"

namespace hilum::tests {

namespace {

constexpr int kGrid = 8;
constexpr int kDim = kGrid * kGrid;

void normalise(engine::Embedding& v) {
    double sum = 0;
    for (const float x : v) sum += static_cast<double>(x) * static_cast<double>(x);
    const auto length = static_cast<float>(std::sqrt(std::max(sum, 1e-12)));
    for (float& x : v) x /= length;
}

engine::Embedding gridOf(const image::Raster& raster) {
    const image::Raster small = image::resize(image::toGrey(raster), kGrid, kGrid);
    engine::Embedding v(kDim);
    double mean = 0;
    for (int i = 0; i < kDim; ++i) mean += (*small.pixels)[static_cast<std::size_t>(i)];
    mean /= kDim;
    for (int i = 0; i < kDim; ++i)
        v[static_cast<std::size_t>(i)] =
            static_cast<float>((*small.pixels)[static_cast<std::size_t>(i)] - mean) + 0.01F;
    return v;
}

}  // namespace

FakeSession::FakeSession(bool narrow) {
    m_manifest.id = "test-pack";
    m_manifest.family = "test";
    m_manifest.version = "1";
    m_manifest.dim = kDim;
    m_manifest.sha256 = std::string(64, 'a');
    m_manifest.card = nlohmann::json::object();
    if (narrow) {
        std::vector<float> centroid(kDim, 0.0F);
        centroid.front() = 1.0F;
        m_manifest.card["domain"] = {{"centroids", {centroid}}, {"minCosine", 0.999}};
    }
    m_manifest.card["trainedWords"] = {{"Pleural Effusion", {"pleural effusion"}},
                                       {"Pneumothorax", {"pneumothorax"}},
                                       {"Cardiomegaly", {"cardiomegaly"}},
                                       {"Glioma", {"glioma"}}};
}

base::Result<std::vector<engine::Embedding>> FakeSession::embedImages(std::span<const image::Raster> images, bool,
                                                                      const base::JobContext& context) {
    std::vector<engine::Embedding> out;
    for (const auto& image : images) {
        if (context.stopRequested()) return base::cancelled();
        out.push_back(gridOf(image));
        normalise(out.back());
    }
    return out;
}

base::Result<std::vector<engine::Embedding>> FakeSession::embedTexts(std::span<const std::string> texts, bool,
                                                                     const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    std::vector<engine::Embedding> out;
    for (const auto& text : texts) {
        engine::Embedding v(kDim);
        for (int i = 0; i < kDim; ++i)
            v[static_cast<std::size_t>(i)] = static_cast<float>(
                static_cast<double>(std::hash<std::string>{}(text + std::to_string(i)) % 2000) / 1000.0 - 1.0);
        normalise(v);
        out.push_back(std::move(v));
    }
    return out;
}

base::Result<engine::SaliencyResult> FakeSession::saliency(const image::Raster& image, const std::string& text,
                                                           const std::string&, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    engine::SaliencyResult result;
    const auto place = std::hash<std::string>{}(text);
    result.peakX = image.width / 4 + static_cast<int>(place % static_cast<std::size_t>(image.width / 2));
    result.peakY = image.height / 3 + static_cast<int>((place >> 16U) % static_cast<std::size_t>(image.height / 3));
    result.method = "test";
    result.map.width = image.width;
    result.map.height = image.height;
    result.map.values.resize(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height));
    const double spread = image.width / 12.0;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const double d = std::hypot(x - result.peakX, y - result.peakY) / spread;
            result.map.values[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                              static_cast<std::size_t>(x)] = static_cast<float>(std::exp(-d * d / 2));
        }
    return result;
}

namespace {

std::unique_ptr<engine::Engine> engineOf(const std::filesystem::path& library, bool narrow) {
    engine::EngineOptions options;
    options.libraryFolder = library;
    return std::make_unique<engine::Engine>(
        options,
        [narrow](const engine::EngineOptions&,
                 const base::JobContext&) -> base::Result<std::unique_ptr<engine::EncoderSession>> {
            return std::unique_ptr<engine::EncoderSession>(std::make_unique<FakeSession>(narrow));
        });
}

}  // namespace

std::unique_ptr<engine::Engine> fakeEngine(const std::filesystem::path& library) { return engineOf(library, false); }
std::unique_ptr<engine::Engine> narrowEngine(const std::filesystem::path& library) { return engineOf(library, true); }

std::unique_ptr<engine::Engine> slowEngine(const std::filesystem::path& library) {
    engine::EngineOptions options;
    options.libraryFolder = library;
    return std::make_unique<engine::Engine>(
        options,
        [](const engine::EngineOptions&,
           const base::JobContext& job) -> base::Result<std::unique_ptr<engine::EncoderSession>> {
            while (!job.stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
            return base::cancelled();
        });
}

std::unique_ptr<engine::Engine> missingPackEngine(const std::filesystem::path& library) {
    engine::EngineOptions options;
    options.libraryFolder = library;
    return std::make_unique<engine::Engine>(
        options,
        [](const engine::EngineOptions&,
           const base::JobContext&) -> base::Result<std::unique_ptr<engine::EncoderSession>> {
            return base::makeError(base::ErrorCode::ModelMismatch,
                                   "The model pack hilum-base is not installed, so there are no suggestions; install "
                                   "it or choose another pack.",
                                   "test: no model.json");
        });
}

}  // namespace hilum::tests
