// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/sam/tiny_vit.h"

#include "core/nn/layers/holder.h"

namespace hilum::nn {

namespace {
constexpr double kEps = 1e-5;
}

TinyConvImpl::TinyConvImpl(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
                           std::int64_t groups)
    : m_stride(stride), m_padding(kernel / 2), m_groups(groups) {
    m_conv = register_module(
        "c",
        torch::nn::Conv2d(
            torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(m_padding).groups(groups).bias(false)));
    m_norm = register_module("bn", torch::nn::BatchNorm2d(out));
}

torch::Tensor TinyConvImpl::forward(const torch::Tensor& x) {
    if (m_weight.defined()) return torch::conv2d(x, m_weight, m_bias, m_stride, m_padding, 1, m_groups);
    return m_norm->forward(m_conv->forward(x));
}

void TinyConvImpl::fuse() {
    const torch::NoGradGuard guard;
    const auto wide = [](const torch::Tensor& t) { return t.to(torch::kDouble); };  // keeps within rounding
    const auto type = m_conv->weight.scalar_type();
    const auto scale = wide(m_norm->weight) / torch::sqrt(wide(m_norm->running_var) + m_norm->options.eps());
    m_weight =
        (wide(m_conv->weight) * scale.view({-1, 1, 1, 1})).to(type).contiguous(torch::MemoryFormat::ChannelsLast);
    m_bias = (wide(m_norm->bias) - wide(m_norm->running_mean) * scale).to(type);
}

TinyAttentionImpl::TinyAttentionImpl(std::int64_t width, std::int64_t heads, std::int64_t window) : m_heads(heads) {
    m_norm = register_module("norm", layerNorm(width, kEps));
    m_qkv = register_module("qkv", torch::nn::Linear(width, 3 * width));
    m_proj = register_module("proj", torch::nn::Linear(width, width));
    m_biases = register_parameter("attention_biases", torch::zeros({heads, window * window}));
    const auto at = torch::arange(window * window, torch::kInt64);
    const auto y = torch::div(at, window, "floor"), x = at.remainder(window);
    const auto apart = [](const torch::Tensor& t) { return (t.unsqueeze(1) - t.unsqueeze(0)).abs(); };
    m_offset = (apart(y) * window + apart(x)).flatten();
}

torch::Tensor TinyAttentionImpl::forward(const torch::Tensor& x) {
    const auto b = x.size(0), places = x.size(1);
    const auto qkv = m_qkv->forward(m_norm->forward(x)).view({b, places, m_heads, -1}).transpose(1, 2).chunk(3, -1);
    const auto bias = m_biases.index_select(1, m_offset.to(x.device())).view({1, m_heads, places, places});
    const auto y = torch::scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], bias);
    return m_proj->forward(y.transpose(1, 2).reshape({b, places, -1}));
}

TinyBlockImpl::TinyBlockImpl(std::int64_t width, std::int64_t heads, std::int64_t window, std::int64_t mlpRatio)
    : m_window(window) {
    m_attention = register_module("attn", TinyAttention(width, heads, window));
    m_local = register_module("local_conv", TinyConv(width, width, 3, 1, width));
    auto mlp = child(*this, "mlp");
    m_norm = mlp->register_module("norm", layerNorm(width, kEps));
    m_up = mlp->register_module("fc1", torch::nn::Linear(width, mlpRatio * width));
    m_down = mlp->register_module("fc2", torch::nn::Linear(mlpRatio * width, width));
}

