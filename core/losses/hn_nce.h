// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// HN-NCE, contrastive learning that weighs wrong pairs by hardness (Radenovic et al. 2023, DiHT, arXiv 2301.02280,
// equation 5): L = mean_i -log [ e^{s_ii} / (alpha e^{s_ii} + sum_{j != i} W_ij e^{s_ij}) ] over rows, the same over
// columns with beta2, both added; W of pairwise.h. With beta = 0 and alpha = 1 it is InfoNCE.
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

// image, text [B, D], un-normalised, B at least 2; alpha in (0, 1]. Answers a scalar.
torch::Tensor hnNce(const torch::Tensor& image, const torch::Tensor& text, double tau, double beta1, double beta2,
                    double alpha = 1.0);

}  // namespace hilum::losses
