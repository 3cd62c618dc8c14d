// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// PackedBlocks: the blocks of one transformer with their weights laid out once, run on the processor without an
// operation of torch in between (core/nn/layers/word_gemm). Residual stream, norms and softmax stay fp32; only the
// two sides of a product are in the chosen format. Query, key and value are one product; GELU happens inside the
// product before it leaves the cache; of the last block only the tokens that are read afterwards are computed.
// Inference only, one thread at a time. Parity with the plain blocks: tests/core/nn/tst_packed_blocks.cpp.
#pragma once

#include <torch/torch.h>

#include <functional>
#include <memory>
#include <vector>

#include "core/nn/layers/word_gemm.h"

namespace hilum::nn {

struct PackedBlocksOptions {
    std::int64_t width = 0, heads = 0;
    double eps = 1e-6;
    Activation activation = Activation::Gelu;
    bool normFirst = true;  // ViT and CLIP; BERT norms after the residual
    bool causal = false;
    NumberFormat format = NumberFormat::Fp32;
};

class PackedBlocks {
public:
    // The processor's instructions, and shapes that the kernels take.
    static bool fits(const PackedBlocksOptions& options);
    explicit PackedBlocks(const PackedBlocksOptions& options) : m_options(options) {}

    // Weights as of torch's Linear, fp32; several of them are laid one below the other (query, key, value).
    struct Linear {
        std::vector<torch::Tensor> weights, biases;
    };
    struct Norm {
        torch::Tensor gain, shift;
    };
    void add(const Linear& qkv, const Linear& out, const Linear& up, const Linear& down, const Norm& first,
             const Norm& second);
    std::size_t size() const { return m_blocks.size(); }

    // fp32 on the processor, and nobody will ask for gradients.
    bool usable(const torch::Tensor& x) const;
    // The format for single products outside the blocks: 8 bits are too few for the first and the last layer.
    NumberFormat edgeFormat() const;
    // Blocks [from, to) on x [N, T, D], changed in place. keys [N, T] bool (true = may be attended to) or undefined.
    void run(torch::Tensor& x, std::size_t from, std::size_t to, const torch::Tensor& keys = {});
    // All blocks; answers only token picks[n] of each row, [N, D]. x is spoilt.
    torch::Tensor runPicked(torch::Tensor& x, const std::vector<std::int64_t>& picks, const torch::Tensor& keys = {});

private:
    struct Block {
        PackedMatrix qkv, out, up, down;
        std::vector<float> firstGain, firstShift, secondGain, secondShift;
    };
    void runBlock(const Block& block, float* x, const AttentionShape& shape, float* picked);
    PackedMatrix pack(const Linear& linear) const;

    PackedBlocksOptions m_options;
    std::vector<Block> m_blocks;
    Rows m_rows, m_attended, m_hidden;
    std::vector<float> m_qkv, m_wide;
};

// While a pack is being loaded: asked for each parameter before it is packed, so that the file can be read piece by
// piece into memory that is given back before the next piece. This thread, while the object lives.
class ParameterSource {
public:
    explicit ParameterSource(std::function<void(const torch::Tensor&)> fill);
    ~ParameterSource();
    ParameterSource(const ParameterSource&) = delete;
    ParameterSource& operator=(const ParameterSource&) = delete;
    static void need(const torch::Tensor& parameter);  // nothing where there is no source

private:
    std::function<void(const torch::Tensor&)> m_fill;
};

// The parameters' memory is given back; the module is only good for its packed copy from then on.
void releasePlain(torch::nn::Module& module);

// Patches of a picture as rows for a convolution whose stride is its kernel: [N, C, S, S] -> [N, L, patch * patch * C],
// and its weight [W, C, patch, patch] in the same order of values.
torch::Tensor patchRows(const torch::Tensor& pixels, std::int64_t patch);
torch::Tensor patchWeight(const torch::Tensor& weight);

// One packed linear layer: rows of fp32 in, fp32 out.
class PackedLinear {
public:
    PackedLinear(NumberFormat format, const torch::Tensor& weight, const torch::Tensor& bias);
    // x [.., K] fp32, contiguous -> [.., N]
    torch::Tensor run(const torch::Tensor& x, Activation activation = Activation::None);

private:
    PackedMatrix m_matrix;
    Rows m_rows;
};

}  // namespace hilum::nn