torch::Tensor TinyBlockImpl::forward(const torch::Tensor& x) {
    const auto n = x.size(0), width = x.size(1), side = x.size(2), w = m_window;
    const auto last = x.permute({0, 2, 3, 1});  // [N, G, G, W]
    const auto pad = (w - side % w) % w, count = (side + pad) / w;
    auto y = pad > 0 ? torch::constant_pad_nd(last, {0, 0, 0, pad, 0, pad}) : last;
    y = y.reshape({n, count, w, count, w, width}).permute({0, 1, 3, 2, 4, 5}).reshape({-1, w * w, width});
    y = m_attention->forward(y).reshape({n, count, count, w, w, width}).permute({0, 1, 3, 2, 4, 5});
    y = last + y.reshape({n, side + pad, side + pad, width}).slice(1, 0, side).slice(2, 0, side);
    y = m_local->forward(y.permute({0, 3, 1, 2})).permute({0, 2, 3, 1});
    y = y + m_down->forward(torch::gelu(m_up->forward(m_norm->forward(y))));
    return y.permute({0, 3, 1, 2});
}

TinyVitImpl::Chain TinyVitImpl::chain(torch::nn::Module& parent, std::int64_t in, std::int64_t wide, std::int64_t out,
                                      std::int64_t stride) {
    Chain c;
    c.first = parent.register_module("conv1", TinyConv(in, wide, 1, 1));
    c.second = parent.register_module("conv2", TinyConv(wide, wide, 3, stride, wide));
    c.third = parent.register_module("conv3", TinyConv(wide, out, 1, 1));
    return c;
}

TinyVitImpl::TinyVitImpl(const TinyVitOptions& o, std::int64_t dim) {
    const std::int64_t kernel = o.pointwiseStem ? 1 : 3, stride = o.pointwiseStem ? 1 : 2;
    auto stem = child(*child(*this, "patch_embed"), "seq");
    m_stem0 = stem->register_module("0", TinyConv(3, o.widths[0] / 2, kernel, stride));
    m_stem1 = stem->register_module("2", TinyConv(o.widths[0] / 2, o.widths[0], kernel, stride));
    auto layers = register_module("layers", torch::nn::ModuleList());
    for (std::size_t s = 0; s < o.widths.size(); ++s) {
        auto holder = std::make_shared<Holder>();
        layers->push_back(holder);
        auto list = holder->register_module("blocks", torch::nn::ModuleList());
        const auto width = o.widths[s];
        if (s > 0) m_stages.emplace_back();
        for (std::int64_t i = 0; i < o.layers[s]; ++i) {
            if (s == 0) {
                auto block = std::make_shared<Holder>();
                list->push_back(block);
                m_convolutions.push_back(chain(*block, width, o.expand * width, width, 1));
                continue;
            }
            TinyBlock block(width, o.heads[s], o.windows[s], o.mlpRatio);
            list->push_back(block);
            m_stages.back().push_back(block);
        }
        if (s + 1 == o.widths.size()) break;
        const bool halves = o.stageGrid(s + 1) < o.stageGrid(s);
        m_merges.push_back(
            chain(*child(*holder, "downsample"), width, o.widths[s + 1], o.widths[s + 1], halves ? 2 : 1));
    }
    m_neck = register_module("neck", SamNeck(o.widths.back(), dim));
}

torch::Tensor TinyVitImpl::forward(const torch::Tensor& pixels) {
    const auto run = [](Chain& c, const torch::Tensor& x) {
        const auto y = torch::gelu(c.second->forward(torch::gelu(c.first->forward(x))));
        return c.third->forward(y);
    };
    auto x = m_stem1->forward(torch::gelu(m_stem0->forward(pixels)));
    for (auto& block : m_convolutions) x = torch::gelu(run(block, x) + x);
    for (std::size_t s = 0; s < m_stages.size(); ++s) {
        x = run(m_merges[s], x);
        for (auto& block : m_stages[s]) x = block->forward(x);
    }
    return m_neck->forward(x);
}

void TinyVitImpl::fuse() {
    m_stem0->fuse();
    m_stem1->fuse();
    for (auto* list : {&m_convolutions, &m_merges})
        for (auto& c : *list)
            for (auto* conv : {&c.first, &c.second, &c.third}) (*conv)->fuse();
    for (auto& stage : m_stages)
        for (auto& block : stage) block->fuse();
}

}  // namespace hilum::nn
