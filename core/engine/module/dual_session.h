// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DualSession: one loaded image-text pack. Built, loaded and used on one thread. Internal to the module.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <optional>

#include "core/engine/model_api.h"
#include "core/engine/module/precision.h"
#include "core/nn/dual_encoder.h"
#include "core/text/tokenizer.h"

namespace hilum::engine {

class DualSession : public EncoderSession {
public:
    // Verifies, builds outside InferenceMode, loads and packs, in the first precision that its golden check allows.
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
    std::uint64_t memoryBytes() const override { return m_bytes; }

    // For the benchmark: the pieces of an embedding.
    torch::Tensor encodePixels(const torch::Tensor& pixels);      // [N, 3, S, S] -> [N, D] float32
    torch::Tensor encodeTokens(const text::EncodedBatch& batch);  // -> [N, D] float32
    const text::Tokenizer* tokenizer() const { return m_tokenizer.get(); }

private:
    DualSession() = default;
    // The precisions that may be meant, one after the other, until one passes its check.
    base::Status choose(const base::JobContext& context);
    // The model in one precision; false = the family has nothing that runs in it.
    base::Result<bool> build(Precision precision, const base::JobContext& context);
    base::Status load(Precision precision, const base::JobContext& context);
    base::Status check(Precision precision, const std::optional<Probes>& reference, const base::JobContext& context);
    // Smallest cosine of the pack's golden check in the present format; nothing when the pack has none.
    base::Result<std::optional<double>> goldenCosine();
    base::Result<Probes> probe(const base::JobContext& context);
    base::Status moveToProcessor(const base::JobContext& context);
    base::Result<std::vector<Embedding>> finish(const torch::Tensor& rows, bool normalize) const;

    packs::ModelManifest m_manifest;
    LoadOptions m_options;
    Precision m_precision = Precision::Fp32;
    bool m_packed = false;
    std::string m_note;  // why this is not the device that was asked for
    std::uint64_t m_bytes = 0;
    std::size_t m_gpuBatch = 0;  // what its memory has held so far
    std::shared_ptr<nn::DualEncoder> m_model;
    std::unique_ptr<text::Tokenizer> m_tokenizer;  // null for an image-only pack
    torch::Device m_device{torch::kCPU};
    torch::ScalarType m_type = torch::kFloat32;
    float m_logitScale = 1;
    std::vector<std::string> m_labels;  // of the card, for a pack with a trained classifier
};

}  // namespace hilum::engine
