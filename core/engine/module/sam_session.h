// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SamSession: one loaded pack of the SAM family. Built, loaded and used on one thread. Internal to the module.
// Prompts go from the picture to the network's input as the family's published code does it: SAM and MobileSAM scale
// both axes by the rounded sizes (ResizeLongestSide), LiteMedSAM by 256 / longer side cut to whole numbers, MedSAM
// each axis on its own. The decoder and its arithmetic stay in float32 whatever the encoder's format.
#pragma once

#include <torch/torch.h>

#include <list>
#include <memory>

#include "core/engine/model_api.h"
#include "core/image/resample.h"
#include "core/nn/sam/sam_model.h"

namespace hilum::engine {

class SamSession : public PromptSegmenter {
public:
    static base::Result<std::unique_ptr<SamSession>> open(const packs::ModelManifest& manifest,
                                                          const LoadOptions& options, const base::JobContext& context);

    const packs::ModelManifest& manifest() const override { return m_manifest; }
    SegmenterTraits traits() const override;
    std::string deviceText() const override;
    base::Status prepare(const image::Raster& picture, const base::JobContext& context) override;
    base::Result<std::vector<SegmentedMask>> segment(const image::Raster& picture, const SegmentPrompt& prompt,
                                                     const base::JobContext& context) override;

private:
    struct Embedded {
        std::string key;                     // of the pixels
        torch::Tensor features;              // [1, dim, G, G] float32
        std::int64_t width = 0, height = 0;  // of the picture inside the network's input
    };

    SamSession() = default;
    base::Status build(const LoadOptions& options, const base::JobContext& context);
    base::Result<Embedded> embedded(const image::Raster& picture, const base::JobContext& context);
    base::Status check(const image::Raster& picture, const SegmentPrompt& prompt) const;
    nn::SamPrompt toInput(const image::Raster& picture, const Embedded& at, const SegmentPrompt& prompt) const;
    torch::Tensor inPicture(const torch::Tensor& logits, const image::Raster& picture, const Embedded& at) const;

    packs::ModelManifest m_manifest;
    std::shared_ptr<nn::SamModel> m_model;
    torch::Device m_device{torch::kCPU};
    torch::ScalarType m_type = torch::kFloat32;
    std::list<Embedded> m_recent;  // newest first
};

// For the import: values that are no numbers are found by one pass over a small picture's prompt.
base::Status checkFinite(nn::SamModel& model, const packs::Preprocessing& preprocessing);

}  // namespace hilum::engine
