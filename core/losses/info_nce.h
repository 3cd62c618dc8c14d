// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// InfoNCE in both directions (van den Oord et al. 2018, arXiv 1807.03748, equation 4; CLIP, Radford et al. 2021,
// figure 3): L = mean_i [-s_ii + log sum_j exp s_ij], averaged with the same over columns; s = cos / tau.
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

// image, text [B, D], un-normalised. Answers a scalar.
torch::Tensor infoNce(const torch::Tensor& image, const torch::Tensor& text, double tau);

}  // namespace hilum::losses
