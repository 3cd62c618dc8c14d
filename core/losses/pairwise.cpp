// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/pairwise.h"

#include <cmath>
#include <limits>

namespace hilum::losses {

torch::Tensor scaledCosine(const torch::Tensor& image, const torch::Tensor& text, double tau) {
    namespace F = torch::nn::functional;
    const auto options = F::NormalizeFuncOptions().dim(-1);
    return F::normalize(image, options).matmul(F::normalize(text, options).t()) / tau;
}

torch::Tensor logSumOfOthers(const torch::Tensor& logits, const torch::Tensor& extra) {
    const auto self = torch::eye(logits.size(0), torch::TensorOptions(torch::kBool).device(logits.device()));
    const auto terms = extra.defined() ? logits + extra : logits;
    return terms.masked_fill(self, -std::numeric_limits<double>::infinity()).logsumexp(1);
}

torch::Tensor logHardness(const torch::Tensor& logits, double beta) {
    const auto scaled = beta * logits;
    return std::log(static_cast<double>(logits.size(0) - 1)) + scaled - logSumOfOthers(scaled).unsqueeze(1);
}

}  // namespace hilum::losses
