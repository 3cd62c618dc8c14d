// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// BERT encoder (Devlin et al. 2018, arXiv 1810.04805) with the key names of Hugging Face's BertModel:
// embeddings.*, encoder.layer.N.{attention.self.{query,key,value},attention.output.{dense,LayerNorm},
// intermediate.dense,output.{dense,LayerNorm}}. Defaults: MiniLM-L6 (all-MiniLM-L6-v2).
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "core/nn/layers/packed_blocks.h"

namespace hilum::nn {

struct BertOptions {
    std::int64_t vocab = 30522;
    std::int64_t width = 384;
    std::int64_t layers = 6;
    std::int64_t heads = 12;
    std::int64_t mlp = 1536;
    std::int64_t positions = 512;
    std::int64_t types = 2;
    double eps = 1e-12;
    double dropout = 0.1;
};

class BertLayerImpl : public torch::nn::Module {
public:
    explicit BertLayerImpl(const BertOptions& options);
    // x [N, T, D], mask [N, 1, 1, T] bool (true = attend) -> [N, T, D]
    torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& mask);
    void packInto(PackedBlocks& blocks) const;

private:
    std::int64_t m_heads;
    double m_dropout;
    torch::nn::Linear m_query{nullptr}, m_key{nullptr}, m_value{nullptr}, m_attentionOut{nullptr};
    torch::nn::Linear m_up{nullptr}, m_down{nullptr};
    torch::nn::LayerNorm m_attentionNorm{nullptr}, m_outputNorm{nullptr};
};
TORCH_MODULE(BertLayer);

class BertImpl : public torch::nn::Module {
public:
    explicit BertImpl(BertOptions options = {});
    // ids [N, T] int64, mask [N, T] int64 or bool -> last hidden state [N, T, D]
    torch::Tensor forward(const torch::Tensor& ids, const torch::Tensor& mask);
    // Embeddings, then every layer's output: [N, T, D] each, layers + 1 of them.
    std::vector<torch::Tensor> hiddenStates(const torch::Tensor& ids, const torch::Tensor& mask);
    // The first token of the last hidden state, [N, D]; packed, the others are not computed in the last layer.
    torch::Tensor firstToken(const torch::Tensor& ids, const torch::Tensor& mask);
    bool pack(NumberFormat format);  // as DualEncoder::pack()
    // Embeddings and layers [0, count) do not learn (and drop nothing out).
    void freezeBelow(int count);
    const BertOptions& options() const { return m_options; }

private:
    torch::Tensor embed(const torch::Tensor& ids);
    torch::Tensor run(const torch::Tensor& ids, const torch::Tensor& mask, std::vector<torch::Tensor>* states);
    torch::Tensor runPacked(torch::Tensor x, const torch::Tensor& mask, std::vector<torch::Tensor>* states);
    bool usesPacked() const;

    BertOptions m_options;
    torch::nn::Embedding m_words{nullptr}, m_positions{nullptr}, m_types{nullptr};
    torch::nn::LayerNorm m_norm{nullptr};
    std::vector<BertLayer> m_layers;
    int m_frozen = 0;
    std::shared_ptr<PackedBlocks> m_packed;
};
TORCH_MODULE(Bert);

// Mean of the hidden states over real tokens: [N, T, D], [N, T] -> [N, D] (sentence-transformers' pooling).
torch::Tensor meanPool(const torch::Tensor& hidden, const torch::Tensor& mask);

}  // namespace hilum::nn
