// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/sam/sam_parts.h"

namespace hilum::nn {

ChannelNormImpl::ChannelNormImpl(std::int64_t channels) {
    m_weight = register_parameter("weight", torch::ones({channels}));
    m_bias = register_parameter("bias", torch::zeros({channels}));
}

torch::Tensor ChannelNormImpl::forward(const torch::Tensor& x) {
    const auto last = x.permute({0, 2, 3, 1});
    return torch::layer_norm(last, m_weight.sizes(), m_weight, m_bias, kEps).permute({0, 3, 1, 2});
}

SamNeckImpl::SamNeckImpl(std::int64_t width, std::int64_t dim) {
    using torch::nn::Conv2d;
    using torch::nn::Conv2dOptions;
    m_reduce = register_module("0", Conv2d(Conv2dOptions(width, dim, 1).bias(false)));
    m_first = register_module("1", ChannelNorm(dim));
    m_spatial = register_module("2", Conv2d(Conv2dOptions(dim, dim, 3).padding(1).bias(false)));
    m_second = register_module("3", ChannelNorm(dim));
}

torch::Tensor SamNeckImpl::forward(const torch::Tensor& x) {
    const auto y = m_first->forward(m_reduce->forward(x));
    return m_second->forward(m_spatial->forward(y));
}

}  // namespace hilum::nn
