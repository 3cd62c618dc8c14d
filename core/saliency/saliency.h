// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Where in a picture a phrase is: gradient times activation at the local features, summed over the
// channels (HiResCAM, Draelos & Carin 2020, arXiv 2011.08891, equation 4). For attention pooling this is
// exactly each place's share of the similarity of picture and phrase. Internal to the engine module.
// Must not run under an InferenceMode guard.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/nn/dual_encoder.h"

namespace hilum::saliency {

struct GridMap {
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::vector<float> values;  // [height, width], signed: negative speaks against the phrase
    float cosine = 0;           // of the whole picture and the phrase
};

// The names that compute() knows, the default first.
const std::vector<std::string>& methods();

// pixels [1, 3, S, S]; text [1, D]. Errors: Unsupported (unknown method), ModelMismatch (not a number).
base::Result<GridMap> compute(const std::string& method, nn::DualEncoder& model, const torch::Tensor& pixels,
                              const torch::Tensor& text);

}  // namespace hilum::saliency
