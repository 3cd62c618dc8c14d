// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/info_nce.h"

#include "core/losses/pairwise.h"

namespace hilum::losses {

torch::Tensor infoNce(const torch::Tensor& image, const torch::Tensor& text, double tau) {
    const auto s = scaledCosine(image, text, tau);
    return 0.5 * (s.logsumexp(1).mean() + s.logsumexp(0).mean()) - s.diagonal().mean();
}

}  // namespace hilum::losses
