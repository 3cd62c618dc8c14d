// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// FakeSession: an image-text pack for window tests that needs no torch. Its embedding of an image is a
// coarse grey grid, of a text a hash spread over the same space: deterministic, different for different
// inputs, and of no meaning. Saliency is a bump at the brightest tile.
#pragma once

#include "core/engine/engine.h"

namespace hilum::tests {

class FakeSession : public engine::EncoderSession {
public:
    // narrow: a pack whose card says that it was trained on nothing that looks like the image.
    explicit FakeSession(bool narrow = false);
    const packs::ModelManifest& manifest() const override { return m_manifest; }
    std::string deviceText() const override { return "cpu fp32"; }
    base::Result<std::vector<engine::Embedding>> embedImages(std::span<const image::Raster> images, bool normalize,
                                                             const base::JobContext& context) override;
    base::Result<std::vector<engine::Embedding>> embedTexts(std::span<const std::string> texts, bool normalize,
                                                            const base::JobContext& context) override;
    base::Result<engine::SaliencyResult> saliency(const image::Raster& image, const std::string& text,
                                                  const std::string& method, const base::JobContext& context) override;
    float logitScale() const override { return 14.3F; }

private:
    packs::ModelManifest m_manifest;
};

// Engines for WindowOptions: a pack that works, one that takes its time, one that cannot be loaded.
std::unique_ptr<engine::Engine> fakeEngine(const std::filesystem::path& library);
std::unique_ptr<engine::Engine> slowEngine(const std::filesystem::path& library);    // loads until it is cancelled
std::unique_ptr<engine::Engine> narrowEngine(const std::filesystem::path& library);  // everything is outside it
std::unique_ptr<engine::Engine> missingPackEngine(const std::filesystem::path& library);

}  // namespace hilum::tests
