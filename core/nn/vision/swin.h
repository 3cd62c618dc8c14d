// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Swin transformer (Liu et al. 2021, arXiv 2103.14030) with the key names of Hugging Face's SwinModel:
// embeddings.{patch_embeddings.projection,norm}, encoder.layers.S.blocks.B.{layernorm_before,attention.self.{query,
// key,value,relative_position_bias_table},attention.output.dense,layernorm_after,intermediate.dense,output.dense},
// encoder.layers.S.downsample.{reduction,norm}, layernorm. Defaults: Swin-T at 224.
// Every stage's side must be a multiple of the window or at most as large.
#pragma once

#include <vector>

#include "core/nn/vision/image_tower.h"

namespace hilum::nn {

struct SwinOptions {
    std::int64_t imageSize = 224;
    std::int64_t patch = 4;
    std::int64_t width = 96;
    std::vector<std::int64_t> blocks{2, 2, 6, 2};
    std::vector<std::int64_t> heads{3, 6, 12, 24};
    std::int64_t window = 7;
    double eps = 1e-5;

    std::int64_t features() const { return width << (blocks.size() - 1); }
    bool fits() const;
};

class SwinBlockImpl : public torch::nn::Module {
public:
    SwinBlockImpl(std::int64_t width, std::int64_t heads, std::int64_t side, std::int64_t window, bool shifted,
                  double eps);
    torch::Tensor forward(const torch::Tensor& x);  // [N, side * side, W] -> the same

private:
    torch::Tensor attention(const torch::Tensor& x);  // [N, side, side, W] -> the same

    std::int64_t m_heads, m_side, m_window, m_shift;
    torch::nn::LayerNorm m_before{nullptr}, m_after{nullptr};
    torch::nn::Linear m_query{nullptr}, m_key{nullptr}, m_value{nullptr}, m_out{nullptr}, m_up{nullptr},
        m_down{nullptr};
    torch::Tensor m_biasTable;  // [(2 window - 1)^2, heads]
    torch::Tensor m_biasIndex;  // [window^2 * window^2]
    torch::Tensor m_shiftMask;  // [windows, 1, window^2, window^2], 0 or -100; undefined when not shifted
};
TORCH_MODULE(SwinBlock);

// The mean over places after the last norm (SwinModel's pooler_output): [N, features()].
class SwinImpl : public ImageTower {
public:
    explicit SwinImpl(const SwinOptions& options);
    torch::Tensor forward(const torch::Tensor& pixels) override;
    ImageTap tap(const torch::Tensor& pixels) override;

private:
    torch::Tensor stages(const torch::Tensor& pixels);  // [N, L, features()], before the last norm

    struct Stage {
        std::vector<SwinBlock> blocks;
        torch::nn::LayerNorm norm{nullptr};  // of the merging that follows; null in the last stage
        torch::nn::Linear reduction{nullptr};
        std::int64_t side = 0;
    };
    torch::nn::Conv2d m_patches{nullptr};
    torch::nn::LayerNorm m_patchNorm{nullptr}, m_norm{nullptr};
    std::vector<Stage> m_stages;
};
TORCH_MODULE(Swin);

}  // namespace hilum::nn
