// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// FakeSession: an image-text "model" whose answers are known. Pictures and texts of one topic point the
// same way, plus a little noise that depends on their content alone. A picture's topic is its
// brightness / 32; a text's topic is the first known word in it.
#pragma once

#include <array>
#include <atomic>
#include <cmath>
#include <functional>
#include <string>

#include "core/base/sha256.h"
#include "core/engine/model_api.h"

namespace hilum::test {

constexpr int kDim = 32;
// topic -> words; the index is the picture's brightness / 32
inline const std::array<std::vector<std::string>, 8> kTopics = {{
    {"normal", "acute", "clear"},
    {"pneumothorax"},
    {"effusion"},
    {"nodule"},
    {"glioma", "meningioma", "brain", "mri", "magnetic"},
    {"breast", "sonogram", "ultrasound", "benign", "malignant"},
    {"cardiomegaly", "enlarged"},
    {"computed", "ct", "axial"},
}};

inline engine::Embedding unitVector(int topic, const std::string& seed, float noise = 0.2F) {
    engine::Embedding vector(kDim, 0.0F);
    const std::string hash = base::sha256Hex(std::string_view(seed));
    for (std::size_t i = 0; i < vector.size(); ++i)
        vector[i] = noise * (static_cast<float>(std::stoi(hash.substr(i * 2, 2), nullptr, 16)) / 255.0F - 0.5F);
    if (topic >= 0) vector[static_cast<std::size_t>(topic)] += 1.0F;
    float norm = 0;
    for (const float v : vector) norm += v * v;
    for (float& v : vector) v /= std::sqrt(norm);
    return vector;
}

inline image::Raster flatRaster(int topic, int variant = 0) {
    image::Raster raster;
    raster.width = raster.height = 8;
    auto pixels = std::make_shared<std::vector<std::uint8_t>>(64, static_cast<std::uint8_t>(topic * 32 + 16));
    for (int i = 0; i < 6; ++i)
        (*pixels)[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(topic * 32 + 16 + ((variant >> i) & 1));
    raster.pixels = pixels;
    return raster;
}

inline image::Image flatImage(int topic, int variant = 0) {
    const auto raster = flatRaster(topic, variant);
    image::Image image;
    image.width = raster.width;
    image.height = raster.height;
    std::vector<std::byte> bytes(raster.pixels->size());
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>((*raster.pixels)[i]);
    image.pixels = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
    return image;
}

class FakeSession final : public engine::EncoderSession {
public:
    explicit FakeSession(const std::string& sha = "fake-pack-sha256") {
        m_manifest.id = "fake";
        m_manifest.dim = kDim;
        m_manifest.sha256 = base::sha256Hex(std::string_view(sha));
        m_manifest.tokenizer = "vocab.txt";
    }
    packs::ModelManifest& editManifest() { return m_manifest; }
    const packs::ModelManifest& manifest() const override { return m_manifest; }
    std::string deviceText() const override { return "test"; }
    float logitScale() const override { return 20.0F; }

    base::Result<std::vector<engine::Embedding>> embedImages(std::span<const image::Raster> images, bool,
                                                             const base::JobContext& context) override {
        if (context.stopRequested()) return base::cancelled();
        std::vector<engine::Embedding> out;
        for (const auto& raster : images) {
            ++imagesEmbedded;
            if (onImage) onImage(imagesEmbedded);
            int sum = 0;
            for (const auto p : *raster.pixels) sum += p;
            const int mean = sum / static_cast<int>(raster.pixels->size());
            if (mean == failBrightness)
                return base::makeError(base::ErrorCode::Internal, "The test asked for a failure.");
            out.push_back(unitVector(mean / 32, std::string(raster.pixels->begin(), raster.pixels->end())));
        }
        return out;
    }
    base::Result<std::vector<engine::Embedding>> embedTexts(std::span<const std::string> texts, bool,
                                                            const base::JobContext& context) override {
        if (context.stopRequested()) return base::cancelled();
        std::vector<engine::Embedding> out;
        for (const auto& text : texts) {
            ++textsEmbedded;
            out.push_back(unitVector(topicOf(text), text));
        }
        return out;
    }
    base::Result<engine::SaliencyResult> saliency(const image::Raster&, const std::string&, const std::string&,
                                                  const base::JobContext&) override {
        return base::makeError(base::ErrorCode::Unsupported, "The test's model has no saliency.");
    }

    static int topicOf(std::string text) {
        for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        std::size_t first = std::string::npos;
        int topic = -1;
        for (std::size_t t = 0; t < kTopics.size(); ++t)
            for (const auto& word : kTopics[t])
                if (const auto at = text.find(word); at < first) {
                    first = at;
                    topic = static_cast<int>(t);
                }
        return topic;
    }

    std::atomic<int> imagesEmbedded = 0, textsEmbedded = 0;
    int failBrightness = -1;
    std::function<void(int)> onImage;

private:
    packs::ModelManifest m_manifest;
};

}  // namespace hilum::test
