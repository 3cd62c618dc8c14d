// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/text/clip_text.h"

#include <algorithm>

#include "core/nn/layers/holder.h"

namespace hilum::nn {

ClipText::ClipText(torch::nn::Module& parent, const ClipTextOptions& o) : m_options(o.transformer) {
    const auto width = o.transformer.width;
    m_words = parent.register_module("token_embedding", torch::nn::Embedding(o.vocab, width));
    m_positions = parent.register_parameter("positional_embedding", torch::randn({o.positions, width}) * 0.01);
    m_blocks = addClipBlocks(*child(parent, "transformer"), o.transformer);
    m_norm = parent.register_module("ln_final", layerNorm(width, o.transformer.eps));
    m_projection = parent.register_parameter("text_projection", torch::randn({width, o.dim}) * 0.02);
}

torch::Tensor ClipText::forward(const torch::Tensor& ids) {
    auto x = (m_words->forward(ids) + m_positions.slice(0, 0, ids.size(1))).to(m_positions.scalar_type());
    if (m_packed && m_packed->usable(x)) {
        const auto ends = ids.argmax(-1).contiguous();
        const std::vector<std::int64_t> picks(ends.data_ptr<std::int64_t>(),
                                              ends.data_ptr<std::int64_t>() + ids.size(0));
        // Causal: what stands behind the last end-of-text token is never looked at.
        x = x.slice(1, 0, *std::max_element(picks.begin(), picks.end()) + 1).contiguous();
        return m_norm->forward(m_packed->runPicked(x, picks)).matmul(m_projection);
    }
    for (auto& block : m_blocks) x = block->forward(x, true);
    const auto rows = torch::arange(ids.size(0), ids.options());
    return m_norm->forward(x.index({rows, ids.argmax(-1)})).matmul(m_projection);
}

bool ClipText::pack(NumberFormat format) {
    m_packed = packClipBlocks(m_blocks, m_options, true, false, format);
    return m_packed != nullptr;
}

}  // namespace hilum::nn
