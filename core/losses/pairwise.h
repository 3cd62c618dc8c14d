// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What the image-text losses share: the matrix of cosine similarities of a batch over the temperature, its diagonal
// of true pairs, and the sum over the wrong ones.
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

// cos(image_i, text_j) / tau: [B, B]. Rows of both are normalised here.
torch::Tensor scaledCosine(const torch::Tensor& image, const torch::Tensor& text, double tau);

// log sum_{j != i} exp(logits_ij + extra_ij) by rows: [B]. extra may be undefined. B at least 2.
torch::Tensor logSumOfOthers(const torch::Tensor& logits, const torch::Tensor& extra = {});

// The hardness of the wrong pairs of HN-NCE and DHN-NCE as a logarithm, [B, B]:
// W_ij = (B - 1) exp(beta logits_ij) / sum_{k != i} exp(beta logits_ik); the diagonal is not used.
torch::Tensor logHardness(const torch::Tensor& logits, double beta);

}  // namespace hilum::losses
