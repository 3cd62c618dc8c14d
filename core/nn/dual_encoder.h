// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DualEncoder: what every image-text family offers to engine, saliency and trainer. Internal to the
// engine module (torch types). Embeddings are not normalised here.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/nn/layers/number_format.h"

namespace hilum::nn {

// The way from a picture to its embedding, opened at the layer where saliency looks.
struct ImageTap {
    torch::Tensor activations;  // [N, L, C], a leaf that asks for gradients; L = gridHeight * gridWidth, row-major
    torch::Tensor embedding;    // [N, D], computed from the activations
    std::int64_t gridHeight = 0;
    std::int64_t gridWidth = 0;
};

class DualEncoder : public torch::nn::Module {
public:
    // pixels [N, 3, S, S], normalised as the manifest says -> [N, D]
    virtual torch::Tensor encodeImage(const torch::Tensor& pixels) = 0;
    // In float32 from the opened layer on; not under an InferenceMode guard.
    virtual ImageTap tapImage(const torch::Tensor& pixels) = 0;
    // ids, mask [N, T] int64 -> [N, D]
    virtual torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor& mask) = 0;
    // embeddings [N, D] of encodeImage() -> [N, labels] logits of a trained classifier; undefined when it has none
    virtual torch::Tensor labelLogits(const torch::Tensor& embeddings) {
        (void)embeddings;
        return {};
    }
    virtual torch::Tensor logitScale() const = 0;  // log value, scalar
    virtual void fuse() = 0;                       // for inference; call in evaluation mode, once
    // Lays the weights out for products in this format on this processor, once; false = nothing here can be, and the
    // plain path stays. The plain weights of what was packed are given back: load them again for another format.
    virtual bool pack(NumberFormat) { return false; }
    // How many pictures at once are quickest on the processor: one, where a layer of several would leave the cache.
    virtual std::size_t picturesAtOnce() const { return 1; }
};

}  // namespace hilum::nn
