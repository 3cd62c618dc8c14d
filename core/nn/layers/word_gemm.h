// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Matrix products of activations with weights that were laid out once. Both sides are rows of 32-bit words: one
// fp32, two bf16 or four 8-bit values, neighbours along the summed axis, so that one loop serves three instructions
// (vfmadd231ps, vdpbf16ps, vpdpbusd). Weights lie in panels [words][32 columns]; a tile of up to 14 rows times a
// panel stays in the registers over the whole sum. Bias, activation and residual are applied before a result
// leaves the first cache. int8: weights symmetric per output channel, activations 8 bits unsigned with scale and
// zero point per row, both exact in the int32 sum. No torch types; parallel over panels through ATen's threads.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "core/nn/layers/number_format.h"

namespace hilum::nn {

constexpr std::int64_t kPanelColumns = 32;
constexpr int kTileRows = 14;

// Zeroed memory on a cache line's (large blocks: a huge page's) boundary.
class Words {
public:
    Words() = default;
    explicit Words(std::int64_t count);
    std::uint32_t* data() { return m_memory.get(); }
    const std::uint32_t* data() const { return m_memory.get(); }
    std::int64_t size() const { return m_size; }
    // At least count words; what was there is lost when it has to grow.
    void reserve(std::int64_t count);
    // Of all that live in this process.
    static std::int64_t bytesInUse();

private:
    struct Free {
        std::int64_t bytes;
        void operator()(std::uint32_t* memory) const;
    };
    std::unique_ptr<std::uint32_t, Free> m_memory;
    std::int64_t m_size = 0;
};

std::int64_t wordsFor(NumberFormat format, std::int64_t values);

// [rows, columns] activations.
struct Rows {
    NumberFormat format = NumberFormat::Fp32;
    std::int64_t rows = 0, columns = 0;
    std::int64_t stride = 0;  // words from row to row; never a multiple of the first cache's way
    Words words;
    std::vector<float> scale;  // int8 only, by row: value = scale * (q - zero)
    std::vector<std::int32_t> zero;

    void shape(NumberFormat f, std::int64_t r, std::int64_t c);
};

// Weights [n, k] of a linear layer (y = x W^T + b).
struct PackedMatrix {
    NumberFormat format = NumberFormat::Fp32;
    std::int64_t n = 0, k = 0, words = 0;  // words along k
    Words panels;                          // [ceil(n / 32)][words][32]
    std::vector<float> bias;               // [ceil(n / 32) * 32], zero where there is none
    std::vector<float> scale;              // int8 only, by column
    std::vector<std::int32_t> sum;         // int8 only: sum of a column's weights
};
// weight [n, k] row-major, bias [n] or null.
PackedMatrix packMatrix(NumberFormat format, const float* weight, const float* bias, std::int64_t n, std::int64_t k);

enum class Activation { None, Gelu, QuickGelu, Relu, Relu6 };

// Where a product goes: fp32 to `to` (with the residual added after the activation), or on to the next product's rows.
struct ProductOut {
    float* to = nullptr;
    std::int64_t stride = 0;
    const float* residual = nullptr;  // same stride; may be `to`
    Rows* rows = nullptr;             // fp32 or bf16, already shaped; instead of `to`
    Activation activation = Activation::None;
};

// All of these need hasPackedProducts(format).
void multiply(const Rows& a, const PackedMatrix& b, const ProductOut& out);
void fillRows(Rows& rows, const float* x, std::int64_t stride);  // rows.shape() first
// y = (x - mean) / sqrt(variance + eps) * gain + shift, row by row; into rows, and into y (may be x) unless null.
struct RowNorm {
    const float* gain;
    const float* shift;
    float eps;
};
void normRows(const RowNorm& norm, const float* x, std::int64_t rows, std::int64_t columns, Rows* to, float* y);

// Attention of projected tokens, qkv [N * T, 3 D] as query, key, value side by side.
struct AttentionShape {
    std::int64_t batch = 0, tokens = 0, heads = 0, width = 0;  // width = D
    const std::uint8_t* keys = nullptr;                        // [N, T]: 1 = may be attended to; null = all
    bool causal = false;
    // Of each picture or text one query, this token's ([N]); null = every token's. The result has one row for each.
    const std::int64_t* picks = nullptr;
};
// Heads of an even width up to kMostHeadWidth. Into rows (fp32 or bf16) or, where rows is null, into y [.., D].
constexpr std::int64_t kMostHeadWidth = 512;
void attention(NumberFormat format, const AttentionShape& shape, const float* qkv, Rows* rows, float* y);

}  // namespace hilum::nn
