// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/index/coded_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/clones.h"
#include "core/index/scan_kernels.h"

namespace hilum::index {

namespace {

constexpr float kMostCode = 127.0F;
constexpr std::int32_t kOffset = 128;
// Sums of a thousand float products in another order differ by less than this, relative to the lengths.
constexpr float kRounding = 2e-5F;

float largest(std::span<const float> values) {
    float most = 0;
    for (const float v : values) most = std::max(most, std::abs(v));
    return most;
}

// One row's four factors, each pass over plain arrays.
HILUM_CLONES void estimateAll(const std::int32_t* dots, const float* scale, const float* norm, const float* error,
                              std::size_t count, std::int32_t shift, float step, float rest, float length,
                              float* estimate, float* bound) {
    for (std::size_t i = 0; i < count; ++i) {
        estimate[i] = static_cast<float>(dots[i] - shift) * (scale[i] * step);
        bound[i] = norm[i] * (rest + kRounding * length) + error[i] * length;
    }
}

HILUM_CLONES void estimateBits(const std::int32_t* counts, const std::uint16_t* ones, const float* scale,
                               const float* along, std::size_t count, float low, float levelStep, float sum,
                               float onAxis, float* estimate) {
    for (std::size_t i = 0; i < count; ++i) {
        const float set = low * static_cast<float>(ones[i]) + levelStep * static_cast<float>(counts[i]);
        estimate[i] = along[i] * onAxis + scale[i] * (2.0F * set - sum);
    }
}

}  // namespace

void encodeBytes(const Shape& shape, std::span<const float> row, std::size_t at, Chunk& chunk) {
    if (at == chunk.scale.size()) {
        chunk.bytes.resize(chunk.bytes.size() + shape.width, static_cast<std::uint8_t>(kOffset));
        chunk.scale.push_back(0);
        chunk.norm.push_back(0);
        chunk.error.push_back(0);
    }
    const float scale = largest(row) / kMostCode, inverse = scale > 0 ? 1.0F / scale : 0.0F;
    std::uint8_t* const to = chunk.bytes.data() + at * shape.width;
    double norm = 0, error = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const float code = std::clamp(std::nearbyint(row[i] * inverse), -kMostCode, kMostCode);
        to[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(code) + kOffset);
        const double value = static_cast<double>(scale) * static_cast<double>(code);
        norm += value * value;
        error += (static_cast<double>(row[i]) - value) * (static_cast<double>(row[i]) - value);
    }
    chunk.scale[at] = scale;
    chunk.norm[at] = static_cast<float>(std::sqrt(norm) * 1.000001);
    chunk.error[at] = static_cast<float>(std::sqrt(error) * 1.000001);
}

void encodeBits(const Shape& shape, std::span<const float> row, std::size_t at, Chunk& chunk) {
    std::uint64_t* const words = chunk.bits.data() + at / kLaneRows * kLaneRows * shape.words + at % kLaneRows;
    for (std::size_t w = 0; w < shape.words; ++w) words[w * kLaneRows] = 0;
    float along = 0;
    for (std::size_t i = 0; i < row.size(); ++i) along += row[i] * chunk.axis[i];
    chunk.along[at] = along;
    double square = 0, sum = 0;
    int ones = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const double r = static_cast<double>(row[i] - along * chunk.axis[i]);
        square += r * r;
        sum += std::abs(r);
        if (r <= 0) continue;
        words[i / 64 * kLaneRows] |= std::uint64_t{1} << (i % 64);
        ++ones;
    }
    chunk.bitScale[at] = sum > 0 ? static_cast<float>(square / sum) : 0.0F;
    chunk.ones[at] = static_cast<std::uint16_t>(ones);
}

CodedQuery::CodedQuery(const Shape& shape, std::span<const float> query) : exact(query), bytes(shape.width, 0) {
    step = largest(query) / kMostCode;
    const float inverse = step > 0 ? 1.0F / step : 0.0F;
    double square = 0, missed = 0;
    for (std::size_t i = 0; i < query.size(); ++i) {
        const float code = std::clamp(std::nearbyint(query[i] * inverse), -kMostCode, kMostCode);
        bytes[i] = static_cast<std::int8_t>(code);
        bytesSum += bytes[i];
        const double value = static_cast<double>(query[i]),
                     left = value - static_cast<double>(step) * static_cast<double>(code);
        square += value * value;
        missed += left * left;
    }
    length = static_cast<float>(std::sqrt(square) * 1.000001);
    rest = static_cast<float>(std::sqrt(missed) * 1.000001);
}

void PlaneQuery::meet(const Shape& shape, std::span<const float> query, const Chunk& chunk) {
    planes.assign(static_cast<std::size_t>(kQueryPlanes) * shape.words, 0);
    rest.resize(query.size());
    onAxis = 0;
    for (std::size_t i = 0; i < query.size(); ++i) onAxis += query[i] * chunk.axis[i];
    sum = 0;
    for (std::size_t i = 0; i < query.size(); ++i) {
        rest[i] = query[i] - onAxis * chunk.axis[i];
        sum += rest[i];
    }
    const auto [least, most] = std::minmax_element(rest.begin(), rest.end());
    constexpr int kMostLevel = (1 << kQueryPlanes) - 1;
    low = *least;
    levelStep = (*most - *least) / kMostLevel;
    const float inverse = levelStep > 0 ? 1.0F / levelStep : 0.0F;
    for (std::size_t w = 0; w < shape.words; ++w) {  // words stay in registers until they are whole
        std::array<std::uint64_t, kQueryPlanes> made{};
        const std::size_t first = 64 * w, count = std::min<std::size_t>(64, rest.size() - first);
        for (std::size_t i = 0; i < count; ++i) {
            const int nearest = static_cast<int>((rest[first + i] - low) * inverse + 0.5F);
            const auto level = static_cast<std::uint64_t>(std::min(nearest, kMostLevel));
            for (std::size_t p = 0; p < kQueryPlanes; ++p) made[p] |= (level >> p & 1U) << i;
        }
        for (std::size_t p = 0; p < kQueryPlanes; ++p) planes[p * shape.words + w] = made[p];
    }
}

Bounded boundsOf(const CodedQuery& query, const Chunk& chunk, std::size_t at, std::int32_t dot) {
    return {static_cast<float>(dot - kOffset * query.bytesSum) * (chunk.scale[at] * query.step),
            chunk.norm[at] * (query.rest + kRounding * query.length) + chunk.error[at] * query.length};
}

void bounds(const CodedQuery& query, const Chunk& chunk, std::size_t first, std::size_t count, const std::int32_t* dots,
            float* estimate, float* error) {
    estimateAll(dots, chunk.scale.data() + first, chunk.norm.data() + first, chunk.error.data() + first, count,
                kOffset * query.bytesSum, query.step, query.rest, query.length, estimate, error);
}

void bitEstimates(const PlaneQuery& query, const Chunk& chunk, std::size_t first, std::size_t count,
                  const std::int32_t* counts, float* estimate) {
    estimateBits(counts, chunk.ones.data() + first, chunk.bitScale.data() + first, chunk.along.data() + first, count,
                 query.low, query.levelStep, query.sum, query.onAxis, estimate);
}

}  // namespace hilum::index
