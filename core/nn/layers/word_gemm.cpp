// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/layers/word_gemm.h"

#include <ATen/Parallel.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

#include "core/nn/layers/word_kernels.h"

namespace hilum::nn {

namespace {

constexpr std::int64_t kLineBytes = 64;
constexpr std::int64_t kHugeBytes = 2 * 1024 * 1024;
constexpr std::int64_t kLineWords = kLineBytes / 4;
// A block of activations that stays in the second cache while the panels pass by.
constexpr std::int64_t kBlockRows = 16 * kTileRows;

std::atomic<std::int64_t> g_bytes = 0;

std::int64_t panelsOf(std::int64_t columns) { return (columns + kPanelColumns - 1) / kPanelColumns; }

std::uint16_t toBf16(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    if (std::isnan(value)) return static_cast<std::uint16_t>((bits >> 16U) | 0x40U);
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

void packColumn(PackedMatrix& m, const float* row, std::int64_t column) {
    std::uint32_t* to = m.panels.data() + (column / kPanelColumns) * m.words * kPanelColumns + column % kPanelColumns;
    if (m.format == NumberFormat::Fp32) {
        for (std::int64_t i = 0; i < m.k; ++i) std::memcpy(to + i * kPanelColumns, row + i, sizeof(float));
        return;
    }
    if (m.format == NumberFormat::Bf16) {
        for (std::int64_t i = 0; i < m.k; i += 2)
            to[i / 2 * kPanelColumns] = toBf16(row[i]) | (i + 1 < m.k ? std::uint32_t{toBf16(row[i + 1])} << 16U : 0U);
        return;
    }
    float largest = 0;
    bool finite = true;
    for (std::int64_t i = 0; i < m.k; ++i) {
        largest = std::max(largest, std::abs(row[i]));
        finite = finite && std::isfinite(row[i]);
    }
    const auto at = static_cast<std::size_t>(column);
    m.scale[at] = finite ? (largest > 0 ? largest / 127.0F : 1.0F) : std::numeric_limits<float>::quiet_NaN();
    if (!finite) return;
    const float by = 1.0F / m.scale[at];
    std::int32_t sum = 0;
    for (std::int64_t i = 0; i < m.k; i += 4) {
        std::uint32_t word = 0;
        for (std::int64_t j = i; j < std::min(i + 4, m.k); ++j) {
            const auto q = static_cast<std::int32_t>(std::lrint(row[j] * by));
            sum += q;
            word |= (static_cast<std::uint32_t>(q) & 0xFFU) << (8U * static_cast<unsigned>(j - i));
        }
        to[i / 4 * kPanelColumns] = word;
    }
    m.sum[at] = sum;
}

// One task: panels [first, last) of one block of rows.
void multiplyBlock(const Rows& a, const PackedMatrix& b, const ProductOut& out, std::int64_t firstRow,
                   std::int64_t lastRow, std::int64_t panel) {
    alignas(64) std::uint32_t sums[kTileRows * kPanelColumns];
    const std::int64_t column = panel * kPanelColumns;
    const std::int64_t rows = lastRow - firstRow;
    const std::int64_t tiles = (rows + kTileRows - 1) / kTileRows;
    words::TileEnd end;
    end.columns = static_cast<int>(std::min(kPanelColumns, b.n - column));
    end.bias = b.bias.data() + column;
    end.activation = out.activation;
    end.stride = out.stride;
    if (a.format == NumberFormat::Int8) {
        end.columnScale = b.scale.data() + column;
        end.columnSum = b.sum.data() + column;
    }
    const bool narrow = end.columns <= kPanelColumns / 2;
    for (std::int64_t t = 0; t < tiles; ++t) {
        const std::int64_t row = firstRow + rows * t / tiles;  // tiles of nearly equal height
        end.rows = static_cast<int>(firstRow + rows * (t + 1) / tiles - row);
        words::tileOf(a.format, end.rows, narrow)(a.words.data() + row * a.stride, a.stride,
                                                  b.panels.data() + panel * b.words * kPanelColumns, b.words, sums);
        if (a.format == NumberFormat::Int8) {
            end.rowScale = a.scale.data() + row;
            end.rowZero = a.zero.data() + row;
        }
        if (out.rows != nullptr) {
            end.wordFormat = out.rows->format;
            end.wordStride = out.rows->stride;
            end.words = out.rows->words.data() + row * out.rows->stride + wordsFor(out.rows->format, column);
        } else {
            end.to = out.to + row * out.stride + column;
            end.residual = out.residual != nullptr ? out.residual + row * out.stride + column : nullptr;
        }
        words::endTile(sums, end);
    }
}

}  // namespace

Words::Words(std::int64_t count) { reserve(count); }

void Words::Free::operator()(std::uint32_t* memory) const {
    g_bytes -= bytes;
    std::free(memory);
}

std::int64_t Words::bytesInUse() { return g_bytes; }

void Words::reserve(std::int64_t count) {
    if (count <= 0 || (m_memory && count <= m_size)) return;
    const std::int64_t bytes = count * static_cast<std::int64_t>(sizeof(std::uint32_t));
    const std::int64_t step = bytes >= 2 * kHugeBytes ? kHugeBytes : kLineBytes;
    const auto whole = static_cast<std::size_t>((bytes + step - 1) / step * step);
    m_memory.reset();
    m_size = 0;
    auto* memory = static_cast<std::uint32_t*>(std::aligned_alloc(static_cast<std::size_t>(step), whole));
    if (memory == nullptr) throw std::bad_alloc();
    m_memory = {memory, Free{static_cast<std::int64_t>(whole)}};
    g_bytes += static_cast<std::int64_t>(whole);
    if (step == kHugeBytes) ::madvise(m_memory.get(), whole, MADV_HUGEPAGE);
    std::memset(m_memory.get(), 0, whole);
    m_size = count;
}

std::int64_t wordsFor(NumberFormat format, std::int64_t values) {
    const std::int64_t each = format == NumberFormat::Fp32 ? 1 : format == NumberFormat::Bf16 ? 2 : 4;
    return (values + each - 1) / each;
}

void Rows::shape(NumberFormat f, std::int64_t r, std::int64_t c) {
    format = f;
    rows = r;
    columns = c;
    stride = (wordsFor(f, c) + 2 * kLineWords - 1) / (2 * kLineWords) * (2 * kLineWords) + kLineWords;
    words.reserve(r * stride + kPanelColumns);  // the last tile of a row may write whole panels
    if (f != NumberFormat::Int8) return;
    scale.resize(static_cast<std::size_t>(r));
    zero.resize(static_cast<std::size_t>(r));
}

PackedMatrix packMatrix(NumberFormat format, const float* weight, const float* bias, std::int64_t n, std::int64_t k) {
    PackedMatrix m;
    m.format = format;
    m.n = n;
    m.k = k;
    m.words = wordsFor(format, k);
    const auto padded = static_cast<std::size_t>(panelsOf(n) * kPanelColumns);
    m.panels = Words(panelsOf(n) * m.words * kPanelColumns);
    m.bias.assign(padded, 0.0F);
    if (bias != nullptr) std::copy(bias, bias + n, m.bias.begin());
    if (format == NumberFormat::Int8) {
        m.scale.assign(padded, 0.0F);
        m.sum.assign(padded, 0);
    }
    at::parallel_for(0, panelsOf(n), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t c = begin * kPanelColumns; c < std::min(end * kPanelColumns, n); ++c)
            packColumn(m, weight + c * k, c);
    });
    return m;
}

