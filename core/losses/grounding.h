// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Grounding loss: the share of a phrase's similarity that each place contributes must lie inside the
// phrase's mask. The contribution of place l is sum_k w_lk <local_lk, text_k>, exactly what gradient
// times activation shows later as saliency. Own formulation; the softmax-over-places form follows
// phrase grounding with contrastive learning (Gupta et al. 2020, arXiv 2006.09920, equation 4).
// L = mean_g -log sum_{l in mask} softmax_l(gamma c_l / std(c)).
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

// local [G, L, D], weights [G, L, K], text [G, D], inside [G, L] = share of the cell inside the mask (0..1).
torch::Tensor grounding(const torch::Tensor& local, const torch::Tensor& weights, const torch::Tensor& text,
                        const torch::Tensor& inside, double gamma);

// The contributions c [G, L]; shared with the evaluation's pointing game.
torch::Tensor contributions(const torch::Tensor& local, const torch::Tensor& weights, const torch::Tensor& text);

}  // namespace hilum::losses
