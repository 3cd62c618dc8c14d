// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Validation of a dual encoder on the held-out pictures: zero-shot classes, retrieval both ways, the
// pointing game (Zhang et al. 2018, IJCV 126: a hit when the map's peak lies inside the mask).
#pragma once

#include <nlohmann/json.hpp>

#include "core/nn/hilum_dual.h"
#include "core/text/tokenizer.h"
#include "core/train/pair_dataset.h"

namespace hilum::train {

struct Evaluation {
    nlohmann::json metrics;  // by source, then overall
    torch::Tensor image;     // [M, D] normalised embeddings of the validation pictures
    double score = 0;        // mean of the headline figures; chooses the best checkpoint
};

// Normalised embeddings of any pictures of the set, without augmentation: [N, D].
torch::Tensor embedPlain(nn::DualEncoder& model, const PairDataset& data, const TrainConfig& config, int imageSize,
                         const std::vector<std::size_t>& indices);

Evaluation evaluate(nn::HilumDual& model, const text::Tokenizer& tokenizer, const PairDataset& data,
                    const TrainConfig& config, int imageSize, const base::JobContext& context);

}  // namespace hilum::train
