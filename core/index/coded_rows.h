// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Rows in two coarse forms, and a query in the forms that meet them.
// Bytes: x = scale * c + e with whole c from -127 to 127, so that for a query q = t * d + f
//   |x.q - scale * t * c.d| <= |scale * c| |f| + |e| |q|   (Cauchy-Schwarz): a bound that is proven, not measured.
// Bits: the part of x along the chunk's mean direction m is kept as a number, the rest r = x - (x.m) m as its signs s;
//   x.q = (x.m)(m.q) + r.q' is estimated with r.q' as |r|^2 / |r|_1 * s.q', q' being q without its part along m.
// That is what RaBitQ takes (Gao and Long 2024, eq. 7, without the rotation); embeddings share most of their length
// along m, which signs around zero would be blind to. No bound: it only chooses whom to look at.
// Shapes: dim as given; bytes are padded to a multiple of 64, bits to 64-bit words.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hilum::index {

constexpr std::size_t kChunkRows = 4096;

struct Shape {
    std::size_t dim, width, words;
    explicit Shape(std::size_t d) : dim(d), width((d + 63) / 64 * 64), words((d + 63) / 64) {}
};

struct Chunk {
    std::vector<std::uint8_t> bytes;        // [rows, width], c + 128
    std::vector<float> scale, norm, error;  // [rows]: scale, |scale * c|, |e|
    std::vector<std::int64_t> ids;          // [rows]; kGone where one was removed
    // Only of a full chunk:
    std::vector<float> axis;          // [dim], m: of length one, or zero
    std::vector<float> along;         // [rows]: x.m
    std::vector<std::uint64_t> bits;  // [rows / 8, words, 8]: kLaneRows
    std::vector<float> bitScale;      // [rows]: |r|^2 / |r|_1
    std::vector<std::uint16_t> ones;  // [rows]: bits that are set
    std::size_t rows() const { return ids.size(); }
    bool isFull() const { return ids.size() == kChunkRows; }
};
constexpr std::int64_t kGone = INT64_MIN;  // no case has this id

// Appends one row, or writes it anew; the ids are the caller's.
void encodeBytes(const Shape& shape, std::span<const float> row, std::size_t at, Chunk& chunk);
// The signs of one row of a full chunk whose axis is set.
void encodeBits(const Shape& shape, std::span<const float> row, std::size_t at, Chunk& chunk);

struct CodedQuery {
    std::span<const float> exact;
    float length = 0;                // |q|
    std::vector<std::int8_t> bytes;  // d, [width]
    float step = 0, rest = 0;        // t, |f|
    std::int32_t bytesSum = 0;
    CodedQuery(const Shape& shape, std::span<const float> query);
};

// The same for one row alone.
struct Bounded {
    float estimate, error;
};
Bounded boundsOf(const CodedQuery& query, const Chunk& chunk, std::size_t at, std::int32_t dot);
// Estimates and what they may be wrong by, from the byte sums of `count` rows that begin at `first` of the chunk.
void bounds(const CodedQuery& query, const Chunk& chunk, std::size_t first, std::size_t count, const std::int32_t* dots,
            float* estimate, float* error);
// The query as the bits of one chunk meet it.
struct PlaneQuery {
    std::vector<std::uint64_t> planes;      // [kQueryPlanes, words] of u, where q' = low + levelStep * u, u = 0 to 15
    float low = 0, levelStep = 0, sum = 0;  // sum: of all numbers of q'
    float onAxis = 0;                       // m.q
    std::vector<float> rest;                // q'
    void meet(const Shape& shape, std::span<const float> query, const Chunk& chunk);
};
// Estimates of x.q from the plane counts.
void bitEstimates(const PlaneQuery& query, const Chunk& chunk, std::size_t first, std::size_t count,
                  const std::int32_t* counts, float* estimate);

}  // namespace hilum::index
