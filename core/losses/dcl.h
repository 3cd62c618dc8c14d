// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Decoupled contrastive learning (Yeh et al. 2022, arXiv 2110.06848, equation 6) between images and texts: InfoNCE
// whose denominator lacks the true pair. L = mean_i [-s_ii + log sum_{j != i} exp s_ij], both directions added,
// as MedCLIP-SAM compares it (arXiv 2403.20253); s = cos / tau.
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

// image, text [B, D], un-normalised, B at least 2. Answers a scalar.
torch::Tensor dcl(const torch::Tensor& image, const torch::Tensor& text, double tau);

}  // namespace hilum::losses
