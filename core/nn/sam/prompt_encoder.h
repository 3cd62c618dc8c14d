// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SAM's prompt encoder: points, a box and a coarse mask to tokens and a feature map
// (segment_anything/modeling/prompt_encoder.py). Keys: pe_layer.positional_encoding_gaussian_matrix,
// point_embeddings.{0..3}.weight, not_a_point_embed.weight, mask_downscaling.{0,1,3,4,6}, no_mask_embed.weight.
// Coordinates are those of the network's input, pixel centres at whole numbers.
#pragma once

#include <torch/torch.h>

#include "core/nn/sam/sam_options.h"
#include "core/nn/sam/sam_parts.h"

namespace hilum::nn {

struct SamPrompt {
    torch::Tensor points;  // [P, 2] x, y; undefined = none
    torch::Tensor labels;  // [P] int64, 1 = belongs to it, 0 = does not
    torch::Tensor box;     // [4] x0, y0, x1, y1; undefined = none
    torch::Tensor mask;    // [1, 1, 4 G, 4 G] logits; undefined = none
};

class PromptEncoderImpl : public torch::nn::Module {
public:
    explicit PromptEncoderImpl(const SamOptions& options);
    torch::Tensor tokens(const SamPrompt& prompt);  // [1, P (+ 1 padding or + 2 corners), dim]
    torch::Tensor dense(const SamPrompt& prompt);   // [1, dim, G, G]
    torch::Tensor gridPositions();                  // [1, dim, G, G]

private:
    torch::Tensor positions(const torch::Tensor& unit);  // [..., 2] in 0..1 -> [..., dim]

    std::int64_t m_grid;
    double m_size;
    torch::Tensor m_gauss;                            // [2, dim / 2]
    torch::Tensor m_kinds[4], m_notAPoint, m_noMask;  // [1, dim]: outside, inside, first corner, second corner
    torch::nn::Conv2d m_mask0{nullptr}, m_mask1{nullptr}, m_mask2{nullptr};
    ChannelNorm m_maskNorm0{nullptr}, m_maskNorm1{nullptr};
};
TORCH_MODULE(PromptEncoder);

}  // namespace hilum::nn
