// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Vision transformer of OpenAI's CLIP, keys as under "visual." of its state dict: conv1, class_embedding,
// positional_embedding, ln_pre, transformer.resblocks.N, ln_post, proj.
#pragma once

#include "core/nn/layers/clip_block.h"
#include "core/nn/vision/image_tower.h"

namespace hilum::nn {

struct ClipVisionOptions {
    std::int64_t imageSize = 224;
    std::int64_t patch = 32;
    std::int64_t dim = 512;  // of the embedding
    ClipTransformerOptions transformer{768, 12, 12, 3072, true, 1e-5};
};

class ClipVisionImpl : public ImageTower {
public:
    explicit ClipVisionImpl(const ClipVisionOptions& options);
    torch::Tensor forward(const torch::Tensor& pixels) override;
    ImageTap tap(const torch::Tensor& pixels) override;
    bool pack(NumberFormat format) override;

private:
    torch::Tensor embedded(const torch::Tensor& pixels);  // [N, 1 + L, W] before the first block
    torch::Tensor tokens(const torch::Tensor& pixels);    // [N, 1 + L, W] before the last block
    torch::Tensor head(const torch::Tensor& x);           // last block, class token, projection

    ClipVisionOptions m_options;
    torch::nn::Conv2d m_patches{nullptr};
    torch::Tensor m_class, m_positions, m_projection;
    torch::nn::LayerNorm m_before{nullptr}, m_after{nullptr};
    std::vector<ClipBlock> m_blocks;
    std::shared_ptr<PackedBlocks> m_packed;
    std::shared_ptr<PackedLinear> m_packedPatches;
};
TORCH_MODULE(ClipVision);

}  // namespace hilum::nn
