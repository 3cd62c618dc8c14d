// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/layers/attention.h"

#include <optional>

namespace hilum::nn {

torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, std::int64_t heads,
                     const torch::Tensor& mask, bool causal) {
    const auto n = q.size(0);
    const auto t = q.size(1);
    const auto split = [&](const torch::Tensor& x) { return x.view({n, x.size(1), heads, -1}).transpose(1, 2); };
    const auto optional = mask.defined() ? std::optional<torch::Tensor>(mask) : std::nullopt;
    const auto y = torch::scaled_dot_product_attention(split(q), split(k), split(v), optional, 0.0, causal);
    return y.transpose(1, 2).reshape({n, t, -1});
}

torch::Tensor geluOf(const torch::Tensor& x, bool quick) {
    return quick ? x * torch::sigmoid(1.702 * x) : torch::gelu(x);
}

}  // namespace hilum::nn
