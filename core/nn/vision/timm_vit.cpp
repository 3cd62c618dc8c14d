// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/vision/timm_vit.h"

#include "core/nn/layers/attention.h"
#include "core/nn/layers/holder.h"

namespace hilum::nn {

TimmBlockImpl::TimmBlockImpl(const TimmVitOptions& o) : m_heads(o.heads) {
    m_norm1 = register_module("norm1", layerNorm(o.width, o.eps));
    auto attention = child(*this, "attn");
    m_qkv = attention->register_module("qkv", torch::nn::Linear(o.width, 3 * o.width));
    m_proj = attention->register_module("proj", torch::nn::Linear(o.width, o.width));
    m_norm2 = register_module("norm2", layerNorm(o.width, o.eps));
    auto mlp = child(*this, "mlp");
    m_up = mlp->register_module("fc1", torch::nn::Linear(o.width, o.mlp));
    m_down = mlp->register_module("fc2", torch::nn::Linear(o.mlp, o.width));
}

torch::Tensor TimmBlockImpl::forward(const torch::Tensor& x) {
    const auto qkv = m_qkv->forward(m_norm1->forward(x)).chunk(3, -1);
    const auto y = x + m_proj->forward(attend(qkv[0], qkv[1], qkv[2], m_heads));
    return y + m_down->forward(torch::gelu(m_up->forward(m_norm2->forward(y))));
}

void TimmBlockImpl::packInto(PackedBlocks& blocks) const {
    blocks.add({{m_qkv->weight}, {m_qkv->bias}}, {{m_proj->weight}, {m_proj->bias}}, {{m_up->weight}, {m_up->bias}},
               {{m_down->weight}, {m_down->bias}}, {m_norm1->weight, m_norm1->bias}, {m_norm2->weight, m_norm2->bias});
}

TimmVitImpl::TimmVitImpl(const TimmVitOptions& o) : m_options(o) {
    const auto side = o.imageSize / o.patch;
    m_class = register_parameter("cls_token", torch::randn({1, 1, o.width}) * 0.02);
    m_positions = register_parameter("pos_embed", torch::randn({1, side * side + 1, o.width}) * 0.02);
    m_patches =
        child(*this, "patch_embed")
            ->register_module("proj", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, o.width, o.patch).stride(o.patch)));
    auto list = register_module("blocks", torch::nn::ModuleList());
    for (std::int64_t i = 0; i < o.layers; ++i) {
        TimmBlock block(o);
        list->push_back(block);
        m_blocks.push_back(block);
    }
    m_norm = register_module("norm", layerNorm(o.width, o.eps));
}

torch::Tensor TimmVitImpl::embedded(const torch::Tensor& pixels) {
    const auto x = m_packedPatches ? m_packedPatches->run(patchRows(pixels, m_options.patch))
                                   : m_patches->forward(pixels).flatten(2).transpose(1, 2);  // [N, L, W]
    return torch::cat({m_class.expand({x.size(0), -1, -1}), x}, 1) + m_positions;
}

torch::Tensor TimmVitImpl::tokens(const torch::Tensor& pixels) {
    auto x = embedded(pixels);
    if (m_packed && m_packed->usable(x)) {
        x = x.contiguous();
        m_packed->run(x, 0, m_packed->size() - 1);
        return x;
    }
    for (std::size_t i = 0; i + 1 < m_blocks.size(); ++i) x = m_blocks[i]->forward(x);
    return x;
}

torch::Tensor TimmVitImpl::head(const torch::Tensor& x) {
    return m_norm->forward(m_blocks.back()->forward(x).select(1, 0));
}

torch::Tensor TimmVitImpl::forward(const torch::Tensor& pixels) {
    if (!m_packed || !m_packed->usable(pixels)) return head(tokens(pixels));
    auto x = embedded(pixels).contiguous();
    return m_norm->forward(m_packed->runPicked(x, std::vector<std::int64_t>(static_cast<std::size_t>(x.size(0)), 0)));
}

bool TimmVitImpl::pack(NumberFormat format) {
    const PackedBlocksOptions options{m_options.width, m_options.heads, m_options.eps, Activation::Gelu, true,
                                      false,           format};
    if (m_blocks.empty() || !PackedBlocks::fits(options)) return false;
    m_packed = std::make_shared<PackedBlocks>(options);
    ParameterSource::need(m_patches->weight);
    ParameterSource::need(m_patches->bias);
    m_packedPatches =
        std::make_shared<PackedLinear>(m_packed->edgeFormat(), patchWeight(m_patches->weight), m_patches->bias);
    releasePlain(*m_patches);
    for (auto& block : m_blocks) {
        block->packInto(*m_packed);
        if (block.get() != m_blocks.back().get()) releasePlain(*block);  // saliency differentiates through the last
    }
    return true;
}

ImageTap TimmVitImpl::tap(const torch::Tensor& pixels) {
    torch::Tensor x;
    {
        const torch::NoGradGuard guard;
        x = tokens(pixels);
    }
    return tapPatches(x, m_options.imageSize / m_options.patch, [this](const torch::Tensor& t) { return head(t); });
}

}  // namespace hilum::nn
