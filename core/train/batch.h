// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One batch as tensors: augmented pictures, one text each, which text is true of which picture, and
// the masked phrases among them. Made on the training thread from (seed, step) alone.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "core/nn/dual_encoder.h"
#include "core/text/tokenizer.h"
#include "core/train/pair_dataset.h"

namespace hilum::train {

// Pixel normalisation of hilum-dual: (v - mean) / std on 0..1, as EfficientNet-Lite was published (127, 128).
constexpr float kPixelMean = 127.0F / 255.0F;
constexpr float kPixelStd = 128.0F / 255.0F;

struct TokenTensors {
    torch::Tensor ids, mask;  // [N, T] int64
};
TokenTensors tokenize(const text::Tokenizer& tokenizer, const std::vector<std::string>& texts, int maxTokens);

// Texts through the text tower in two groups, short and long: a batch is as wide as its longest text,
// and one report would make forty phrases six times as dear. [N, D], input order.
torch::Tensor encodeByLength(nn::DualEncoder& model, const text::Tokenizer& tokenizer,
                             const std::vector<std::string>& texts, int maxTokens);

struct Batch {
    torch::Tensor pixels;                   // [B, 3, S, S]
    std::vector<std::string> texts;         // T: one of each picture, then captions of the banks
    torch::Tensor positives;                // [B, T]
    torch::Tensor ignored;                  // [B, T] 1 = not known whether it is true
    torch::Tensor imageLabels, textLabels;  // [B, L], [T, L] entity labels of the objective "semantic"
    std::vector<std::string> paths;         // B: the pictures, to name a bad batch
    std::vector<std::int64_t> regionRows;   // G rows of the batch with a masked phrase
    std::vector<std::string> phrases;       // G
    torch::Tensor inside;                   // [G, L] share of each grid cell inside the mask
};
Batch makeBatch(const PairDataset& data, const TrainConfig& config, int imageSize, int gridStride, std::uint64_t step);

// Pictures without augmentation: [N, 3, S, S].
torch::Tensor plainPixels(const PairDataset& data, const TrainConfig& config, int imageSize,
                          const std::vector<std::size_t>& indices);

}  // namespace hilum::train
