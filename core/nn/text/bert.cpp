// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/text/bert.h"

#include "core/nn/layers/attention.h"
#include "core/nn/layers/holder.h"

namespace hilum::nn {

BertLayerImpl::BertLayerImpl(const BertOptions& o) : m_heads(o.heads), m_dropout(o.dropout) {
    auto attention = child(*this, "attention");
    auto self = child(*attention, "self");
    m_query = self->register_module("query", torch::nn::Linear(o.width, o.width));
    m_key = self->register_module("key", torch::nn::Linear(o.width, o.width));
    m_value = self->register_module("value", torch::nn::Linear(o.width, o.width));
    auto attentionOutput = child(*attention, "output");
    m_attentionOut = attentionOutput->register_module("dense", torch::nn::Linear(o.width, o.width));
    m_attentionNorm = attentionOutput->register_module("LayerNorm", layerNorm(o.width, o.eps));
    m_up = child(*this, "intermediate")->register_module("dense", torch::nn::Linear(o.width, o.mlp));
    auto output = child(*this, "output");
    m_down = output->register_module("dense", torch::nn::Linear(o.mlp, o.width));
    m_outputNorm = output->register_module("LayerNorm", layerNorm(o.width, o.eps));
}

torch::Tensor BertLayerImpl::forward(const torch::Tensor& x, const torch::Tensor& mask) {
    auto y = attend(m_query->forward(x), m_key->forward(x), m_value->forward(x), m_heads, mask);
    y = m_attentionOut->forward(y);
    y = m_attentionNorm->forward(torch::dropout(y, m_dropout, is_training()) + x);
    auto z = m_down->forward(torch::gelu(m_up->forward(y)));  // exact GELU, as published
    return m_outputNorm->forward(torch::dropout(z, m_dropout, is_training()) + y);
}

void BertLayerImpl::packInto(PackedBlocks& blocks) const {
    blocks.add({{m_query->weight, m_key->weight, m_value->weight}, {m_query->bias, m_key->bias, m_value->bias}},
               {{m_attentionOut->weight}, {m_attentionOut->bias}}, {{m_up->weight}, {m_up->bias}},
               {{m_down->weight}, {m_down->bias}}, {m_attentionNorm->weight, m_attentionNorm->bias},
               {m_outputNorm->weight, m_outputNorm->bias});
}

BertImpl::BertImpl(BertOptions options) : m_options(options) {
    auto embeddings = child(*this, "embeddings");
    m_words = embeddings->register_module("word_embeddings", torch::nn::Embedding(options.vocab, options.width));
    m_positions =
        embeddings->register_module("position_embeddings", torch::nn::Embedding(options.positions, options.width));
    m_types = embeddings->register_module("token_type_embeddings", torch::nn::Embedding(options.types, options.width));
    m_norm = embeddings->register_module("LayerNorm", layerNorm(options.width, options.eps));
    auto list = child(*this, "encoder")->register_module("layer", torch::nn::ModuleList());
    for (std::int64_t i = 0; i < options.layers; ++i) {
        BertLayer layer(options);
        list->push_back(layer);
        m_layers.push_back(layer);
    }
}

torch::Tensor BertImpl::forward(const torch::Tensor& ids, const torch::Tensor& mask) { return run(ids, mask, nullptr); }

std::vector<torch::Tensor> BertImpl::hiddenStates(const torch::Tensor& ids, const torch::Tensor& mask) {
    std::vector<torch::Tensor> states;
    run(ids, mask, &states);
    return states;
}

torch::Tensor BertImpl::embed(const torch::Tensor& ids) {
    const auto positions = torch::arange(ids.size(1), ids.options());
    return m_norm->forward(m_words->forward(ids) + m_positions->forward(positions) + m_types->weight[0]);
}

bool BertImpl::usesPacked() const { return m_packed && !is_training() && !at::GradMode::is_enabled(); }

torch::Tensor BertImpl::firstToken(const torch::Tensor& ids, const torch::Tensor& mask) {
    if (!usesPacked()) return forward(ids, mask).select(1, 0);
    auto x = embed(ids).contiguous();
    return m_packed->runPicked(x, std::vector<std::int64_t>(static_cast<std::size_t>(x.size(0)), 0), mask);
}

torch::Tensor BertImpl::runPacked(torch::Tensor x, const torch::Tensor& mask, std::vector<torch::Tensor>* states) {
    x = x.contiguous();
    if (states == nullptr) {
        m_packed->run(x, 0, m_packed->size(), mask);
        return x;
    }
    states->push_back(x.clone());
    for (std::size_t i = 0; i < m_packed->size(); ++i) {
        m_packed->run(x, i, i + 1, mask);
        states->push_back(x.clone());
    }
    return x;
}

bool BertImpl::pack(NumberFormat format) {
    const PackedBlocksOptions options{m_options.width, m_options.heads, m_options.eps, Activation::Gelu,
                                      false,           false,           format};
    if (m_layers.empty() || !PackedBlocks::fits(options)) return false;
    m_packed = std::make_shared<PackedBlocks>(options);
    for (auto& layer : m_layers) {
        layer->packInto(*m_packed);
        releasePlain(*layer);
    }
    return true;
}

torch::Tensor BertImpl::run(const torch::Tensor& ids, const torch::Tensor& mask, std::vector<torch::Tensor>* states) {
    if (usesPacked()) return runPacked(embed(ids), mask, states);
    const auto attendTo = mask.to(torch::kBool).unsqueeze(1).unsqueeze(1);  // [N, 1, 1, T]
    const auto note = [&](const torch::Tensor& y) {
        if (states != nullptr) states->push_back(y);
        return y;
    };
    torch::Tensor x;
    std::size_t next = 0;
    if (m_frozen > 0) {
        const torch::NoGradGuard guard;
        x = note(embed(ids));
        for (; next < static_cast<std::size_t>(m_frozen); ++next) x = note(m_layers[next]->forward(x, attendTo));
    } else {
        x = note(torch::dropout(embed(ids), m_options.dropout, is_training()));
    }
    for (; next < m_layers.size(); ++next) x = note(m_layers[next]->forward(x, attendTo));
    return x;
}

void BertImpl::freezeBelow(int count) {
    m_frozen = std::min(count, static_cast<int>(m_layers.size()));
    if (m_frozen == 0) return;
    const auto freeze = [](torch::nn::Module& module) {
        for (auto& p : module.parameters()) p.set_requires_grad(false);
        module.eval();
    };
    freeze(*named_children()["embeddings"]);
    for (int i = 0; i < m_frozen; ++i) freeze(*m_layers[static_cast<std::size_t>(i)]);
}

torch::Tensor meanPool(const torch::Tensor& hidden, const torch::Tensor& mask) {
    const auto weights = mask.to(hidden.scalar_type()).unsqueeze(-1);  // [N, T, 1]
    return (hidden * weights).sum(1) / weights.sum(1).clamp_min(1);
}

}  // namespace hilum::nn
