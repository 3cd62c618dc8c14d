// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/sam/sam_model.h"

#include "core/nn/sam/sam_vit.h"
#include "core/nn/sam/tiny_vit.h"

namespace hilum::nn {

SamModel::SamModel(const SamOptions& o) : m_options(o) {
    if (o.encoder == "vit")
        m_image = register_module("image_encoder", std::make_shared<SamVitImpl>(o.vit, o.dim));
    else
        m_image = register_module("image_encoder", std::make_shared<TinyVitImpl>(o.tiny, o.dim));
    m_prompts = register_module("prompt_encoder", PromptEncoder(o));
    m_decoder = register_module("mask_decoder", MaskDecoder(o));
}

SamMasks SamModel::decode(const torch::Tensor& features, const SamPrompt& prompt, bool several) {
    return m_decoder->forward(features, m_prompts->gridPositions(), m_prompts->tokens(prompt), m_prompts->dense(prompt),
                              several);
}

}  // namespace hilum::nn
