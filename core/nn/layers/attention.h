// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Multi-head scaled dot-product attention of already projected tokens (Vaswani et al. 2017, arXiv
// 1706.03762, section 3.2), and CLIP's QuickGELU.
#pragma once

#include <torch/torch.h>

namespace hilum::nn {

// q, k, v [N, T, D]; mask broadcastable to [N, heads, T, T]: bool (true = attend) or added to the logits -> [N, T, D].
torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, std::int64_t heads,
                     const torch::Tensor& mask = {}, bool causal = false);

// x * sigmoid(1.702 x) when quick (OpenAI's CLIP), the exact GELU otherwise.
torch::Tensor geluOf(const torch::Tensor& x, bool quick);

}  // namespace hilum::nn
