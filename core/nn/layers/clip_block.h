// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Residual attention block of OpenAI's CLIP (Radford et al. 2021, arXiv 2103.00020) with its key names:
// ln_1, attn.{in_proj_weight,in_proj_bias,out_proj}, ln_2, mlp.{c_fc,c_proj}. Pre-norm; both towers use it.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "core/nn/layers/packed_blocks.h"

namespace hilum::nn {

struct ClipTransformerOptions {
    std::int64_t width = 512;
    std::int64_t layers = 12;
    std::int64_t heads = 8;
    std::int64_t mlp = 2048;
    bool quickGelu = true;
    double eps = 1e-5;
};

class ClipBlockImpl : public torch::nn::Module {
public:
    explicit ClipBlockImpl(const ClipTransformerOptions& options);
    torch::Tensor forward(const torch::Tensor& x, bool causal);  // [N, T, W] -> [N, T, W]
    void packInto(PackedBlocks& blocks) const;

private:
    std::int64_t m_heads;
    bool m_quick;
    torch::nn::LayerNorm m_norm1{nullptr}, m_norm2{nullptr};
    torch::Tensor m_inWeight, m_inBias;  // [3W, W], [3W]: query, key, value
    torch::nn::Linear m_out{nullptr}, m_up{nullptr}, m_down{nullptr};
};
TORCH_MODULE(ClipBlock);

// "resblocks" under parent; answers the blocks in order.
std::vector<ClipBlock> addClipBlocks(torch::nn::Module& parent, const ClipTransformerOptions& options);

// Null where this processor or these shapes have no packed products. keepLast: saliency differentiates through it.
std::shared_ptr<PackedBlocks> packClipBlocks(std::vector<ClipBlock>& blocks, const ClipTransformerOptions& options,
                                             bool causal, bool keepLast, NumberFormat format);

}  // namespace hilum::nn
