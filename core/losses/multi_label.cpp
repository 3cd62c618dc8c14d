// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/multi_label.h"

namespace hilum::losses {

namespace {

struct Known {
    torch::Tensor labels, mask;  // unknown labels are 0 in labels and in mask
};

Known known(const torch::Tensor& labels) {
    const auto mask = torch::isnan(labels).logical_not();
    return {torch::where(mask, labels, torch::zeros_like(labels)), mask.to(labels.scalar_type())};
}

torch::Tensor meanOver(const torch::Tensor& loss, const torch::Tensor& mask) {
    return (loss * mask).sum() / mask.sum().clamp_min(1);
}

}  // namespace

torch::Tensor bceWithLogits(const torch::Tensor& logits, const torch::Tensor& labels,
                            const torch::Tensor& positiveWeights) {
    const auto k = known(labels);
    auto positive = -k.labels * torch::log_sigmoid(logits);
    if (positiveWeights.defined()) positive = positive * positiveWeights;
    return meanOver(positive - (1 - k.labels) * torch::log_sigmoid(-logits), k.mask);
}

torch::Tensor focal(const torch::Tensor& logits, const torch::Tensor& labels, double gamma, double alpha) {
    const auto k = known(labels);
    const auto p = torch::sigmoid(logits);
    const double ofPositive = alpha < 0 ? 1.0 : alpha;
    const double ofNegative = alpha < 0 ? 1.0 : 1.0 - alpha;
    const auto positive = -ofPositive * k.labels * (1 - p).pow(gamma) * torch::log_sigmoid(logits);
    const auto negative = -ofNegative * (1 - k.labels) * p.pow(gamma) * torch::log_sigmoid(-logits);
    return meanOver(positive + negative, k.mask);
}

torch::Tensor asymmetric(const torch::Tensor& logits, const torch::Tensor& labels, double gammaPositive,
                         double gammaNegative, double margin) {
    constexpr double kLeast = 1e-8;
    const auto k = known(labels);
    const auto p = torch::sigmoid(logits);
    const auto shifted = (p - margin).clamp_min(0);
    const auto positive = -k.labels * (1 - p).pow(gammaPositive) * torch::log_sigmoid(logits);
    const auto negative = -(1 - k.labels) * shifted.pow(gammaNegative) * (1 - shifted).clamp_min(kLeast).log();
    return meanOver(positive + negative, k.mask);
}

torch::Tensor positiveWeights(const torch::Tensor& labels, double most) {
    const auto k = known(labels);
    const auto positive = (k.labels * k.mask).sum(0);
    const auto negative = k.mask.sum(0) - positive;
    const auto ratio = (negative / positive.clamp_min(1)).clamp(1.0, most);
    return torch::where(positive > 0, ratio, torch::ones_like(ratio));
}

}  // namespace hilum::losses
