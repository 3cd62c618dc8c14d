// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Text transformer of OpenAI's CLIP, keys at the root of its state dict: token_embedding, positional_embedding,
// transformer.resblocks.N, ln_final, text_projection. Causal; read at the end-of-text token, which has the
// highest id of the vocabulary (argmax of the ids, as published).
#pragma once

#include "core/nn/layers/clip_block.h"

namespace hilum::nn {

struct ClipTextOptions {
    std::int64_t vocab = 49408;
    std::int64_t positions = 77;
    std::int64_t dim = 512;  // of the embedding
    ClipTransformerOptions transformer{512, 12, 8, 2048, true, 1e-5};
};

// Registers its parts in the parent, because the published names stand beside "visual".
class ClipText {
public:
    ClipText(torch::nn::Module& parent, const ClipTextOptions& options);
    // ids [N, T] int64, T <= positions; what follows the end-of-text token has no influence -> [N, D]
    torch::Tensor forward(const torch::Tensor& ids);
    bool pack(NumberFormat format);  // as DualEncoder::pack()

private:
    ClipTransformerOptions m_options;
    torch::nn::Embedding m_words{nullptr};
    torch::Tensor m_positions, m_projection;
    std::vector<ClipBlock> m_blocks;
    torch::nn::LayerNorm m_norm{nullptr};
    std::shared_ptr<PackedBlocks> m_packed;
};

}  // namespace hilum::nn
