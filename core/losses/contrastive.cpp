// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/contrastive.h"

namespace hilum::losses {

namespace {
torch::Tensor oneWay(const torch::Tensor& logits, const torch::Tensor& positives) {
    const auto count = positives.sum(1, true);
    const auto target = positives / count.clamp_min(1);
    return -(target * torch::log_softmax(logits, 1)).sum() / (count > 0).sum().clamp_min(1);
}
}  // namespace

torch::Tensor symmetricContrastive(const torch::Tensor& image, const torch::Tensor& text, const torch::Tensor& scale,
                                   const torch::Tensor& positives, const torch::Tensor& ignored) {
    namespace F = torch::nn::functional;
    const auto options = F::NormalizeFuncOptions().dim(-1);
    constexpr double kNever = -1e4;  // exp(kNever) is 0 and 0 * kNever is finite
    auto logits = scale * F::normalize(image, options).matmul(F::normalize(text, options).t());
    if (ignored.defined()) logits = logits.masked_fill(ignored > 0, kNever);
    return 0.5 * (oneWay(logits, positives) + oneWay(logits.t(), positives.t()));
}

}  // namespace hilum::losses
