// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The two inner loops of the two-stage index, each chosen once by what the processor offers (AVX-512 with VNNI or
// VPOPCNTDQ, else AVX2 or plain code; the binary itself stays baseline x86-64). All are exact integer sums, so every
// choice gives the same numbers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hilum::index {

// out[r] = sum over width of rows[r][i] * query[i], rows of unsigned bytes one after the other, width a multiple of 64.
using ByteDots = void (*)(const std::uint8_t* rows, std::size_t count, std::size_t width, const std::int8_t* query,
                          std::int32_t* out);
ByteDots bestByteDots();
void byteDotsPlain(const std::uint8_t* rows, std::size_t count, std::size_t width, const std::int8_t* query,
                   std::int32_t* out);

constexpr int kQueryPlanes = 4;  // a query of 16 levels against rows of one bit

constexpr std::size_t kLaneRows = 8;  // rows of bits lie side by side in groups of so many: [count / 8, words, 8]

// out[r] = sum over planes p of 2^p * popcount(row r and planes[p]); planes [kQueryPlanes, words]; count is a multiple
// of kLaneRows.
using PlaneCounts = void (*)(const std::uint64_t* rows, std::size_t count, std::size_t words,
                             const std::uint64_t* planes, std::int32_t* out);
PlaneCounts bestPlaneCounts();
void planeCountsPlain(const std::uint64_t* rows, std::size_t count, std::size_t words, const std::uint64_t* planes,
                      std::int32_t* out);

// The places of `values` that are at least `threshold`, in order; answers how many. count is a multiple of 4.
std::size_t placesAbove(const float* values, std::size_t count, float threshold, std::uint32_t* places);

const char* bestScanName();  // "avx512", "avx2", "plain", for benchmarks

}  // namespace hilum::index
