// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Inner product of two float vectors, the inner loop of every exact search: AVX-512, AVX2+FMA or plain
// code, chosen once by what the processor offers (the binary itself stays baseline x86-64).
#pragma once

#include <cstddef>

namespace hilum::index {

using DotProduct = float (*)(const float* a, const float* b, std::size_t count);

float dotPlain(const float* a, const float* b, std::size_t count);
// The quickest of this processor; the same function for the whole run, so scores are repeatable.
DotProduct bestDotProduct();
const char* bestDotProductName();  // "avx512", "avx2", "plain"

}  // namespace hilum::index
