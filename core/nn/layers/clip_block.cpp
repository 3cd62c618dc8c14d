// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/layers/clip_block.h"

#include "core/nn/layers/attention.h"
#include "core/nn/layers/holder.h"

namespace hilum::nn {

ClipBlockImpl::ClipBlockImpl(const ClipTransformerOptions& o) : m_heads(o.heads), m_quick(o.quickGelu) {
    m_norm1 = register_module("ln_1", layerNorm(o.width, o.eps));
    auto attention = child(*this, "attn");
    m_inWeight = attention->register_parameter("in_proj_weight", torch::randn({3 * o.width, o.width}) * 0.02);
    m_inBias = attention->register_parameter("in_proj_bias", torch::zeros({3 * o.width}));
    m_out = attention->register_module("out_proj", torch::nn::Linear(o.width, o.width));
    m_norm2 = register_module("ln_2", layerNorm(o.width, o.eps));
    auto mlp = child(*this, "mlp");
    m_up = mlp->register_module("c_fc", torch::nn::Linear(o.width, o.mlp));
    m_down = mlp->register_module("c_proj", torch::nn::Linear(o.mlp, o.width));
}

torch::Tensor ClipBlockImpl::forward(const torch::Tensor& x, bool causal) {
    const auto qkv = torch::linear(m_norm1->forward(x), m_inWeight, m_inBias).chunk(3, -1);
    const auto y = x + m_out->forward(attend(qkv[0], qkv[1], qkv[2], m_heads, {}, causal));
    return y + m_down->forward(geluOf(m_up->forward(m_norm2->forward(y)), m_quick));
}

void ClipBlockImpl::packInto(PackedBlocks& blocks) const {
    blocks.add({{m_inWeight}, {m_inBias}}, {{m_out->weight}, {m_out->bias}}, {{m_up->weight}, {m_up->bias}},
               {{m_down->weight}, {m_down->bias}}, {m_norm1->weight, m_norm1->bias}, {m_norm2->weight, m_norm2->bias});
}

std::shared_ptr<PackedBlocks> packClipBlocks(std::vector<ClipBlock>& blocks, const ClipTransformerOptions& o,
                                             bool causal, bool keepLast, NumberFormat format) {
    const auto activation = o.quickGelu ? Activation::QuickGelu : Activation::Gelu;
    const PackedBlocksOptions options{o.width, o.heads, o.eps, activation, true, causal, format};
    if (blocks.empty() || !PackedBlocks::fits(options)) return nullptr;
    auto packed = std::make_shared<PackedBlocks>(options);
    for (auto& block : blocks) {
        block->packInto(*packed);
        if (!keepLast || block.get() != blocks.back().get()) releasePlain(*block);
    }
    return packed;
}

std::vector<ClipBlock> addClipBlocks(torch::nn::Module& parent, const ClipTransformerOptions& options) {
    auto list = parent.register_module("resblocks", torch::nn::ModuleList());
    std::vector<ClipBlock> blocks;
    for (std::int64_t i = 0; i < options.layers; ++i) {
        ClipBlock block(options);
        list->push_back(block);
        blocks.push_back(block);
    }
    return blocks;
}

}  // namespace hilum::nn
