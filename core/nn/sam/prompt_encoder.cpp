// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/sam/prompt_encoder.h"

#include <cmath>
#include <string>
#include <vector>

#include "core/nn/layers/holder.h"

namespace hilum::nn {

namespace {
constexpr double kTwoPi = 6.283185307179586;
constexpr double kPixelCentre = 0.5;
}  // namespace

PromptEncoderImpl::PromptEncoderImpl(const SamOptions& o)
    : m_grid(o.grid()), m_size(static_cast<double>(o.imageSize())) {
    m_gauss =
        child(*this, "pe_layer")->register_buffer("positional_encoding_gaussian_matrix", torch::randn({2, o.dim / 2}));
    const auto table = [&](torch::nn::Module& parent, const std::string& name) {
        return child(parent, name)->register_parameter("weight", torch::randn({1, o.dim}) * 0.02);
    };
    auto kinds = child(*this, "point_embeddings");
    for (int i = 0; i < 4; ++i) m_kinds[i] = table(*kinds, std::to_string(i));
    m_notAPoint = table(*this, "not_a_point_embed");
    m_noMask = table(*this, "no_mask_embed");
    using torch::nn::Conv2d;
    using torch::nn::Conv2dOptions;
    auto mask = child(*this, "mask_downscaling");
    m_mask0 = mask->register_module("0", Conv2d(Conv2dOptions(1, o.maskChannels / 4, 2).stride(2)));
    m_maskNorm0 = mask->register_module("1", ChannelNorm(o.maskChannels / 4));
    m_mask1 = mask->register_module("3", Conv2d(Conv2dOptions(o.maskChannels / 4, o.maskChannels, 2).stride(2)));
    m_maskNorm1 = mask->register_module("4", ChannelNorm(o.maskChannels));
    m_mask2 = mask->register_module("6", Conv2d(Conv2dOptions(o.maskChannels, o.dim, 1)));
}

torch::Tensor PromptEncoderImpl::positions(const torch::Tensor& unit) {
    const auto angle = kTwoPi * torch::matmul(2 * unit - 1, m_gauss);
    return torch::cat({torch::sin(angle), torch::cos(angle)}, -1);
}

torch::Tensor PromptEncoderImpl::tokens(const SamPrompt& prompt) {
    std::vector<torch::Tensor> rows;  // [n, dim] each
    const auto at = [&](const torch::Tensor& points) { return positions((points + kPixelCentre) / m_size); };
    if (prompt.points.defined()) {
        const auto inside = prompt.labels.to(m_gauss.scalar_type()).unsqueeze(1);
        rows.push_back(at(prompt.points) + inside * m_kinds[1] + (1 - inside) * m_kinds[0]);
        // A point that is none stands where a box would, as in training.
        if (!prompt.box.defined()) rows.push_back(m_notAPoint);
    }
    if (prompt.box.defined()) rows.push_back(at(prompt.box.view({2, 2})) + torch::cat({m_kinds[2], m_kinds[3]}));
    if (rows.empty()) return torch::empty({1, 0, m_noMask.size(1)}, m_noMask.options());
    return torch::cat(rows).unsqueeze(0);
}

torch::Tensor PromptEncoderImpl::dense(const SamPrompt& prompt) {
    if (!prompt.mask.defined()) return m_noMask.view({1, -1, 1, 1}).expand({1, -1, m_grid, m_grid});
    auto x = torch::gelu(m_maskNorm0->forward(m_mask0->forward(prompt.mask)));
    x = torch::gelu(m_maskNorm1->forward(m_mask1->forward(x)));
    return m_mask2->forward(x);
}

torch::Tensor PromptEncoderImpl::gridPositions() {
    const auto centres = (torch::arange(m_grid, m_gauss.options()) + kPixelCentre) / static_cast<double>(m_grid);
    const auto x = centres.unsqueeze(0).expand({m_grid, m_grid}), y = centres.unsqueeze(1).expand({m_grid, m_grid});
    return positions(torch::stack({x, y}, -1)).permute({2, 0, 1}).unsqueeze(0);
}

}  // namespace hilum::nn
