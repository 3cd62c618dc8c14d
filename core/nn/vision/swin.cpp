// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/vision/swin.h"

#include <algorithm>

#include "core/nn/layers/holder.h"

namespace hilum::nn {

namespace {

constexpr double kMasked = -100.0;  // as published; not minus infinity

// [N, H, W, C] -> [N * windows, window * window, C]
torch::Tensor toWindows(const torch::Tensor& x, std::int64_t window) {
    const auto n = x.size(0), side = x.size(1), c = x.size(3), count = side / window;
    return x.view({n, count, window, count, window, c}).permute({0, 1, 3, 2, 4, 5}).reshape({-1, window * window, c});
}

torch::Tensor fromWindows(const torch::Tensor& x, std::int64_t window, std::int64_t side) {
    const auto count = side / window, c = x.size(2);
    return x.view({-1, count, count, window, window, c}).permute({0, 1, 3, 2, 4, 5}).reshape({-1, side, side, c});
}

torch::Tensor relativeIndex(std::int64_t window) {
    const auto axis = torch::arange(window, torch::kInt64);
    const auto grid = torch::stack(torch::meshgrid({axis, axis}, "ij")).flatten(1);  // [2, w * w]
    const auto delta = grid.unsqueeze(2) - grid.unsqueeze(1) + (window - 1);         // [2, w * w, w * w]
    return (delta[0] * (2 * window - 1) + delta[1]).flatten().contiguous();
}

// Places that came together only by the cyclic shift do not see each other.
torch::Tensor shiftMask(std::int64_t side, std::int64_t window, std::int64_t shift) {
    auto region = torch::zeros({1, side, side, 1});
    const std::int64_t edges[] = {0, side - window, side - shift, side};
    float id = 0;
    for (int y = 0; y < 3; ++y)
        for (int x = 0; x < 3; ++x)
            region.slice(1, edges[y], edges[y + 1]).slice(2, edges[x], edges[x + 1]).fill_(id++);
    const auto ids = toWindows(region, window).squeeze(-1);  // [windows, w * w]
    const auto differ = ids.unsqueeze(1) != ids.unsqueeze(2);
    return (differ.to(torch::kFloat32) * kMasked).unsqueeze(1);
}

}  // namespace

bool SwinOptions::fits() const {
    if (blocks.size() != heads.size() || blocks.empty() || imageSize % patch != 0) return false;
    std::int64_t side = imageSize / patch, wide = width;
    for (std::size_t s = 0; s < blocks.size(); ++s) {
        if (side < 1 || (side > window && side % window != 0) || heads[s] < 1 || wide % heads[s] != 0) return false;
        if (s + 1 < blocks.size() && side % 2 != 0) return false;
        side /= 2;
        wide *= 2;
    }
    return true;
}

SwinBlockImpl::SwinBlockImpl(std::int64_t width, std::int64_t heads, std::int64_t side, std::int64_t window,
                             bool shifted, double eps)
    : m_heads(heads),
      m_side(side),
      m_window(std::min(window, side)),
      m_shift(shifted && side > window ? window / 2 : 0) {
    using torch::nn::Linear;
    m_before = register_module("layernorm_before", layerNorm(width, eps));
    auto attention = child(*this, "attention");
    auto self = child(*attention, "self");
    const std::int64_t span = 2 * m_window - 1;
    m_biasTable = self->register_parameter("relative_position_bias_table", torch::zeros({span * span, heads}));
    m_query = self->register_module("query", Linear(width, width));
    m_key = self->register_module("key", Linear(width, width));
    m_value = self->register_module("value", Linear(width, width));
    m_out = child(*attention, "output")->register_module("dense", Linear(width, width));
    m_after = register_module("layernorm_after", layerNorm(width, eps));
    m_up = child(*this, "intermediate")->register_module("dense", Linear(width, 4 * width));
    m_down = child(*this, "output")->register_module("dense", Linear(4 * width, width));
    m_biasIndex = relativeIndex(m_window);
    if (m_shift > 0) m_shiftMask = shiftMask(side, m_window, m_shift);
}

torch::Tensor SwinBlockImpl::attention(const torch::Tensor& x) {
    const auto area = m_window * m_window;
    const auto windows = toWindows(x, m_window);  // [N * V, A, W]
    const auto count = windows.size(0);
    const auto split = [&](const torch::Tensor& y) { return y.view({count, area, m_heads, -1}).transpose(1, 2); };
    auto bias = m_biasTable.index_select(0, m_biasIndex.to(x.device())).view({area, area, m_heads}).permute({2, 0, 1});
    bias = bias.unsqueeze(0);  // [1, heads, A, A]
    if (m_shift > 0) {
        const auto mask = m_shiftMask.to(x.device(), x.scalar_type());  // [V, 1, A, A]
        bias = (bias + mask).repeat({count / mask.size(0), 1, 1, 1});
    }
    auto y = torch::scaled_dot_product_attention(split(m_query->forward(windows)), split(m_key->forward(windows)),
                                                 split(m_value->forward(windows)), bias.contiguous());
    y = m_out->forward(y.transpose(1, 2).reshape({count, area, -1}));
    return fromWindows(y, m_window, m_side);
}

torch::Tensor SwinBlockImpl::forward(const torch::Tensor& x) {
    auto y = m_before->forward(x).view({x.size(0), m_side, m_side, -1});
    if (m_shift > 0) y = torch::roll(y, {-m_shift, -m_shift}, {1, 2});
    y = attention(y);
    if (m_shift > 0) y = torch::roll(y, {m_shift, m_shift}, {1, 2});
    y = x + y.reshape(x.sizes());
    return y + m_down->forward(torch::gelu(m_up->forward(m_after->forward(y))));
}

SwinImpl::SwinImpl(const SwinOptions& o) {
    auto embeddings = child(*this, "embeddings");
    m_patches = child(*embeddings, "patch_embeddings")
                    ->register_module("projection",
                                      torch::nn::Conv2d(torch::nn::Conv2dOptions(3, o.width, o.patch).stride(o.patch)));
    m_patchNorm = embeddings->register_module("norm", layerNorm(o.width, o.eps));
    auto layers = child(*this, "encoder")->register_module("layers", torch::nn::ModuleList());
    std::int64_t side = o.imageSize / o.patch, width = o.width;
    for (std::size_t s = 0; s < o.blocks.size(); ++s, side /= 2, width *= 2) {
        auto holder = std::make_shared<Holder>();
        layers->push_back(holder);
        auto list = holder->register_module("blocks", torch::nn::ModuleList());
        Stage stage;
        stage.side = side;
        for (std::int64_t b = 0; b < o.blocks[s]; ++b) {
            SwinBlock block(width, o.heads[s], side, o.window, b % 2 == 1, o.eps);
            list->push_back(block);
            stage.blocks.push_back(block);
        }
        if (s + 1 < o.blocks.size()) {
            auto merge = child(*holder, "downsample");
            stage.reduction = merge->register_module(
                "reduction", torch::nn::Linear(torch::nn::LinearOptions(4 * width, 2 * width).bias(false)));
            stage.norm = merge->register_module("norm", layerNorm(4 * width, o.eps));
        }
        m_stages.push_back(std::move(stage));
    }
    m_norm = register_module("layernorm", layerNorm(o.features(), o.eps));
}

torch::Tensor SwinImpl::stages(const torch::Tensor& pixels) {
    auto x = m_patchNorm->forward(m_patches->forward(pixels).flatten(2).transpose(1, 2));
    for (auto& stage : m_stages) {
        for (auto& block : stage.blocks) x = block->forward(x);
        if (!stage.reduction) continue;
        const auto grid = x.view({x.size(0), stage.side, stage.side, -1});
        const auto part = [&](std::int64_t y, std::int64_t left) {
            return grid.slice(1, y, stage.side, 2).slice(2, left, stage.side, 2);
        };
        x = torch::cat({part(0, 0), part(1, 0), part(0, 1), part(1, 1)}, -1).flatten(1, 2);
        x = stage.reduction->forward(stage.norm->forward(x));
    }
    return x;
}

torch::Tensor SwinImpl::forward(const torch::Tensor& pixels) { return m_norm->forward(stages(pixels)).mean(1); }

ImageTap SwinImpl::tap(const torch::Tensor& pixels) {
    torch::Tensor x;
    {
        const torch::NoGradGuard guard;
        x = stages(pixels);
    }
    ImageTap tap;
    tap.gridHeight = tap.gridWidth = m_stages.back().side;
    tap.activations = x.detach().clone().requires_grad_(true);
    tap.embedding = m_norm->forward(tap.activations).mean(1);
    return tap;
}

}  // namespace hilum::nn
