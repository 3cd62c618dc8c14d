// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TinyViT (Wu et al. 2022, arXiv 2207.10666) as MobileSAM and LiteMedSAM use it for their image encoder. Keys:
// patch_embed.seq.{0,2}.{c,bn}, layers.0.blocks.N.conv{1..3}.{c,bn}, layers.S.downsample.conv{1..3}.{c,bn},
// layers.S.blocks.N.{attn.{norm,qkv,proj,attention_biases},local_conv.{c,bn},mlp.{norm,fc1,fc2}}, neck.{0..3}.
// Stage 0 is convolutions; the others attend inside windows. Batch-norms are folded by fuse().
#pragma once

#include <vector>

#include "core/nn/sam/sam_options.h"
#include "core/nn/sam/sam_parts.h"

namespace hilum::nn {

// Convolution "c" without bias and batch-norm "bn".
class TinyConvImpl : public torch::nn::Module {
public:
    TinyConvImpl(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride, std::int64_t groups = 1);
    torch::Tensor forward(const torch::Tensor& x);
    void fuse();

private:
    std::int64_t m_stride, m_padding, m_groups;
    torch::nn::Conv2d m_conv{nullptr};
    torch::nn::BatchNorm2d m_norm{nullptr};
    torch::Tensor m_weight, m_bias;  // folded
};
TORCH_MODULE(TinyConv);

class TinyAttentionImpl : public torch::nn::Module {
public:
    TinyAttentionImpl(std::int64_t width, std::int64_t heads, std::int64_t window);
    torch::Tensor forward(const torch::Tensor& x);  // [B, window^2, W] -> the same

private:
    std::int64_t m_heads;
    torch::nn::LayerNorm m_norm{nullptr};
    torch::nn::Linear m_qkv{nullptr}, m_proj{nullptr};  // qkv: for each head its query, key and value
    torch::Tensor m_biases;                             // [heads, window^2], by |dy| * window + |dx|
    torch::Tensor m_offset;                             // [window^4] columns of m_biases
};
TORCH_MODULE(TinyAttention);

class TinyBlockImpl : public torch::nn::Module {
public:
    TinyBlockImpl(std::int64_t width, std::int64_t heads, std::int64_t window, std::int64_t mlpRatio);
    torch::Tensor forward(const torch::Tensor& x);  // [N, W, G, G] -> the same
    void fuse() { m_local->fuse(); }

private:
    std::int64_t m_window;
    TinyAttention m_attention{nullptr};
    TinyConv m_local{nullptr};
    torch::nn::LayerNorm m_norm{nullptr};
    torch::nn::Linear m_up{nullptr}, m_down{nullptr};
};
TORCH_MODULE(TinyBlock);

class TinyVitImpl : public SamImageEncoder {
public:
    TinyVitImpl(const TinyVitOptions& options, std::int64_t dim);
    torch::Tensor forward(const torch::Tensor& pixels) override;
    void fuse() override;

private:
    struct Chain {  // a block of stage 0, or a merging: three convolutions
        TinyConv first{nullptr}, second{nullptr}, third{nullptr};
    };
    Chain chain(torch::nn::Module& parent, std::int64_t in, std::int64_t wide, std::int64_t out, std::int64_t stride);

    TinyConv m_stem0{nullptr}, m_stem1{nullptr};
    std::vector<Chain> m_convolutions, m_merges;
    std::vector<std::vector<TinyBlock>> m_stages;  // 1 and later
    SamNeck m_neck{nullptr};
};
TORCH_MODULE(TinyVit);

}  // namespace hilum::nn
