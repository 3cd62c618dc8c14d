// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/segmentation.h"

namespace hilum::losses {

torch::Tensor segmentation(const torch::Tensor& logits, const torch::Tensor& masks,
                           const SegmentationWeights& weights) {
    constexpr double kSmooth = 1.0;
    const auto z = logits.flatten(1);
    const auto y = masks.flatten(1);
    const auto p = torch::sigmoid(z);
    const auto common = (p * y).sum(1);
    const auto both = p.sum(1) + y.sum(1);
    const auto dice = 1 - (2 * common + kSmooth) / (both + kSmooth);
    const auto iou = 1 - (common + kSmooth) / (both - common + kSmooth);
    const auto bce = -(y * torch::log_sigmoid(z) + (1 - y) * torch::log_sigmoid(-z)).mean(1);
    return (weights.dice * dice + weights.bce * bce + weights.iou * iou).mean();
}

}  // namespace hilum::losses
