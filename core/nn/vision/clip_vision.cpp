// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/vision/clip_vision.h"

#include "core/nn/layers/holder.h"

namespace hilum::nn {

ClipVisionImpl::ClipVisionImpl(const ClipVisionOptions& o) : m_options(o) {
    const auto width = o.transformer.width;
    const auto side = o.imageSize / o.patch;
    m_patches = register_module(
        "conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, width, o.patch).stride(o.patch).bias(false)));
    m_class = register_parameter("class_embedding", torch::randn({width}) * 0.02);
    m_positions = register_parameter("positional_embedding", torch::randn({side * side + 1, width}) * 0.02);
    m_before = register_module("ln_pre", layerNorm(width, o.transformer.eps));
    m_blocks = addClipBlocks(*child(*this, "transformer"), o.transformer);
    m_after = register_module("ln_post", layerNorm(width, o.transformer.eps));
    m_projection = register_parameter("proj", torch::randn({width, o.dim}) * 0.02);
}

torch::Tensor ClipVisionImpl::tokens(const torch::Tensor& pixels) {
    auto x = m_patches->forward(pixels).flatten(2).transpose(1, 2);  // [N, L, W]
    x = torch::cat({m_class.expand({x.size(0), 1, -1}), x}, 1) + m_positions;
    x = m_before->forward(x);
    for (std::size_t i = 0; i + 1 < m_blocks.size(); ++i) x = m_blocks[i]->forward(x, false);
    return x;
}

torch::Tensor ClipVisionImpl::head(const torch::Tensor& x) {
    const auto last = m_blocks.back()->forward(x, false);
    return m_after->forward(last.select(1, 0)).matmul(m_projection);
}

torch::Tensor ClipVisionImpl::forward(const torch::Tensor& pixels) { return head(tokens(pixels)); }

ImageTap ClipVisionImpl::tap(const torch::Tensor& pixels) {
    torch::Tensor x;
    {
        const torch::NoGradGuard guard;
        x = tokens(pixels);
    }
    return tapPatches(x, m_options.imageSize / m_options.patch, [this](const torch::Tensor& t) { return head(t); });
}

}  // namespace hilum::nn
