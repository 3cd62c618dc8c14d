// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/index/scan_kernels.h"

#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hilum::index {

namespace {

[[gnu::always_inline]] inline void byteDots(const std::uint8_t* rows, std::size_t count, std::size_t width,
                                            const std::int8_t* query, std::int32_t* out) {
    for (std::size_t r = 0; r < count; ++r, rows += width) {
        std::int32_t sum = 0;
        for (std::size_t i = 0; i < width; ++i) sum += static_cast<std::int32_t>(rows[i]) * query[i];
        out[r] = sum;
    }
}

[[gnu::always_inline]] inline void planeCounts(const std::uint64_t* rows, std::size_t count, std::size_t words,
                                               const std::uint64_t* planes, std::int32_t* out) {
    for (std::size_t r = 0; r < count; r += kLaneRows, rows += kLaneRows * words) {
        std::int32_t sums[kLaneRows] = {};
        for (std::size_t w = 0; w < words; ++w)
            for (int p = 0; p < kQueryPlanes; ++p) {
                const std::uint64_t plane = planes[static_cast<std::size_t>(p) * words + w];
                for (std::size_t lane = 0; lane < kLaneRows; ++lane)
                    sums[lane] += std::popcount(rows[w * kLaneRows + lane] & plane) << p;
            }
        for (std::size_t lane = 0; lane < kLaneRows; ++lane) out[r + lane] = sums[lane];
    }
}

#if defined(__x86_64__)

[[gnu::target("avx2")]] void byteDotsAvx2(const std::uint8_t* rows, std::size_t count, std::size_t width,
                                          const std::int8_t* query, std::int32_t* out) {
    for (std::size_t r = 0; r < count; ++r, rows += width) {
        __m256i sum = _mm256_setzero_si256();
        // As 16-bit numbers: products of unsigned and signed bytes overflow the instruction that would do it at once.
        for (std::size_t i = 0; i < width; i += 16) {
            const __m256i a = _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(rows + i)));
            const __m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(query + i)));
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
        }
        const __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
        const __m128i pair = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
        out[r] = _mm_cvtsi128_si32(_mm_add_epi32(pair, _mm_shuffle_epi32(pair, 0xB1)));
    }
}

[[gnu::target("avx512f,avx512bw,avx512vnni")]] void byteDotsAvx512(const std::uint8_t* rows, std::size_t count,
                                                                   std::size_t width, const std::int8_t* query,
                                                                   std::int32_t* out) {
    for (std::size_t r = 0; r < count; ++r, rows += width) {
        __m512i first = _mm512_setzero_si512(), second = first;
        std::size_t i = 0;
        for (; i + 128 <= width; i += 128) {
            first = _mm512_dpbusd_epi32(first, _mm512_loadu_si512(rows + i), _mm512_loadu_si512(query + i));
            second = _mm512_dpbusd_epi32(second, _mm512_loadu_si512(rows + i + 64), _mm512_loadu_si512(query + i + 64));
        }
        if (i < width) first = _mm512_dpbusd_epi32(first, _mm512_loadu_si512(rows + i), _mm512_loadu_si512(query + i));
        out[r] = _mm512_reduce_add_epi32(_mm512_add_epi32(first, second));
    }
}

[[gnu::target("popcnt")]] void planeCountsPopcnt(const std::uint64_t* rows, std::size_t count, std::size_t words,
                                                 const std::uint64_t* planes, std::int32_t* out) {
    planeCounts(rows, count, words, planes, out);
}

[[gnu::target("avx512f,avx512vpopcntdq"), gnu::always_inline]] inline __m512i met(__m512i row, std::uint64_t word) {
    return _mm512_popcnt_epi64(_mm512_and_si512(row, _mm512_set1_epi64(static_cast<long long>(word))));
}

// Eight rows side by side, a plane's word for all of them: no sum across lanes is ever needed.
[[gnu::target("avx512f,avx512vpopcntdq")]] void planeCountsAvx512(const std::uint64_t* rows, std::size_t count,
                                                                  std::size_t words, const std::uint64_t* planes,
                                                                  std::int32_t* out) {
    static_assert(kQueryPlanes == 4 && kLaneRows == 8);
    for (std::size_t r = 0; r < count; r += kLaneRows, rows += kLaneRows * words) {
        __m512i ones0 = _mm512_setzero_si512(), ones1 = ones0, ones2 = ones0, ones3 = ones0;
        for (std::size_t w = 0; w < words; ++w) {
            const __m512i row = _mm512_loadu_si512(rows + w * kLaneRows);
            ones0 = _mm512_add_epi64(ones0, met(row, planes[w]));
            ones1 = _mm512_add_epi64(ones1, met(row, planes[words + w]));
            ones2 = _mm512_add_epi64(ones2, met(row, planes[2 * words + w]));
            ones3 = _mm512_add_epi64(ones3, met(row, planes[3 * words + w]));
        }
        const __m512i low = _mm512_add_epi64(ones0, _mm512_slli_epi64(ones1, 1));
        const __m512i high = _mm512_add_epi64(_mm512_slli_epi64(ones2, 2), _mm512_slli_epi64(ones3, 3));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + r), _mm512_cvtepi64_epi32(_mm512_add_epi64(low, high)));
    }
}

#endif

}  // namespace

void byteDotsPlain(const std::uint8_t* rows, std::size_t count, std::size_t width, const std::int8_t* query,
                   std::int32_t* out) {
    byteDots(rows, count, width, query, out);
}

void planeCountsPlain(const std::uint64_t* rows, std::size_t count, std::size_t words, const std::uint64_t* planes,
                      std::int32_t* out) {
    planeCounts(rows, count, words, planes, out);
}

std::size_t placesAbove(const float* values, std::size_t count, float threshold, std::uint32_t* places) {
    std::size_t found = 0;
    for (std::size_t i = 0; i < count; i += 4) {
#if defined(__x86_64__)
        auto mask =
            static_cast<unsigned>(_mm_movemask_ps(_mm_cmpge_ps(_mm_loadu_ps(values + i), _mm_set1_ps(threshold))));
#else
        unsigned mask = 0;
        for (unsigned lane = 0; lane < 4; ++lane) mask |= (values[i + lane] >= threshold ? 1U : 0U) << lane;
#endif
        for (; mask != 0; mask &= mask - 1)
            places[found++] = static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(std::countr_zero(mask));
    }
    return found;
}

ByteDots bestByteDots() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")) return byteDotsAvx512;
    if (__builtin_cpu_supports("avx2")) return byteDotsAvx2;
#endif
    return byteDotsPlain;
}

PlaneCounts bestPlaneCounts() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vpopcntdq")) return planeCountsAvx512;
    if (__builtin_cpu_supports("popcnt")) return planeCountsPopcnt;
#endif
    return planeCountsPlain;
}

const char* bestScanName() {
#if defined(__x86_64__)
    if (bestByteDots() == byteDotsAvx512) return "avx512-vnni";
    if (bestByteDots() == byteDotsAvx2) return "avx2";
#endif
    return "plain";
}

}  // namespace hilum::index
