// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The number formats in which the processor can multiply packed weights (core/nn/layers/word_gemm). Sums are
// fp32 (int32 for int8) in each of them, and so is everything between two products.
#pragma once

namespace hilum::nn {

enum class NumberFormat { Fp32, Bf16, Int8 };

// True where this processor has the instructions that packed products of the format need: AVX-512 (F, BW, DQ, VL),
// and AVX512-BF16 or AVX512-VNNI.
bool hasPackedProducts(NumberFormat format);

}  // namespace hilum::nn
