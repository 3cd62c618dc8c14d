// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/soft_target.h"

namespace hilum::losses {

torch::Tensor softTarget(const torch::Tensor& image, const torch::Tensor& text, double tau, bool detachTargets) {
    const auto z = text.matmul(image.t()) / tau;
    auto target = torch::softmax((image.matmul(image.t()) + text.matmul(text.t())) / 2.0 * tau, 1);
    if (detachTargets) target = target.detach();
    const auto ofText = -(target * torch::log_softmax(z, 1)).sum(1);
    const auto ofImage = -(target.t() * torch::log_softmax(z.t(), 1)).sum(1);
    return 0.5 * (ofText + ofImage).mean();
}

}  // namespace hilum::losses
