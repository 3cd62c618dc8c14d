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

torch::Tensor ClipVisionImpl::embedded(const torch::Tensor& pixels) {
    const auto x = m_packedPatches ? m_packedPatches->run(patchRows(pixels, m_options.patch))
                                   : m_patches->forward(pixels).flatten(2).transpose(1, 2);  // [N, L, W]
    return m_before->forward(torch::cat({m_class.expand({x.size(0), 1, -1}), x}, 1) + m_positions);
}

torch::Tensor ClipVisionImpl::tokens(const torch::Tensor& pixels) {
    auto x = embedded(pixels);
    if (m_packed && m_packed->usable(x)) {
        x = x.contiguous();
        m_packed->run(x, 0, m_packed->size() - 1);
        return x;
    }
    for (std::size_t i = 0; i + 1 < m_blocks.size(); ++i) x = m_blocks[i]->forward(x, false);
    return x;
}

torch::Tensor ClipVisionImpl::head(const torch::Tensor& x) {
    const auto last = m_blocks.back()->forward(x, false);
    return m_after->forward(last.select(1, 0)).matmul(m_projection);
}

torch::Tensor ClipVisionImpl::forward(const torch::Tensor& pixels) {
    if (!m_packed || !m_packed->usable(pixels)) return head(tokens(pixels));
    auto x = embedded(pixels).contiguous();
    const std::vector<std::int64_t> first(static_cast<std::size_t>(x.size(0)), 0);
    return m_after->forward(m_packed->runPicked(x, first)).matmul(m_projection);
}

bool ClipVisionImpl::pack(NumberFormat format) {
    m_packed = packClipBlocks(m_blocks, m_options.transformer, false, true, format);
    if (!m_packed) return false;
    ParameterSource::need(m_patches->weight);
    ParameterSource::need(m_patches->bias);
    m_packedPatches =
        std::make_shared<PackedLinear>(m_packed->edgeFormat(), patchWeight(m_patches->weight), m_patches->bias);
    releasePlain(*m_patches);
    return true;
}

ImageTap ClipVisionImpl::tap(const torch::Tensor& pixels) {
    torch::Tensor x;
    {
        const torch::NoGradGuard guard;
        x = tokens(pixels);
    }
    return tapPatches(x, m_options.imageSize / m_options.patch, [this](const torch::Tensor& t) { return head(t); });
}

}  // namespace hilum::nn
