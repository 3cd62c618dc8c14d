// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/dual_encoder.h"

namespace hilum::nn {

torch::Tensor DualEncoder::pool(const LocalFeatures& f) {
    const auto n = f.local.size(0);
    const auto heads = f.weights.size(2);
    const auto split = f.local.view({n, f.local.size(1), heads, -1});  // [N, L, K, D/K]
    return (split * f.weights.unsqueeze(-1)).sum(1).reshape({n, -1});  // [N, D]
}

}  // namespace hilum::nn
