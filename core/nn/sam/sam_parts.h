// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What the parts of SAM share: a layer norm over the channels of a feature map, the neck that ends every image
// encoder, and the interface of those encoders. Keys as in segment_anything/modeling.
#pragma once

#include <torch/torch.h>

namespace hilum::nn {

// Norm over the channels at each place; keys weight and bias.
class ChannelNormImpl : public torch::nn::Module {
public:
    explicit ChannelNormImpl(std::int64_t channels);
    torch::Tensor forward(const torch::Tensor& x);  // [N, C, H, W] -> the same

private:
    static constexpr double kEps = 1e-6;
    torch::Tensor m_weight, m_bias;
};
TORCH_MODULE(ChannelNorm);

// "neck": 0 a 1 x 1 convolution, 1 a norm, 2 a 3 x 3 convolution, 3 a norm; no biases.
class SamNeckImpl : public torch::nn::Module {
public:
    SamNeckImpl(std::int64_t width, std::int64_t dim);
    torch::Tensor forward(const torch::Tensor& x);  // [N, width, G, G] -> [N, dim, G, G]

private:
    torch::nn::Conv2d m_reduce{nullptr}, m_spatial{nullptr};
    ChannelNorm m_first{nullptr}, m_second{nullptr};
};
TORCH_MODULE(SamNeck);

class SamImageEncoder : public torch::nn::Module {
public:
    virtual torch::Tensor forward(const torch::Tensor& pixels) = 0;  // [N, 3, S, S] -> [N, dim, G, G]
    virtual void fuse() {}                                           // for inference; in evaluation mode, once
};

}  // namespace hilum::nn
