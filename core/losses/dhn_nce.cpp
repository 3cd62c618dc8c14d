// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/dhn_nce.h"

#include "core/losses/pairwise.h"

namespace hilum::losses {

namespace {

torch::Tensor oneWay(const torch::Tensor& s, double beta) {
    return (logSumOfOthers(s, logHardness(s, beta)) - s.diagonal()).mean();
}

// [B, B] of one direction, as the released code has it.
torch::Tensor releasedWay(const torch::Tensor& s, const torch::Tensor& positive, const torch::Tensor& wrong,
                          double beta, double count, double alpha) {
    const auto masked = s * wrong;
    const auto norm = masked.exp().sum(-1);  // [B], spread over columns by broadcasting
    const auto negative = count * (beta * masked).exp() / norm * masked.exp();
    return -(positive / (alpha * positive + negative)).log();
}

}  // namespace

torch::Tensor dhnNce(const torch::Tensor& image, const torch::Tensor& text, double tau, double beta1, double beta2) {
    const auto s = scaledCosine(image, text, tau);
    return oneWay(s, beta1) + oneWay(s.t(), beta2);
}

torch::Tensor dhnNceAsReleased(const torch::Tensor& image, const torch::Tensor& text, double tau, double beta1,
                               double beta2, double count, double alpha) {
    const auto s = scaledCosine(image, text, tau);
    const auto self = torch::eye(s.size(0), s.options());
    const auto positive = (s * self).exp();
    const auto wrong = 1.0 - self;
    return (releasedWay(s, positive, wrong, beta1, count, alpha) +
            releasedWay(s.t(), positive, wrong, beta2, count, alpha))
        .mean();
}

}  // namespace hilum::losses
