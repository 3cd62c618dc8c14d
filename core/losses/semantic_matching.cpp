// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/losses/semantic_matching.h"

#include "core/losses/pairwise.h"

namespace hilum::losses {

namespace {

torch::Tensor softCrossEntropy(const torch::Tensor& logits, const torch::Tensor& similarity) {
    return -(torch::softmax(similarity, 1) * torch::log_softmax(logits, 1)).sum(1).mean();
}

// A row of zeros (nothing named) is similar to nothing: its targets are uniform.
torch::Tensor unitRows(const torch::Tensor& labels) { return labels / labels.norm(2, 1, true).clamp_min(1e-12); }

}  // namespace

torch::Tensor semanticMatching(const torch::Tensor& image, const torch::Tensor& text, const torch::Tensor& scale,
                               const torch::Tensor& imageLabels, const torch::Tensor& textLabels,
                               LabelSimilarity similarity) {
    const auto logits = scale * scaledCosine(image, text, 1.0);
    const bool cosine = similarity == LabelSimilarity::Cosine;
    const auto s = cosine ? unitRows(imageLabels).matmul(unitRows(textLabels).t()) : imageLabels.matmul(textLabels.t());
    return 0.5 * (softCrossEntropy(logits, s) + softCrossEntropy(logits.t(), s.t()));
}

}  // namespace hilum::losses
