// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SAM's mask decoder: tokens and image attend to each other in both directions, then every mask token becomes a
// linear map over the upscaled image features (segment_anything/modeling/{transformer,mask_decoder}.py). Keys:
// transformer.layers.N.{self_attn,norm1,cross_attn_token_to_image,norm2,mlp.{lin1,lin2},norm3,norm4,
// cross_attn_image_to_token}, transformer.{final_attn_token_to_image,norm_final_attn}, iou_token, mask_tokens,
// output_upscaling.{0,1,3}, output_hypernetworks_mlps.N.layers.M, iou_prediction_head.layers.M.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "core/nn/sam/sam_options.h"
#include "core/nn/sam/sam_parts.h"

namespace hilum::nn {

// Attention whose queries, keys and values are projected to width / shrink.
class ProjectedAttentionImpl : public torch::nn::Module {
public:
    ProjectedAttentionImpl(std::int64_t width, std::int64_t heads, std::int64_t shrink);
    torch::Tensor forward(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v);  // [N, T, W] each

private:
    std::int64_t m_heads;
    torch::nn::Linear m_query{nullptr}, m_key{nullptr}, m_value{nullptr}, m_out{nullptr};
};
TORCH_MODULE(ProjectedAttention);

class TwoWayBlockImpl : public torch::nn::Module {
public:
    TwoWayBlockImpl(const SamOptions& options, bool first);
    // queries [N, T, W] and keys [N, L, W] are replaced; the positions stay.
    void forward(torch::Tensor& queries, torch::Tensor& keys, const torch::Tensor& queryPositions,
                 const torch::Tensor& keyPositions);

private:
    bool m_first;  // its self-attention has no positions and replaces the queries
    ProjectedAttention m_self{nullptr}, m_toImage{nullptr}, m_toTokens{nullptr};
    torch::nn::LayerNorm m_norm1{nullptr}, m_norm2{nullptr}, m_norm3{nullptr}, m_norm4{nullptr};
    torch::nn::Linear m_up{nullptr}, m_down{nullptr};
};
TORCH_MODULE(TwoWayBlock);

struct SamMasks {
    torch::Tensor logits;   // [1, M, 4 G, 4 G]
    torch::Tensor quality;  // [1, M] predicted overlap with the truth
};

class MaskDecoderImpl : public torch::nn::Module {
public:
    explicit MaskDecoderImpl(const SamOptions& options);
    // image, positions, dense [1, dim, G, G]; prompts [1, P, dim]. several = masks 1..3, else mask 0.
    SamMasks forward(const torch::Tensor& image, const torch::Tensor& positions, const torch::Tensor& prompts,
                     const torch::Tensor& dense, bool several);

private:
    using Mlp = std::vector<torch::nn::Linear>;  // ReLU in between
    static torch::Tensor run(Mlp& mlp, torch::Tensor x);

    std::int64_t m_dim;
    std::vector<TwoWayBlock> m_blocks;
    ProjectedAttention m_final{nullptr};
    torch::nn::LayerNorm m_finalNorm{nullptr};
    torch::Tensor m_qualityToken, m_maskTokens;  // [1, dim], [maskTokens, dim]
    torch::nn::ConvTranspose2d m_up0{nullptr}, m_up1{nullptr};
    ChannelNorm m_upNorm{nullptr};
    std::vector<Mlp> m_hyper;
    Mlp m_quality;
};
TORCH_MODULE(MaskDecoder);

}  // namespace hilum::nn
