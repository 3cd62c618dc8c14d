// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Losses of several yes-no findings at once, for few positives among many negatives. Each is the mean over the known
// entries: a label of NaN (not known, as in the sets that name only some findings) stands in no sum.
//   bceWithLogits: -[w y log p + (1 - y) log(1 - p)], w_c the weight of the positives of class c.
//   focal (Lin et al. 2017, arXiv 1708.02002, equation 5): alpha_t (1 - p_t)^gamma times cross-entropy.
//   asymmetric (Ridnik et al. 2021, arXiv 2009.14119, equations 4-7): y (1 - p)^g+ log p + (1 - y) p_m^g- log(1 - p_m),
//   p_m = max(p - margin, 0), without the published code's stop-gradient through the weights.
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

// logits, labels [B, C]; positiveWeights [C] or undefined. Answers a scalar.
torch::Tensor bceWithLogits(const torch::Tensor& logits, const torch::Tensor& labels,
                            const torch::Tensor& positiveWeights = {});
// alpha of the positives, 1 - alpha of the negatives; alpha < 0: no such weight.
torch::Tensor focal(const torch::Tensor& logits, const torch::Tensor& labels, double gamma, double alpha);
torch::Tensor asymmetric(const torch::Tensor& logits, const torch::Tensor& labels, double gammaPositive,
                         double gammaNegative, double margin);

// n_negative / n_positive per class over the known labels, clamped to [1, most]; a class without positives gets 1.
torch::Tensor positiveWeights(const torch::Tensor& labels, double most);

}  // namespace hilum::losses
