// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/layers/conv_bn.h"

#include <algorithm>

#include "core/nn/layers/fused_conv.h"

namespace hilum::nn {

ConvBn::ConvBn(torch::nn::Module& parent, const std::string& convName, const std::string& bnName,
               const ConvBnOptions& options)
    : m_options(options) {
    m_conv = parent.register_module(convName,
                                    torch::nn::Conv2d(torch::nn::Conv2dOptions(options.in, options.out, options.kernel)
                                                          .stride(options.stride)
                                                          .groups(options.groups)
                                                          .bias(false)));
    m_bn = parent.register_module(
        bnName,
        torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(options.out).eps(options.eps).momentum(options.momentum)));
}

torch::Tensor ConvBn::padded(torch::Tensor x, std::int64_t& symmetric) const {
    const auto total = [&](std::int64_t extent) {
        const std::int64_t out = (extent + m_options.stride - 1) / m_options.stride;
        return std::max<std::int64_t>((out - 1) * m_options.stride + m_options.kernel - extent, 0);
    };
    const std::int64_t padY = total(x.size(2));
    const std::int64_t padX = total(x.size(3));
    symmetric = 0;
    if (padY == padX && padY % 2 == 0) {
        symmetric = padY / 2;
        return x;
    }
    return torch::constant_pad_nd(x, {padX / 2, padX - padX / 2, padY / 2, padY - padY / 2});
}

torch::Tensor ConvBn::forward(torch::Tensor x) {
    if (m_fast && m_fast->usable(x)) return m_fast->run(x);
    std::int64_t symmetric = 0;
    x = padded(std::move(x), symmetric);
    if (fused()) {
        x = torch::conv2d(x, m_fusedWeight, m_fusedBias, m_options.stride, symmetric, 1, m_options.groups);
    } else {
        x = torch::conv2d(x, m_conv->weight, {}, m_options.stride, symmetric, 1, m_options.groups);
        x = m_bn->forward(x);
    }
    return m_options.relu6 ? torch::hardtanh(x, 0, 6) : x;
}

void ConvBn::fuse(std::optional<torch::ScalarType> type) {
    // Folding in double keeps the fused network within rounding of the plain one.
    const torch::NoGradGuard guard;
    const auto to = type.value_or(m_conv->weight.scalar_type());
    const auto scale =
        (m_bn->weight.to(torch::kDouble) / torch::sqrt(m_bn->running_var.to(torch::kDouble) + m_options.eps));
    m_fusedWeight = (m_conv->weight.to(torch::kDouble) * scale.view({-1, 1, 1, 1}))
                        .to(to)
                        .contiguous(m_options.kernel > 1 || m_options.groups == 1 ? torch::MemoryFormat::ChannelsLast
                                                                                  : torch::MemoryFormat::Contiguous);
    m_fusedBias = (m_bn->bias.to(torch::kDouble) - m_bn->running_mean.to(torch::kDouble) * scale).to(to);
    m_fast = std::make_shared<FusedConv>(m_fusedWeight, m_fusedBias, m_options);
    if (m_packAs) m_fast->pack(*m_packAs);
}

}  // namespace hilum::nn
