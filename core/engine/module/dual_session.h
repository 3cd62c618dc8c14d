// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DualSession: one loaded image-text pack. Built, loaded and used on one thread. Internal to the module.
#pragma once

#include <torch/torch.h>

#include <memory>

#include "core/engine/model_api.h"
#include "core/nn/dual_encoder.h"
#include "core/text/tokenizer.h"

namespace hilum::engine {

class DualSession : public EncoderSession {
public:
    // Verifies, builds outside InferenceMode, loads, runs the golden check, chooses the number format.
    static base::Result<std::unique_ptr<DualSession>> open(const packs::ModelManifest& manifest,
                                                           const LoadOptions& options, const base::JobContext& context);

    const packs::ModelManifest& manifest() const override { return m_manifest; }
    std::string deviceText() const override;
    base::Result<std::vector<Embedding>> embedImages(std::span<const image::Raster> images, bool normalize,
                                                     const base::JobContext& context) override;
    base::Result<std::vector<Embedding>> embedTexts(std::span<const std::string> texts, bool normalize,
                                                    const base::JobContext& context) override;
    base::Result<SaliencyResult> saliency(const image::Raster& image, const std::string& text,
                                          const std::string& method, const base::JobContext& context) override;
    std::vector<std::string> labels() const override { return m_labels; }
    base::Result<std::vector<std::vector<float>>> classifyImages(std::span<const image::Raster> images,
                                                                 const base::JobContext& context) override;
    float logitScale() const override { return m_logitScale; }

    // For the benchmark: the pieces of an embedding.
    torch::Tensor encodePixels(const torch::Tensor& pixels);      // [N, 3, S, S] -> [N, D] float32
    torch::Tensor encodeTokens(const text::EncodedBatch& batch);  // -> [N, D] float32
    const text::Tokenizer* tokenizer() const { return m_tokenizer.get(); }

private:
    DualSession() = default;
    base::Status build(const LoadOptions& options, const base::JobContext& context);
    base::Status chooseFormat(const std::string& precision);
    // Smallest cosine of the pack's golden check in the present format; 1 when the pack has none.
    base::Result<double> goldenCosine();
    base::Result<std::vector<Embedding>> finish(const torch::Tensor& rows, bool normalize) const;

    packs::ModelManifest m_manifest;
    std::shared_ptr<nn::DualEncoder> m_model;
    std::unique_ptr<text::Tokenizer> m_tokenizer;  // null for an image-only pack
    torch::Device m_device{torch::kCPU};
    torch::ScalarType m_type = torch::kFloat32;
    float m_logitScale = 1;
    std::vector<std::string> m_labels;  // of the card, for a pack with a trained classifier
};

}  // namespace hilum::engine
