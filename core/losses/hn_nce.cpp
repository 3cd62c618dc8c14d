// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/hn_nce.h"

#include <cmath>

#include "core/losses/pairwise.h"

namespace hilum::losses {

namespace {

torch::Tensor oneWay(const torch::Tensor& s, double beta, double alpha) {
    const auto positive = s.diagonal();
    const auto others = logSumOfOthers(s, logHardness(s, beta));
    return (torch::logaddexp(positive + std::log(alpha), others) - positive).mean();
}

}  // namespace

torch::Tensor hnNce(const torch::Tensor& image, const torch::Tensor& text, double tau, double beta1, double beta2,
                    double alpha) {
    const auto s = scaledCosine(image, text, tau);
    return oneWay(s, beta1, alpha) + oneWay(s.t(), beta2, alpha);
}

}  // namespace hilum::losses
