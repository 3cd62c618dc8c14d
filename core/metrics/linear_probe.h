// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The linear head of a fine-tuned evaluation: L2-regularised logistic regression on frozen features, one question
// each ("linear probe"; CLIP, arXiv 2103.00020, section 3.2 and appendix A.3). Minimises
//   C * sum_i log(1 + exp(-y_i (w x_i + b))) + |w|^2 / 2,   y_i = -1 or 1, b not regularised,
// which is scikit-learn's LogisticRegression, by a truncated Newton method; the minimum is unique, so two runs and two
// machines agree. Any thread. Errors: InvalidInput (sizes disagree, one class only, a feature that is no number).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace hilum::metrics {

struct LinearProbe {
    std::vector<double> weights;  // [D]
    double bias = 0;
    double logit(std::span<const float> feature) const;        // feature [D]
    double probability(std::span<const float> feature) const;  // sigmoid of it
};

// features [N][D], labels [N] 0 or 1, c > 0.
base::Result<LinearProbe> fitLinearProbe(std::span<const std::vector<float>> features,
                                         std::span<const std::uint8_t> labels, double c);

}  // namespace hilum::metrics
