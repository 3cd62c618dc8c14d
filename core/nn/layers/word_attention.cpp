// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Scaled dot-product attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2) over a few queries at a time,
// so that the scores of a tile stay in the first cache. Keys and values of one head are laid out as the panels of
// word_gemm.h; the same register tile makes both products. The softmax is divided by its sum after the second.
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/nn/layers/word_gemm.h"
#include "core/nn/layers/word_kernels.h"

namespace hilum::nn {

namespace {

std::int64_t roundUp(std::int64_t value, std::int64_t to) { return (value + to - 1) / to * to; }

// What one thread needs for one head; grown, never shrunk.
struct HeadScratch {
    Words keys, values, queries, shares;
    std::vector<float> scores;
};

struct Head {
    const AttentionShape& shape;
    NumberFormat format;
    const float* qkv;        // of this picture
    std::int64_t head, dim;  // channels of a head
    std::int64_t rowWidth() const { return 3 * shape.width; }
    const float* row(std::int64_t token, std::int64_t part) const {
        return qkv + token * rowWidth() + part * shape.width + head * dim;
    }
};

// Panels of K^T: [T / 32][words of dim][32 tokens].
void packKeys(const Head& h, Words& keys) {
    const std::int64_t count = wordsFor(h.format, h.dim);
    keys.reserve(roundUp(h.shape.tokens, kPanelColumns) * count);
    std::uint32_t line[kMostHeadWidth];
    for (std::int64_t t = 0; t < h.shape.tokens; ++t) {
        words::rowToWords(h.format, h.row(t, 1), h.dim, 1.0F, line);
        std::uint32_t* to = keys.data() + (t / kPanelColumns) * count * kPanelColumns + t % kPanelColumns;
        for (std::int64_t w = 0; w < count; ++w) to[w * kPanelColumns] = line[w];
    }
}

// Panels of V: [dim / 32][words of T][32 channels].
void packValues(const Head& h, Words& values) {
    const std::int64_t count = wordsFor(h.format, h.shape.tokens);
    const std::int64_t step = h.format == NumberFormat::Bf16 ? 2 : 1;
    values.reserve(roundUp(h.dim, kPanelColumns) * count);
    for (std::int64_t c = 0; c < h.dim; c += kPanelColumns) {
        std::uint32_t* panel = values.data() + c * count;
        const std::int64_t channels = std::min(kPanelColumns, h.dim - c);
        for (std::int64_t t = 0; t < h.shape.tokens; t += step) {
            const float* next = step == 2 && t + 1 < h.shape.tokens ? h.row(t + 1, 2) + c : nullptr;
            words::pairRows(h.format, h.row(t, 2) + c, next, channels, panel + t / step * kPanelColumns);
        }
    }
}

struct Target {
    Rows* rows;
    float* y;
    std::int64_t width;
};

// Queries [first, first + count) of a head; token says which token a query is of.
template <class TokenOf>
void attendTile(const Head& h, HeadScratch& s, std::int64_t first, int count, std::int64_t firstRow,
                const TokenOf& token, const Target& target) {
    alignas(64) std::uint32_t sums[kTileRows * kPanelColumns];
    const std::int64_t tokens = h.shape.tokens, padded = roundUp(tokens, kPanelColumns);
    const std::int64_t dimWords = wordsFor(h.format, h.dim), tokenWords = wordsFor(h.format, tokens);
    const std::int64_t queryStride = roundUp(dimWords, 16) + 16, shareStride = roundUp(tokenWords, 16) + 16;
    s.queries.reserve(kTileRows * queryStride);
    s.shares.reserve(kTileRows * shareStride);
    s.scores.resize(static_cast<std::size_t>(kTileRows * padded));
    const float factor = 1.0F / std::sqrt(static_cast<float>(h.dim));
    std::int64_t seen = tokens;  // keys that any query of this tile may look at
    if (h.shape.causal) seen = token(first + count - 1) + 1;
    for (int q = 0; q < count; ++q)
        words::rowToWords(h.format, h.row(token(first + q), 0), h.dim, factor, s.queries.data() + q * queryStride);
    for (std::int64_t panel = 0; panel * kPanelColumns < seen; ++panel) {
        words::tileOf(h.format, count, false)(s.queries.data(), queryStride,
                                              s.keys.data() + panel * dimWords * kPanelColumns, dimWords, sums);
        for (int q = 0; q < count; ++q)
            std::memcpy(s.scores.data() + q * padded + panel * kPanelColumns, sums + q * kPanelColumns,
                        kPanelColumns * sizeof(float));
    }
    float share[kTileRows];
    for (int q = 0; q < count; ++q) {
        const std::int64_t limit = h.shape.causal ? token(first + q) + 1 : tokens;
        float* row = s.scores.data() + q * padded;
        share[q] = words::softmaxRow(row, limit, roundUp(seen, kPanelColumns), h.shape.keys);
        words::rowToWords(h.format, row, seen, 1.0F, s.shares.data() + q * shareStride);
    }
    for (std::int64_t c = 0; c < h.dim; c += kPanelColumns) {
        const std::int64_t channels = std::min(kPanelColumns, h.dim - c);
        words::tileOf(h.format, count, channels <= kPanelColumns / 2)(
            s.shares.data(), shareStride, s.values.data() + c * tokenWords, wordsFor(h.format, seen), sums);
        for (int q = 0; q < count; ++q) {
            const auto* line = reinterpret_cast<const float*>(sums + q * kPanelColumns);
            const std::int64_t row = firstRow + first + q, column = h.head * h.dim + c;
            if (target.rows == nullptr)
                words::rowToWords(NumberFormat::Fp32, line, channels, 1.0F / share[q],
                                  reinterpret_cast<std::uint32_t*>(target.y + row * target.width + column));
            else
                words::rowToWords(
                    target.rows->format, line, channels, 1.0F / share[q],
                    target.rows->words.data() + row * target.rows->stride + wordsFor(target.rows->format, column));
        }
    }
}

}  // namespace

void attention(NumberFormat format, const AttentionShape& shape, const float* qkv, Rows* rows, float* y) {
    const std::int64_t dim = shape.width / shape.heads;
    const std::int64_t queries = shape.picks != nullptr ? 1 : shape.tokens;
    at::parallel_for(0, shape.batch * shape.heads, 1, [&](std::int64_t begin, std::int64_t end) {
        thread_local HeadScratch scratch;
        for (std::int64_t task = begin; task < end; ++task) {
            const std::int64_t n = task / shape.heads;
            AttentionShape one = shape;
            one.keys = shape.keys != nullptr ? shape.keys + n * shape.tokens : nullptr;
            const Head head{one, format, qkv + n * shape.tokens * 3 * shape.width, task % shape.heads, dim};
            packKeys(head, scratch.keys);
            packValues(head, scratch.values);
            const auto token = [&](std::int64_t q) { return shape.picks != nullptr ? shape.picks[n] : q; };
            const std::int64_t tiles = (queries + kTileRows - 1) / kTileRows;
            for (std::int64_t t = 0; t < tiles; ++t) {
                const std::int64_t first = queries * t / tiles;
                attendTile(head, scratch, first, static_cast<int>(queries * (t + 1) / tiles - first), n * queries,
                           token, {rows, y, shape.width});
            }
        }
    });
}

}  // namespace hilum::nn
