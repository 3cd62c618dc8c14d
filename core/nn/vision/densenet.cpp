// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/vision/densenet.h"

#include "core/nn/layers/holder.h"

namespace hilum::nn {

namespace {

torch::nn::Conv2d conv(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride = 1) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

}  // namespace

std::int64_t DensenetOptions::features() const {
    std::int64_t width = stem;
    for (std::size_t b = 0; b < layers.size(); ++b) {
        width += layers[b] * growth;
        if (b + 1 < layers.size()) width /= 2;
    }
    return width;
}

DensenetImpl::DensenetImpl(const DensenetOptions& o) : m_options(o) {
    auto features = child(*this, "features");
    m_stem = features->register_module("conv0", conv(o.inputChannels, o.stem, 7, 2));
    m_stemNorm = features->register_module("norm0", torch::nn::BatchNorm2d(o.stem));
    std::int64_t width = o.stem;
    for (std::size_t b = 0; b < o.layers.size(); ++b) {
        auto block = child(*features, "denseblock" + std::to_string(b + 1));
        m_blocks.emplace_back();
        for (std::int64_t i = 0; i < o.layers[b]; ++i, width += o.growth) {
            auto holder = child(*block, "denselayer" + std::to_string(i + 1));
            Layer layer;
            layer.norm1 = holder->register_module("norm1", torch::nn::BatchNorm2d(width));
            layer.conv1 = holder->register_module("conv1", conv(width, o.bottleneck * o.growth, 1));
            layer.norm2 = holder->register_module("norm2", torch::nn::BatchNorm2d(o.bottleneck * o.growth));
            layer.conv2 = holder->register_module("conv2", conv(o.bottleneck * o.growth, o.growth, 3));
            m_blocks.back().push_back(layer);
        }
        if (b + 1 == o.layers.size()) break;
        auto transition = child(*features, "transition" + std::to_string(b + 1));
        Layer layer;
        layer.norm1 = transition->register_module("norm", torch::nn::BatchNorm2d(width));
        layer.conv1 = transition->register_module("conv", conv(width, width / 2, 1));
        m_transitions.push_back(layer);
        width /= 2;
    }
    m_lastNorm = features->register_module("norm5", torch::nn::BatchNorm2d(width));
}

torch::Tensor DensenetImpl::maps(const torch::Tensor& pixels) {
    // The pack's rule gives three equal channels for grey pictures; a grey network reads one of them.
    auto x = m_stem->forward(m_options.inputChannels == 1 ? pixels.slice(1, 0, 1) : pixels);
    x = torch::max_pool2d(torch::relu(m_stemNorm->forward(x)), 3, 2, 1);
    for (std::size_t b = 0; b < m_blocks.size(); ++b) {
        std::vector<torch::Tensor> parts{x};
        for (auto& layer : m_blocks[b]) {
            const auto all = parts.size() == 1 ? parts.front() : torch::cat(parts, 1);
            const auto y = layer.conv1->forward(torch::relu(layer.norm1->forward(all)));
            parts.push_back(layer.conv2->forward(torch::relu(layer.norm2->forward(y))));
        }
        x = torch::cat(parts, 1);
        if (b >= m_transitions.size()) continue;
        auto& next = m_transitions[b];
        x = torch::avg_pool2d(next.conv1->forward(torch::relu(next.norm1->forward(x))), 2, 2);
    }
    return torch::relu(m_lastNorm->forward(x));
}

torch::Tensor DensenetImpl::forward(const torch::Tensor& pixels) { return maps(pixels).mean({2, 3}); }

ImageTap DensenetImpl::tap(const torch::Tensor& pixels) {
    torch::Tensor x;
    {
        const torch::NoGradGuard guard;
        x = maps(pixels);
    }
    ImageTap tap;
    tap.gridHeight = x.size(2);
    tap.gridWidth = x.size(3);
    tap.activations = x.detach().flatten(2).transpose(1, 2).contiguous().requires_grad_(true);
    tap.embedding = tap.activations.mean(1);
    return tap;
}

}  // namespace hilum::nn
