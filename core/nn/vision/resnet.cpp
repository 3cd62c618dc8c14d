// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/vision/resnet.h"

#include "core/nn/layers/holder.h"

namespace hilum::nn {

ConvNorm::ConvNorm(torch::nn::Module& parent, const std::string& conv, const std::string& norm, std::int64_t in,
                   std::int64_t out, std::int64_t kernel, std::int64_t stride)
    : m_stride(stride), m_padding(kernel / 2) {
    m_conv = parent.register_module(
        conv,
        torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(m_padding).bias(false)));
    m_norm = parent.register_module(norm, torch::nn::BatchNorm2d(out));
}

torch::Tensor ConvNorm::forward(const torch::Tensor& x) {
    if (m_weight.defined()) return torch::conv2d(x, m_weight, m_bias, m_stride, m_padding);
    return m_norm->forward(m_conv->forward(x));
}

void ConvNorm::fuse() {
    const torch::NoGradGuard guard;
    const auto type = m_conv->weight.scalar_type();
    const auto wide = [](const torch::Tensor& t) { return t.to(torch::kDouble); };  // keeps within rounding
    const auto scale = wide(m_norm->weight) / torch::sqrt(wide(m_norm->running_var) + m_norm->options.eps());
    m_weight =
        (wide(m_conv->weight) * scale.view({-1, 1, 1, 1})).to(type).contiguous(torch::MemoryFormat::ChannelsLast);
    m_bias = (wide(m_norm->bias) - wide(m_norm->running_mean) * scale).to(type);
}

BottleneckImpl::BottleneckImpl(std::int64_t in, std::int64_t width, std::int64_t stride)
    : m_hasShortcut(stride != 1 || in != 4 * width) {
    m_reduce = ConvNorm(*this, "conv1", "bn1", in, width, 1, 1);
    m_spatial = ConvNorm(*this, "conv2", "bn2", width, width, 3, stride);
    m_expand = ConvNorm(*this, "conv3", "bn3", width, 4 * width, 1, 1);
    if (m_hasShortcut) m_shortcut = ConvNorm(*child(*this, "downsample"), "0", "1", in, 4 * width, 1, stride);
}

torch::Tensor BottleneckImpl::forward(const torch::Tensor& x) {
    auto y = torch::relu(m_reduce.forward(x));
    y = torch::relu(m_spatial.forward(y));
    return torch::relu(m_expand.forward(y) + (m_hasShortcut ? m_shortcut.forward(x) : x));
}

void BottleneckImpl::fuse() {
    m_reduce.fuse();
    m_spatial.fuse();
    m_expand.fuse();
    if (m_hasShortcut) m_shortcut.fuse();
}

ResnetImpl::ResnetImpl(const ResnetOptions& o) {
    m_stem = ConvNorm(*this, "conv1", "bn1", 3, o.width, 7, 2);
    std::int64_t in = o.width;
    for (std::size_t s = 0; s < o.blocks.size(); ++s) {
        auto stage = register_module("layer" + std::to_string(s + 1), torch::nn::ModuleList());
        const std::int64_t width = o.width << s;
        for (std::int64_t b = 0; b < o.blocks[s]; ++b) {
            Bottleneck block(in, width, b == 0 && s > 0 ? 2 : 1);
            stage->push_back(block);
            m_blocks.push_back(block);
            in = 4 * width;
        }
    }
    if (o.dim > 0) m_fc = register_module("fc", torch::nn::Linear(torch::nn::LinearOptions(in, o.dim).bias(false)));
}

torch::Tensor ResnetImpl::stages(const torch::Tensor& pixels) {
    auto x = torch::relu(m_stem.forward(pixels));
    x = torch::max_pool2d(x, 3, 2, 1);
    for (auto& block : m_blocks) x = block->forward(x);
    return x;
}

torch::Tensor ResnetImpl::head(const torch::Tensor& pooled) { return m_fc ? m_fc->forward(pooled) : pooled; }

torch::Tensor ResnetImpl::forward(const torch::Tensor& pixels) { return head(stages(pixels).mean({2, 3})); }

ImageTap ResnetImpl::tap(const torch::Tensor& pixels) {
    torch::Tensor x;
    {
        const torch::NoGradGuard guard;
        x = stages(pixels);
    }
    ImageTap tap;
    tap.gridHeight = x.size(2);
    tap.gridWidth = x.size(3);
    tap.activations = x.detach().flatten(2).transpose(1, 2).contiguous().requires_grad_(true);
    tap.embedding = head(tap.activations.mean(1));
    return tap;
}

void ResnetImpl::fuse() {
    m_stem.fuse();
    for (auto& block : m_blocks) block->fuse();
}

}  // namespace hilum::nn
