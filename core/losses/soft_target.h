// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The MedPix captioner's loss (Mauville/MedCLIP, main.ipynb, after the "simple CLIP" tutorial): targets are made of
// the batch's own similarities. With un-normalised I, T [B, D]:
//   Z = T I' / tau,  Y = softmax_row((I I' + T T') / 2 * tau)   (tau multiplies inside the target, as published)
//   L = 1/B sum_i 1/2 (-sum_j Y_ij log softmax_row(Z)_ij - sum_j Y'_ij log softmax_row(Z')_ij)
// Y' is used as it is: its rows do not sum to one. As published the targets carry gradient; detached is the usual form.
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

// image, text [B, D]. Answers a scalar.
torch::Tensor softTarget(const torch::Tensor& image, const torch::Tensor& text, double tau, bool detachTargets);

}  // namespace hilum::losses
