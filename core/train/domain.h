// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The domain of a pack: where its training pictures lie in the embedding space, as k-means centroids of
// the unit sphere, and how near a picture must be to count as known. The reading room says "outside what
// this pack was trained on" from it.
#pragma once

#include <torch/torch.h>

#include <nlohmann/json.hpp>

namespace hilum::train {

// training [N, D], validation [M, D], both normalised. Answers {"centroids":[[D]...],"minCosine":c}: c is
// the 0.5th percentile over validation pictures of their best cosine. Deterministic.
nlohmann::json domainOf(const torch::Tensor& training, const torch::Tensor& validation, int centroids = 24);

}  // namespace hilum::train
