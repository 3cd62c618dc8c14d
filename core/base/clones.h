// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// HILUM_CLONES before a plain function with a loop over pixels: the compiler makes it twice, for AVX2 with FMA and for
// every x86-64, and the loader takes the one that this processor has. For loops that the compiler turns into vector
// instructions by itself; kernels that are written out by hand choose by themselves (core/index/dot_product.h).
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define HILUM_CLONES __attribute__((target_clones("arch=haswell", "default")))
#else
#define HILUM_CLONES
#endif
