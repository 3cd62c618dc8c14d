// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SAM's image encoder: a plain vision transformer without a class token, most of whose blocks attend inside windows
// (the grid padded with zeros right and below), with decomposed relative positions (Li et al. 2022, arXiv
// 2203.16527, section 3; segment_anything/modeling/image_encoder.py). Keys: pos_embed, patch_embed.proj,
// blocks.N.{norm1,attn.{qkv,proj,rel_pos_h,rel_pos_w},norm2,mlp.{lin1,lin2}}, neck.{0..3}.
#pragma once

#include <vector>

#include "core/nn/sam/sam_options.h"
#include "core/nn/sam/sam_parts.h"

namespace hilum::nn {

// Attention inside one square of side x side places; logits = scale q k + q R_y + q R_x, from the unscaled q.
class SamAttentionImpl : public torch::nn::Module {
public:
    SamAttentionImpl(std::int64_t width, std::int64_t heads, std::int64_t side);
    torch::Tensor forward(const torch::Tensor& x);  // [B, side * side, W] -> the same

private:
    std::int64_t m_heads, m_side;
    torch::nn::Linear m_qkv{nullptr}, m_proj{nullptr};
    torch::Tensor m_relY, m_relX;  // [2 side - 1, W / heads], by distance of query to key plus side - 1
    torch::Tensor m_distance;      // [side * side] rows of the tables for (query, key)
};
TORCH_MODULE(SamAttention);

class SamBlockImpl : public torch::nn::Module {
public:
    SamBlockImpl(const SamVitOptions& options, bool global);
    torch::Tensor forward(const torch::Tensor& x);  // [N, G, G, W] -> the same

private:
    torch::Tensor windowed(const torch::Tensor& x);

    std::int64_t m_window;  // 0 = the whole grid
    torch::nn::LayerNorm m_norm1{nullptr}, m_norm2{nullptr};
    SamAttention m_attention{nullptr};
    torch::nn::Linear m_up{nullptr}, m_down{nullptr};
};
TORCH_MODULE(SamBlock);

class SamVitImpl : public SamImageEncoder {
public:
    SamVitImpl(const SamVitOptions& options, std::int64_t dim);
    torch::Tensor forward(const torch::Tensor& pixels) override;

private:
    torch::Tensor m_positions;  // [1, G, G, W]
    torch::nn::Conv2d m_patches{nullptr};
    std::vector<SamBlock> m_blocks;
    SamNeck m_neck{nullptr};
};
TORCH_MODULE(SamVit);

}  // namespace hilum::nn
