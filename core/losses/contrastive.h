// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Symmetric contrastive loss (CLIP, Radford et al. 2021, arXiv 2103.00020, figure 3) with several
// positives: text j may be true of several images of the batch (two studies with a left effusion), and
// pulling one of them away would teach the wrong thing. With one positive each it is CLIP's loss.
// L = 1/2 (mean_i -sum_j P_ij/|P_i| log softmax_j(s cos_ij) + the same over columns).
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

// image [B, D], text [T, D] un-normalised; scale = exp(logit scale), scalar; positives [B, T] of 0 and 1, row =
// image, column = text, no empty row; an empty column (a text true of no picture) only pushes away and its own
// direction costs nothing. ignored [B, T], optional: 1 where nobody knows whether the text is true of the picture;
// such a pair stands in no sum. Answers a scalar.
torch::Tensor symmetricContrastive(const torch::Tensor& image, const torch::Tensor& text, const torch::Tensor& scale,
                                   const torch::Tensor& positives, const torch::Tensor& ignored = {});

}  // namespace hilum::losses
