// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The inner loops of word_gemm.cpp and word_attention.cpp, compiled for AVX-512 whatever the rest of the program is
// compiled for. Internal; call nothing here unless hasPackedProducts() says that the processor has it.
#pragma once

#include <cstdint>

#include "core/nn/layers/word_gemm.h"

namespace hilum::nn::words {

// rows x 32 sums over `count` words; a has rows of `stride` words. Sums are fp32, for int8 int32.
using Tile = void (*)(const std::uint32_t* a, std::int64_t stride, const std::uint32_t* b, std::int64_t count,
                      std::uint32_t* sums);
// narrow: only the first 16 columns of the panel are wanted.
Tile tileOf(NumberFormat format, int rows, bool narrow);

// What turns the sums of one tile into results: everything is of the tile's first row and column.
struct TileEnd {
    int rows = 0, columns = 0;  // of this tile; columns <= 32
    const float* bias = nullptr;
    const float* rowScale = nullptr;  // int8: all four are there
    const std::int32_t* rowZero = nullptr;
    const float* columnScale = nullptr;
    const std::int32_t* columnSum = nullptr;
    Activation activation = Activation::None;
    const float* residual = nullptr;
    float* to = nullptr;
    std::int64_t stride = 0;
    std::uint32_t* words = nullptr;  // instead of `to`, in wordFormat
    std::int64_t wordStride = 0;
    NumberFormat wordFormat = NumberFormat::Fp32;
};
void endTile(std::uint32_t* sums, const TileEnd& end);

// count values to words; fp32 and bf16. The last word is filled with zeros.
void rowToWords(NumberFormat format, const float* x, std::int64_t count, float factor, std::uint32_t* out);
// value = scale * (q - zero); a value that is not finite makes the scale not a number.
void quantiseRow(const float* x, std::int64_t count, std::uint32_t* out, float& scale, std::int32_t& zero);
void normRow(const RowNorm& norm, const float* x, std::int64_t count, float* y);
// exp(x - max) in place over [0, count), zeros up to `padded`; answers the sum. masked: keys[i] == 0 counts as absent.
float softmaxRow(float* row, std::int64_t count, std::int64_t padded, const std::uint8_t* keys);
// Two rows of values side by side as bf16 pairs (second null = zeros); fp32: `first` only.
void pairRows(NumberFormat format, const float* first, const float* second, std::int64_t count, std::uint32_t* out);

}  // namespace hilum::nn::words
