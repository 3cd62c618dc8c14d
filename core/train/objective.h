// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The image-text objective that a training configuration chose: one of core/losses by name, with its numbers.
#pragma once

#include <torch/torch.h>

#include "core/train/batch.h"
#include "core/train/config.h"

namespace hilum::train {

// image [B, D], captions [T, D] un-normalised, T at least B: text i belongs to picture i, the rest are extra captions
// (used by "contrastive" and "semantic"). scale = exp(logit scale); the losses with a fixed temperature ignore it.
torch::Tensor objective(const ObjectiveConfig& config, const torch::Tensor& image, const torch::Tensor& captions,
                        const torch::Tensor& scale, const Batch& batch);

// Entity labels of MedCLIP: [rows, concepts] of 1 (stated), -1 (denied) and 0 (unsure or not named), over all concepts
// that pictures or texts of the batch name.
void fillEntityLabels(const std::vector<const Facts*>& pictures, const std::vector<const Claims*>& texts, Batch& batch);

}  // namespace hilum::train
