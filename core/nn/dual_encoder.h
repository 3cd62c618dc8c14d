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

namespace hilum::nn {

// Contributions by place: image embedding = sum over locations of weight * local (per head).
struct LocalFeatures {
    torch::Tensor local;    // [N, L, D], L = gridHeight * gridWidth, row-major
    torch::Tensor weights;  // [N, L, K] attention over places, sums to 1 over L; head k pools D/K channels
    std::int64_t gridHeight = 0;
    std::int64_t gridWidth = 0;
};

class DualEncoder : public torch::nn::Module {
public:
    // pixels [N, 3, S, S], normalised as the manifest says
    virtual LocalFeatures localFeatures(const torch::Tensor& pixels) = 0;
    // ids, mask [N, T] int64 -> [N, D]
    virtual torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor& mask) = 0;
    virtual torch::Tensor logitScale() const = 0;  // log value, scalar
    virtual void fuse() = 0;                       // for inference; call in evaluation mode, once

    // [N, 3, S, S] -> [N, D]
    torch::Tensor encodeImage(const torch::Tensor& pixels) { return pool(localFeatures(pixels)); }
    // The pooling, separate so that saliency can differentiate through it.
    static torch::Tensor pool(const LocalFeatures& features);
};

}  // namespace hilum::nn
