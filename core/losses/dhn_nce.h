// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DHN-NCE of MedCLIP-SAM (Koleilat et al. 2024, arXiv 2403.20253, equations 9-13): decoupled (no true pair in the
// denominator) and hardness-weighted. L = mean_i [-s_ii + log sum_{j != i} W_ij e^{s_ij}] over rows with beta1, the
// same over columns with beta2, both added; s = cos / tau; published tau 0.6, beta 0.15. The paper sums over i; the
// mean keeps the step size when the batch changes.
//
// The released code (MedCLIP-SAM, loss/hnl.py) computes something else, kept here as an option: logits are masked by
// multiplication, so masked entries stand for e^0 = 1 in both matrices; the hardness is divided by sum_k e^{s_jk} of
// column j (not of row i, and without beta, its diagonal counted as 1); nothing is summed inside the logarithm; and
// -log(pos / (alpha pos + neg)) of both directions is averaged over the whole matrix, alpha = 0.
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

// image, text [B, D], un-normalised, B at least 2. Answers a scalar.
torch::Tensor dhnNce(const torch::Tensor& image, const torch::Tensor& text, double tau, double beta1, double beta2);

// count is the code's batch_size argument minus one.
torch::Tensor dhnNceAsReleased(const torch::Tensor& image, const torch::Tensor& text, double tau, double beta1,
                               double beta2, double count, double alpha = 0.0);

}  // namespace hilum::losses
