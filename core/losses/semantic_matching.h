// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// MedCLIP's semantic matching loss (Wang et al. 2022, arXiv 2210.10163, equations 2-6): n images and m texts that were
// never paired, soft targets from their entity labels (1 affirmed, -1 denied, 0 unsure or not named).
//   s_ij = <l_i, l_j> / (|l_i| |l_j|), targets softmax over rows (image to text) and over columns (text to image),
//   L = 1/2 (mean_i -sum_j y_ij log softmax_j(z_ij) + mean_j -sum_i y_ji log softmax_i(z_ij)), z = scale cos.
// The released code (medclip/losses.py) leaves the labels' dot product un-normalised; that is the option.
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

enum class LabelSimilarity { Cosine, DotAsReleased };

// image [N, D], text [M, D] un-normalised; imageLabels [N, L], textLabels [M, L]; scale = exp(logit scale), scalar.
torch::Tensor semanticMatching(const torch::Tensor& image, const torch::Tensor& text, const torch::Tensor& scale,
                               const torch::Tensor& imageLabels, const torch::Tensor& textLabels,
                               LabelSimilarity similarity = LabelSimilarity::Cosine);

}  // namespace hilum::losses
