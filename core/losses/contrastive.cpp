// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/contrastive.h"

namespace hilum::losses {

namespace {
torch::Tensor oneWay(const torch::Tensor& logits, const torch::Tensor& positives) {
    const auto target = positives / positives.sum(1, true).clamp_min(1);
    return -(target * torch::log_softmax(logits, 1)).sum(1).mean();
}
}  // namespace

torch::Tensor symmetricContrastive(const torch::Tensor& image, const torch::Tensor& text, const torch::Tensor& scale,
                                   const torch::Tensor& positives) {
    namespace F = torch::nn::functional;
    const auto options = F::NormalizeFuncOptions().dim(-1);
    const auto logits = scale * F::normalize(image, options).matmul(F::normalize(text, options).t());
    return 0.5 * (oneWay(logits, positives) + oneWay(logits.t(), positives.t()));
}

}  // namespace hilum::losses
