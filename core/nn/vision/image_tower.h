// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ImageTower: pixels to an embedding, and the same way opened at the layer where saliency looks.
#pragma once

#include <torch/torch.h>

#include "core/nn/dual_encoder.h"

namespace hilum::nn {

class ImageTower : public torch::nn::Module {
public:
    virtual torch::Tensor forward(const torch::Tensor& pixels) = 0;  // [N, 3, S, S] -> [N, D]
    virtual ImageTap tap(const torch::Tensor& pixels) = 0;
    virtual void fuse() {}
    virtual bool pack(NumberFormat) { return false; }  // as DualEncoder::pack()
};

// Class token and patch tokens [N, 1 + L, C]: the patches as a leaf, the class token left out of the graph.
// finish: tokens -> [N, D].
template <class Finish>
ImageTap tapPatches(const torch::Tensor& tokens, std::int64_t gridWidth, const Finish& finish) {
    ImageTap tap;
    tap.gridWidth = gridWidth;
    tap.gridHeight = (tokens.size(1) - 1) / gridWidth;
    tap.activations = tokens.detach().slice(1, 1).clone().requires_grad_(true);
    tap.embedding = finish(torch::cat({tokens.detach().slice(1, 0, 1), tap.activations}, 1));
    return tap;
}

}  // namespace hilum::nn
