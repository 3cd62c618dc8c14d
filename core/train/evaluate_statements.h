// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Validation by what a reader is shown: is the side of a finding told right, and is the caption that would come
// first true of the picture. Both need facts beyond labels, so only sources with regions or reports answer.
#pragma once

#include <torch/torch.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/train/pair_dataset.h"

namespace hilum::train {

// Texts -> normalised embeddings [N, D].
using TextEncoder = std::function<torch::Tensor(const std::vector<std::string>&)>;

// image [N, D] normalised, one row for each of indices (examples of one source).
struct EncodedPictures {
    std::vector<std::size_t> indices;
    torch::Tensor image;
};

// Each phrase of a one-sided region against the same phrase with the other side: {"phrases","right","rate",
// "byConcept":{name: rate}}. Null when the source has no such region. Chance is 0.5.
nlohmann::json sideAccuracy(const TextEncoder& encode, const PairDataset& data, const EncodedPictures& pictures);

// The caption of the source's banks with the highest cosine: {"pictures","true","false","unknown"} as shares.
// Null when the source has no bank.
nlohmann::json firstCaption(const TextEncoder& encode, const PairDataset& data, const EncodedPictures& pictures);

}  // namespace hilum::train
