// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Vision transformer (Dosovitskiy et al. 2020, arXiv 2010.11929) with timm's key names: cls_token, pos_embed,
// patch_embed.proj, blocks.N.{norm1,attn.{qkv,proj},norm2,mlp.{fc1,fc2}}, norm. Defaults: ViT-B/16 at 224.
#pragma once

#include <vector>

#include "core/nn/layers/packed_blocks.h"
#include "core/nn/vision/image_tower.h"

namespace hilum::nn {

struct TimmVitOptions {
    std::int64_t imageSize = 224;
    std::int64_t patch = 16;
    std::int64_t width = 768;
    std::int64_t layers = 12;
    std::int64_t heads = 12;
    std::int64_t mlp = 3072;
    double eps = 1e-6;
};

class TimmBlockImpl : public torch::nn::Module {
public:
    explicit TimmBlockImpl(const TimmVitOptions& options);
    torch::Tensor forward(const torch::Tensor& x);  // [N, T, W] -> [N, T, W]
    void packInto(PackedBlocks& blocks) const;

private:
    std::int64_t m_heads;
    torch::nn::LayerNorm m_norm1{nullptr}, m_norm2{nullptr};
    torch::nn::Linear m_qkv{nullptr}, m_proj{nullptr}, m_up{nullptr}, m_down{nullptr};
};
TORCH_MODULE(TimmBlock);

// Features: the class token after the final norm, [N, W].
class TimmVitImpl : public ImageTower {
public:
    explicit TimmVitImpl(const TimmVitOptions& options);
    torch::Tensor forward(const torch::Tensor& pixels) override;
    ImageTap tap(const torch::Tensor& pixels) override;
    bool pack(NumberFormat format) override;

private:
    torch::Tensor embedded(const torch::Tensor& pixels);  // before the first block
    torch::Tensor tokens(const torch::Tensor& pixels);    // before the last block
    torch::Tensor head(const torch::Tensor& x);

    TimmVitOptions m_options;
    torch::Tensor m_class, m_positions;
    torch::nn::Conv2d m_patches{nullptr};
    std::vector<TimmBlock> m_blocks;
    torch::nn::LayerNorm m_norm{nullptr};
    std::shared_ptr<PackedBlocks> m_packed;
    std::shared_ptr<PackedLinear> m_packedPatches;
};
TORCH_MODULE(TimmVit);

}  // namespace hilum::nn
