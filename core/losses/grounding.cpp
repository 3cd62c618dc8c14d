// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/grounding.h"

namespace hilum::losses {

torch::Tensor contributions(const torch::Tensor& local, const torch::Tensor& weights, const torch::Tensor& text) {
    const auto n = local.size(0);
    const auto heads = weights.size(2);
    const auto byHead =
        (local.view({n, local.size(1), heads, -1}) * text.view({n, 1, heads, -1})).sum(-1);  // [G, L, K]
    return (byHead * weights).sum(-1);
}

torch::Tensor grounding(const torch::Tensor& local, const torch::Tensor& weights, const torch::Tensor& text,
                        const torch::Tensor& inside, double gamma) {
    constexpr double kTiny = 1e-6;
    const auto c = contributions(local, weights, text);
    // The scale is taken out without gradient: only where the mass lies is taught, not how much there is.
    const auto spread = c.detach().std(1, true, true) + kTiny;
    const auto share = torch::softmax(gamma * c / spread, 1);
    return -torch::log((share * inside).sum(1) + kTiny).mean();
}

}  // namespace hilum::losses
