// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/sam/sam_vit.h"

#include <algorithm>

#include "core/nn/layers/holder.h"

namespace hilum::nn {

namespace {

constexpr double kEps = 1e-6;
// Positions of at most this many logits are laid out at once (in floats): the whole grid of 64 x 64 would need
// 800 MB for them.
constexpr std::int64_t kMostBias = 24LL << 20;

}  // namespace

SamAttentionImpl::SamAttentionImpl(std::int64_t width, std::int64_t heads, std::int64_t side)
    : m_heads(heads), m_side(side) {
    m_qkv = register_module("qkv", torch::nn::Linear(width, 3 * width));
    m_proj = register_module("proj", torch::nn::Linear(width, width));
    m_relY = register_parameter("rel_pos_h", torch::zeros({2 * side - 1, width / heads}));
    m_relX = register_parameter("rel_pos_w", torch::zeros({2 * side - 1, width / heads}));
    const auto at = torch::arange(side, torch::kInt64);
    m_distance = (at.unsqueeze(1) - at.unsqueeze(0) + (side - 1)).flatten();
}

torch::Tensor SamAttentionImpl::forward(const torch::Tensor& x) {
    const auto b = x.size(0), places = m_side * m_side;
    const auto qkv = m_qkv->forward(x).view({b, places, 3, m_heads, -1}).permute({2, 0, 3, 1, 4});
    const auto q = qkv[0].contiguous(), k = qkv[1].contiguous(), v = qkv[2].contiguous();  // [B, K, T, C]
    const auto distance = m_distance.to(x.device());
    const auto table = [&](const torch::Tensor& rel) {
        return rel.index_select(0, distance).view({m_side, m_side, -1});  // [query, key, C]
    };
    const auto byRow = q.view({b, m_heads, m_side, m_side, -1});
    const auto biasY = torch::einsum("bkyxc,yjc->bkyxj", {byRow, table(m_relY)});
    const auto biasX = torch::einsum("bkyxc,xjc->bkyxj", {byRow, table(m_relX)});
    // Rows of queries at a time, so that the positions stay small.
    const auto rowBias = b * m_heads * m_side * places;
    const auto step = std::clamp<std::int64_t>(kMostBias / rowBias, 1, m_side);
    std::vector<torch::Tensor> parts;
    for (std::int64_t row = 0; row < m_side; row += step) {
        const auto end = std::min(m_side, row + step);
        const auto bias = (biasY.slice(2, row, end).unsqueeze(-1) + biasX.slice(2, row, end).unsqueeze(-2))
                              .reshape({b, m_heads, (end - row) * m_side, places});
        parts.push_back(torch::scaled_dot_product_attention(q.slice(2, row * m_side, end * m_side), k, v, bias));
    }
    const auto y = parts.size() == 1 ? parts.front() : torch::cat(parts, 2);
    return m_proj->forward(y.transpose(1, 2).reshape({b, places, -1}));
}

SamBlockImpl::SamBlockImpl(const SamVitOptions& o, bool global) : m_window(global ? 0 : o.window) {
    m_norm1 = register_module("norm1", layerNorm(o.width, kEps));
    m_attention = register_module("attn", SamAttention(o.width, o.heads, global ? o.grid() : o.window));
    m_norm2 = register_module("norm2", layerNorm(o.width, kEps));
    auto mlp = child(*this, "mlp");
    m_up = mlp->register_module("lin1", torch::nn::Linear(o.width, o.mlp));
    m_down = mlp->register_module("lin2", torch::nn::Linear(o.mlp, o.width));
}

torch::Tensor SamBlockImpl::windowed(const torch::Tensor& x) {
    const auto n = x.size(0), side = x.size(1), width = x.size(3), w = m_window;
    const auto pad = (w - side % w) % w, count = (side + pad) / w;
    // Zeros after the norm, as published: padded places take part in the softmax with their biases.
    auto y = pad > 0 ? torch::constant_pad_nd(x, {0, 0, 0, pad, 0, pad}) : x;
    y = y.reshape({n, count, w, count, w, width}).permute({0, 1, 3, 2, 4, 5}).reshape({-1, w * w, width});
    y = m_attention->forward(y).reshape({n, count, count, w, w, width}).permute({0, 1, 3, 2, 4, 5});
    return y.reshape({n, side + pad, side + pad, width}).slice(1, 0, side).slice(2, 0, side);
}

torch::Tensor SamBlockImpl::forward(const torch::Tensor& x) {
    const auto normed = m_norm1->forward(x);
    const auto attended =
        m_window > 0 ? windowed(normed) : m_attention->forward(normed.flatten(1, 2)).reshape(x.sizes());
    const auto y = x + attended;
    return y + m_down->forward(torch::gelu(m_up->forward(m_norm2->forward(y))));
}

SamVitImpl::SamVitImpl(const SamVitOptions& o, std::int64_t dim) {
    m_positions = register_parameter("pos_embed", torch::zeros({1, o.grid(), o.grid(), o.width}));
    m_patches =
        child(*this, "patch_embed")
            ->register_module("proj", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, o.width, o.patch).stride(o.patch)));
    auto list = register_module("blocks", torch::nn::ModuleList());
    for (std::int64_t i = 0; i < o.layers; ++i) {
        const bool global = std::find(o.globalBlocks.begin(), o.globalBlocks.end(), i) != o.globalBlocks.end();
        SamBlock block(o, global);
        list->push_back(block);
        m_blocks.push_back(block);
    }
    m_neck = register_module("neck", SamNeck(o.width, dim));
}

torch::Tensor SamVitImpl::forward(const torch::Tensor& pixels) {
    auto x = m_patches->forward(pixels).permute({0, 2, 3, 1}).contiguous() + m_positions;  // [N, G, G, W]
    for (auto& block : m_blocks) x = block->forward(x);
    return m_neck->forward(x.permute({0, 3, 1, 2}));
}

}  // namespace hilum::nn
