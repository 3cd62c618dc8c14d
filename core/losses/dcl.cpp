// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/dcl.h"

#include "core/losses/pairwise.h"

namespace hilum::losses {

torch::Tensor dcl(const torch::Tensor& image, const torch::Tensor& text, double tau) {
    const auto s = scaledCosine(image, text, tau);
    return logSumOfOthers(s).mean() + logSumOfOthers(s.t()).mean() - 2.0 * s.diagonal().mean();
}

}  // namespace hilum::losses
