// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A promptable segmenter: image encoder, prompt encoder and mask decoder under the published names image_encoder,
// prompt_encoder and mask_decoder. The image is encoded once; each prompt costs the decoder alone.
#pragma once

#include "core/nn/sam/mask_decoder.h"
#include "core/nn/sam/prompt_encoder.h"
#include "core/nn/sam/sam_options.h"
#include "core/nn/sam/sam_parts.h"

namespace hilum::nn {

class SamModel : public torch::nn::Module {
public:
    explicit SamModel(const SamOptions& options);
    torch::Tensor encode(const torch::Tensor& pixels) { return m_image->forward(pixels); }  // -> [N, dim, G, G]
    // features [1, dim, G, G] of encode(), float32.
    SamMasks decode(const torch::Tensor& features, const SamPrompt& prompt, bool several);
    void fuse() { m_image->fuse(); }
    const SamOptions& options() const { return m_options; }

private:
    SamOptions m_options;
    std::shared_ptr<SamImageEncoder> m_image;
    PromptEncoder m_prompts{nullptr};
    MaskDecoder m_decoder{nullptr};
};

}  // namespace hilum::nn
