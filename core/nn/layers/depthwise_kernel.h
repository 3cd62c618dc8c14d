// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Depth-wise convolution of channels-last float pictures with bias and optional ReLU6 in one pass, and
// padding of any kind without a copy. oneDNN's needs a padded copy for TensorFlow's SAME and a pass of
// its own for ReLU6 in eager mode. Inference only: nothing is recorded for gradients.
#pragma once

#include <cstdint>
#include <vector>

namespace hilum::nn {

struct DepthwiseShape {
    std::int64_t batch = 0, channels = 0;  // channels: a multiple of kDepthwiseLane
    std::int64_t height = 0, width = 0, outHeight = 0, outWidth = 0;
    std::int64_t kernel = 3, stride = 1;  // kernel 3 or 5, stride 1 or 2
    std::int64_t padTop = 0, padLeft = 0;
    bool relu6 = true;
};

constexpr std::int64_t kDepthwiseLane = 16;
bool depthwiseFits(const DepthwiseShape& shape);

// weight [channels, 1, k, k] contiguous to [channels / lane, k * k, lane].
std::vector<float> packDepthwise(const float* weight, std::int64_t channels, std::int64_t kernel);

// in [N, H, W, C], out [N, outH, outW, C], bias [C]; runs on torch's threads.
void depthwise(const DepthwiseShape& shape, const float* in, const float* packed, const float* bias, float* out);

}  // namespace hilum::nn
