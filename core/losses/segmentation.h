// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Loss of a segmentation: soft Dice (Milletari et al. 2016, arXiv 1606.04797, with plain sums in the denominator) +
// binary cross-entropy + soft IoU (Rahman and Wang 2016), each with its weight. Per picture, then the mean:
//   1 - (2 sum p y + e) / (sum p + sum y + e),  mean BCE,  1 - (sum p y + e) / (sum p + sum y - sum p y + e); e = 1.
#pragma once

#include <torch/torch.h>

namespace hilum::losses {

struct SegmentationWeights {
    double dice = 1, bce = 1, iou = 1;
};

// logits, masks [B, ...] of equal shape, masks 0..1. Answers a scalar.
torch::Tensor segmentation(const torch::Tensor& logits, const torch::Tensor& masks,
                           const SegmentationWeights& weights = {});

}  // namespace hilum::losses
