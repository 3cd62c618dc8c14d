// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/sam/mask_decoder.h"

#include <string>

#include "core/nn/layers/attention.h"
#include "core/nn/layers/holder.h"

namespace hilum::nn {

namespace {

constexpr double kEps = 1e-5;
constexpr std::int64_t kCrossShrink = 2;
constexpr int kMlpLayers = 3;

std::vector<torch::nn::Linear> addMlp(torch::nn::Module& parent, std::int64_t in, std::int64_t hidden,
                                      std::int64_t out) {
    auto list = child(parent, "layers");
    std::vector<torch::nn::Linear> layers;
    for (int i = 0; i < kMlpLayers; ++i)
        layers.push_back(list->register_module(
            std::to_string(i), torch::nn::Linear(i == 0 ? in : hidden, i + 1 == kMlpLayers ? out : hidden)));
    return layers;
}

}  // namespace

ProjectedAttentionImpl::ProjectedAttentionImpl(std::int64_t width, std::int64_t heads, std::int64_t shrink)
    : m_heads(heads) {
    m_query = register_module("q_proj", torch::nn::Linear(width, width / shrink));
    m_key = register_module("k_proj", torch::nn::Linear(width, width / shrink));
    m_value = register_module("v_proj", torch::nn::Linear(width, width / shrink));
    m_out = register_module("out_proj", torch::nn::Linear(width / shrink, width));
}

torch::Tensor ProjectedAttentionImpl::forward(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v) {
    return m_out->forward(attend(m_query->forward(q), m_key->forward(k), m_value->forward(v), m_heads));
}

TwoWayBlockImpl::TwoWayBlockImpl(const SamOptions& o, bool first) : m_first(first) {
    m_self = register_module("self_attn", ProjectedAttention(o.dim, o.decoderHeads, 1));
    m_norm1 = register_module("norm1", layerNorm(o.dim, kEps));
    m_toImage = register_module("cross_attn_token_to_image", ProjectedAttention(o.dim, o.decoderHeads, kCrossShrink));
    m_norm2 = register_module("norm2", layerNorm(o.dim, kEps));
    auto mlp = child(*this, "mlp");
    m_up = mlp->register_module("lin1", torch::nn::Linear(o.dim, o.decoderMlp));
    m_down = mlp->register_module("lin2", torch::nn::Linear(o.decoderMlp, o.dim));
    m_norm3 = register_module("norm3", layerNorm(o.dim, kEps));
    m_norm4 = register_module("norm4", layerNorm(o.dim, kEps));
    m_toTokens = register_module("cross_attn_image_to_token", ProjectedAttention(o.dim, o.decoderHeads, kCrossShrink));
}

void TwoWayBlockImpl::forward(torch::Tensor& queries, torch::Tensor& keys, const torch::Tensor& queryPositions,
                              const torch::Tensor& keyPositions) {
    if (m_first) {
        queries = m_self->forward(queries, queries, queries);
    } else {
        const auto q = queries + queryPositions;
        queries = queries + m_self->forward(q, q, queries);
    }
    queries = m_norm1->forward(queries);
    const auto k = keys + keyPositions;
    queries = m_norm2->forward(queries + m_toImage->forward(queries + queryPositions, k, keys));
    queries = m_norm3->forward(queries + m_down->forward(torch::relu(m_up->forward(queries))));
    keys = m_norm4->forward(keys + m_toTokens->forward(k, queries + queryPositions, queries));
}

MaskDecoderImpl::MaskDecoderImpl(const SamOptions& o) : m_dim(o.dim) {
    auto transformer = child(*this, "transformer");
    auto list = transformer->register_module("layers", torch::nn::ModuleList());
    for (std::int64_t i = 0; i < o.decoderLayers; ++i) {
        TwoWayBlock block(o, i == 0);
        list->push_back(block);
        m_blocks.push_back(block);
    }
    m_final = transformer->register_module("final_attn_token_to_image",
                                           ProjectedAttention(o.dim, o.decoderHeads, kCrossShrink));
    m_finalNorm = transformer->register_module("norm_final_attn", layerNorm(o.dim, kEps));
    m_qualityToken = child(*this, "iou_token")->register_parameter("weight", torch::randn({1, o.dim}) * 0.02);
    m_maskTokens =
        child(*this, "mask_tokens")->register_parameter("weight", torch::randn({o.maskTokens, o.dim}) * 0.02);
    using torch::nn::ConvTranspose2d;
    using torch::nn::ConvTranspose2dOptions;
    auto up = child(*this, "output_upscaling");
    m_up0 = up->register_module("0", ConvTranspose2d(ConvTranspose2dOptions(o.dim, o.dim / 4, 2).stride(2)));
    m_upNorm = up->register_module("1", ChannelNorm(o.dim / 4));
    m_up1 = up->register_module("3", ConvTranspose2d(ConvTranspose2dOptions(o.dim / 4, o.dim / 8, 2).stride(2)));
    auto hyper = child(*this, "output_hypernetworks_mlps");
    for (std::int64_t i = 0; i < o.maskTokens; ++i)
        m_hyper.push_back(addMlp(*child(*hyper, std::to_string(i)), o.dim, o.dim, o.dim / 8));
    m_quality = addMlp(*child(*this, "iou_prediction_head"), o.dim, o.qualityHidden, o.maskTokens);
}

torch::Tensor MaskDecoderImpl::run(Mlp& mlp, torch::Tensor x) {
    for (std::size_t i = 0; i < mlp.size(); ++i) {
        x = mlp[i]->forward(x);
        if (i + 1 < mlp.size()) x = torch::relu(x);
    }
    return x;
}

SamMasks MaskDecoderImpl::forward(const torch::Tensor& image, const torch::Tensor& positions,
                                  const torch::Tensor& prompts, const torch::Tensor& dense, bool several) {
    const auto first = torch::cat({m_qualityToken, m_maskTokens}).unsqueeze(0);
    const auto tokens = torch::cat({first, prompts}, 1);  // [1, 1 + M + P, dim]
    auto queries = tokens;
    auto keys = (image + dense).flatten(2).transpose(1, 2).contiguous();  // [1, L, dim]
    const auto keyPositions = positions.flatten(2).transpose(1, 2).contiguous();
    for (auto& block : m_blocks) block->forward(queries, keys, tokens, keyPositions);
    queries = m_finalNorm->forward(queries + m_final->forward(queries + tokens, keys + keyPositions, keys));

    auto features = keys.transpose(1, 2).reshape(image.sizes());
    features = torch::gelu(m_upNorm->forward(m_up0->forward(features)));
    features = torch::gelu(m_up1->forward(features));  // [1, dim / 8, 4 G, 4 G]
    const auto count = static_cast<std::int64_t>(m_hyper.size());
    std::vector<torch::Tensor> maps;
    for (std::int64_t i = several ? 1 : 0; i < (several ? count : 1); ++i)
        maps.push_back(run(m_hyper[static_cast<std::size_t>(i)], queries.select(1, 1 + i)));
    const auto side = features.size(2);
    SamMasks out;
    out.logits = torch::matmul(torch::stack(maps, 1), features.flatten(2)).view({1, -1, side, side});
    const auto quality = run(m_quality, queries.select(1, 0));
    out.quality = several ? quality.slice(1, 1) : quality.slice(1, 0, 1);
    return out;
}

}  // namespace hilum::nn
