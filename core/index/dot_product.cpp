// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/index/dot_product.h"

#include <cstring>

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

using Lanes8 [[gnu::vector_size(32)]] = float;
using Lanes16 [[gnu::vector_size(64)]] = float;

template <class Vector>
[[gnu::always_inline]] inline void addProduct(Vector& sum, const float* x, const float* y) {
    Vector a, b;  // copied, because vectors in memory stand at any address
    std::memcpy(&a, x, sizeof a);
    std::memcpy(&b, y, sizeof b);
    sum += a * b;
}

// One loop for every width: it is inlined into a caller whose target has that width in hardware, where each product
// becomes one fused multiply-add. Four sums hide its latency; their order is fixed.
template <class Vector>
[[gnu::always_inline]] inline float dotLanes(const float* a, const float* b, std::size_t count) {
    constexpr std::size_t kLanes = sizeof(Vector) / sizeof(float);
    Vector s0 = {}, s1 = {}, s2 = {}, s3 = {};
    std::size_t i = 0;
    for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
        addProduct(s0, a + i, b + i);
        addProduct(s1, a + i + kLanes, b + i + kLanes);
        addProduct(s2, a + i + 2 * kLanes, b + i + 2 * kLanes);
        addProduct(s3, a + i + 3 * kLanes, b + i + 3 * kLanes);
    }
    const Vector sum = (s0 + s1) + (s2 + s3);
    float total = 0;
    for (; i < count; ++i) total += a[i] * b[i];
    for (std::size_t lane = 0; lane < kLanes; ++lane) total += sum[lane];
    return total;
}

[[gnu::target("avx2,fma")]] float dotAvx2(const float* a, const float* b, std::size_t count) {
    return dotLanes<Lanes8>(a, b, count);
}
[[gnu::target("avx512f")]] float dotAvx512(const float* a, const float* b, std::size_t count) {
    return dotLanes<Lanes16>(a, b, count);
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
