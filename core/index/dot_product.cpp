// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/index/dot_product.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hilum::index {

float dotPlain(const float* a, const float* b, std::size_t count) {
    // Eight accumulators: the order of the sums is fixed, and the compiler may vectorise them.
    float sums[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (std::size_t lane = 0; lane < 8; ++lane) sums[lane] += a[i + lane] * b[i + lane];
    float total = 0;
    for (; i < count; ++i) total += a[i] * b[i];
    for (const float sum : sums) total += sum;
    return total;
}

#if defined(__x86_64__)
namespace {

__attribute__((target("avx2,fma"))) float dotAvx2(const float* a, const float* b, std::size_t count) {
    __m256 s0 = _mm256_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;
    std::size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        s0 = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), s0);
        s1 = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), s1);
        s2 = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 16), _mm256_loadu_ps(b + i + 16), s2);
        s3 = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 24), _mm256_loadu_ps(b + i + 24), s3);
    }
    const __m256 sum = _mm256_add_ps(_mm256_add_ps(s0, s1), _mm256_add_ps(s2, s3));
    alignas(32) float lanes[8];
    _mm256_store_ps(lanes, sum);
    float total = 0;
    for (; i < count; ++i) total += a[i] * b[i];
    for (const float lane : lanes) total += lane;
    return total;
}

__attribute__((target("avx512f"))) float dotAvx512(const float* a, const float* b, std::size_t count) {
    __m512 s0 = _mm512_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;
    std::size_t i = 0;
    for (; i + 64 <= count; i += 64) {
        s0 = _mm512_fmadd_ps(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i), s0);
        s1 = _mm512_fmadd_ps(_mm512_loadu_ps(a + i + 16), _mm512_loadu_ps(b + i + 16), s1);
        s2 = _mm512_fmadd_ps(_mm512_loadu_ps(a + i + 32), _mm512_loadu_ps(b + i + 32), s2);
        s3 = _mm512_fmadd_ps(_mm512_loadu_ps(a + i + 48), _mm512_loadu_ps(b + i + 48), s3);
    }
    const __m512 sum = _mm512_add_ps(_mm512_add_ps(s0, s1), _mm512_add_ps(s2, s3));
    alignas(64) float lanes[16];
    _mm512_store_ps(lanes, sum);
    float total = 0;
    for (; i < count; ++i) total += a[i] * b[i];
    for (const float lane : lanes) total += lane;
    return total;
}

}  // namespace
#endif

DotProduct bestDotProduct() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return dotAvx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return dotAvx2;
#endif
    return dotPlain;
}

const char* bestDotProductName() {
#if defined(__x86_64__)
    const DotProduct best = bestDotProduct();
    if (best == dotAvx512) return "avx512";
    if (best == dotAvx2) return "avx2";
#endif
    return "plain";
}

}  // namespace hilum::index