void multiply(const Rows& a, const PackedMatrix& b, const ProductOut& out) {
    const std::int64_t panels = panelsOf(b.n);
    const std::int64_t blocks = (a.rows + kBlockRows - 1) / kBlockRows;
    at::parallel_for(0, panels * blocks, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t task = begin; task < end; ++task) {
            const std::int64_t block = task / panels;
            multiplyBlock(a, b, out, a.rows * block / blocks, a.rows * (block + 1) / blocks, task % panels);
        }
    });
}

void fillRows(Rows& rows, const float* x, std::int64_t stride) {
    at::parallel_for(0, rows.rows, 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            std::uint32_t* to = rows.words.data() + r * rows.stride;
            const auto at = static_cast<std::size_t>(r);
            if (rows.format == NumberFormat::Int8)
                words::quantiseRow(x + r * stride, rows.columns, to, rows.scale[at], rows.zero[at]);
            else
                words::rowToWords(rows.format, x + r * stride, rows.columns, 1.0F, to);
        }
    });
}

void normRows(const RowNorm& norm, const float* x, std::int64_t rows, std::int64_t columns, Rows* to, float* y) {
    at::parallel_for(0, rows, 16, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> line(y == nullptr ? static_cast<std::size_t>(columns) : 0);
        for (std::int64_t r = begin; r < end; ++r) {
            float* out = y == nullptr ? line.data() : y + r * columns;
            words::normRow(norm, x + r * columns, columns, out);
            if (to == nullptr) continue;
            std::uint32_t* line32 = to->words.data() + r * to->stride;
            const auto at = static_cast<std::size_t>(r);
            if (to->format == NumberFormat::Int8)
                words::quantiseRow(out, columns, line32, to->scale[at], to->zero[at]);
            else
                words::rowToWords(to->format, out, columns, 1.0F, line32);
        }
    });
}

}  // namespace hilum::nn
