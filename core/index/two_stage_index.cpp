// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/index/two_stage_index.h"

#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <thread>
#include <unordered_map>

#include "core/index/coded_rows.h"
#include "core/index/dot_product.h"
#include "core/index/row_store.h"
#include "core/index/scan_kernels.h"
#include "core/index/top_k.h"
#include "core/index/vector_check.h"

namespace hilum::index {

namespace {

constexpr std::size_t kBlockRows = 256;            // scored at once: their numbers stay in the nearest cache
constexpr std::size_t kParallelBytes = 4U << 20U;  // below this one core is quicker than waking others
constexpr std::size_t kFastFromRows = 20'000;      // below this bytes are as quick as bits
constexpr double kMostLookedAt = 0.3;              // share of the rows; beyond it the exact way is as quick
constexpr std::size_t kSampleEvery = 37;           // blocks; prime, so that no pattern of the rows is followed
constexpr std::size_t kLeastSample = 200;  // accepted rows, else the filter is narrow and the exact way as quick
constexpr float kNever = -std::numeric_limits<float>::infinity();

using Accept = std::function<bool(std::int64_t)>;

struct Place {
    std::uint32_t chunk, row;
};
struct Candidate {
    Place place;
    float most;  // no more than this is its score
};

// The standard normal's upper tail, and where it is p (bisection: once a search).
double tail(double z) { return 0.5 * std::erfc(z / std::numbers::sqrt2); }
double whereTailIs(double p) {
    double low = -9, high = 9;
    for (int i = 0; i < 60; ++i) (tail((low + high) / 2) > p ? low : high) = (low + high) / 2;
    return low;
}

// The share of `rows` that has to be looked at so that the k best are among it. For rows without any structure, which
// are the hardest, an estimate from signs keeps sqrt(2 / pi) of a score and adds noise of 0.603 deviations; the k-th
// best, less 3 times that noise, is where looking may end.
double lookedAt(double rows, std::size_t k) {
    constexpr double kKept = 0.798, kNoise = 0.603, kMargin = 3.0;
    return tail(kKept * whereTailIs(std::min(0.5, static_cast<double>(k) / rows)) - kMargin * kNoise);
}

// The k-th best of the scores that rows reach for certain: whoever cannot reach it is out. One for each thread; the
// highest that any of them knows is shared.
class Certain {
public:
    Certain(std::size_t k, std::atomic<float>& shared) : m_k(k), m_shared(shared) {}
    float threshold() const { return std::max(m_own, m_shared.load(std::memory_order_relaxed)); }
    void offer(float least) {
        if (m_heap.size() == m_k && least <= m_heap.front()) return;
        if (m_heap.size() == m_k) {
            std::pop_heap(m_heap.begin(), m_heap.end(), std::greater<>());
            m_heap.back() = least;
        } else {
            m_heap.push_back(least);
        }
        std::push_heap(m_heap.begin(), m_heap.end(), std::greater<>());
        if (m_heap.size() < m_k) return;
        m_own = m_heap.front();
        float known = m_shared.load(std::memory_order_relaxed);
        while (m_own > known && !m_shared.compare_exchange_weak(known, m_own, std::memory_order_relaxed)) {}
    }

private:
    std::size_t m_k;
    std::atomic<float>& m_shared;
    std::vector<float> m_heap;
    float m_own = kNever;
};

class Index final : public TwoStageIndex {
public:
    Index(int dim, TwoStageOptions options)
        : m_shape(static_cast<std::size_t>(std::max(dim, 0))),
          m_options(std::move(options)),
          m_rows(std::make_unique<RowStore>(m_shape.dim, m_options.memoryBytes, m_options.folder)) {}

    int dim() const override { return static_cast<int>(m_shape.dim); }
    std::size_t size() const override { return m_slots.size(); }
    std::size_t exactScanBytes() const override { return m_rows->size() * (m_shape.width + 3 * sizeof(float)); }
    std::size_t fastScanBytes() const override { return m_rows->size() * (8 * m_shape.words + sizeof(float) + 2); }

    base::Status add(std::int64_t id, std::span<const float> vector) override {
        HILUM_TRY_STATUS(checkVector(vector, m_shape.dim));
        if (const auto known = m_slots.find(id); known != m_slots.end()) return replace(known->second, vector);
        m_rows->append(vector);
        if (m_chunks.empty() || m_chunks.back()->isFull()) m_chunks.push_back(std::make_unique<Chunk>());
        Chunk& chunk = *m_chunks.back();
        encodeBytes(m_shape, vector, chunk.rows(), chunk);
        m_slots.emplace(id, m_rows->size() - 1);
        chunk.ids.push_back(id);
        if (chunk.isFull()) finish(m_chunks.size() - 1);
        return base::okStatus();
    }

    bool remove(std::int64_t id) override {
        const auto known = m_slots.find(id);
        if (known == m_slots.end()) return false;
        const std::size_t slot = known->second;
        m_chunks[slot / kChunkRows]->ids[slot % kChunkRows] = kGone;
        m_slots.erase(known);
        return true;
    }

    std::vector<Hit> search(std::span<const float> query, std::size_t k, const Accept& accept) const override {
        if (query.size() != m_shape.dim || k == 0 || m_slots.empty() || !isFinite(query)) return {};
        return exactly(CodedQuery(m_shape, query), std::min(k, m_slots.size()), accept);
    }

    std::vector<Hit> searchFast(std::span<const float> query, std::size_t k, const Accept& accept) const override {
        if (query.size() != m_shape.dim || k == 0 || m_slots.empty() || !isFinite(query)) return {};
        const CodedQuery coded(m_shape, query);
        k = std::min(k, m_slots.size());
        if (m_rows->size() < kFastFromRows || 20 * k > m_rows->size()) return exactly(coded, k, accept);
        const float threshold = promising(coded, k, accept);
        return threshold == kNever ? exactly(coded, k, accept) : quickly(coded, k, threshold, accept);
    }

    std::vector<Hit> scoreAll(std::span<const float> query) const override {
        if (query.size() != m_shape.dim || !isFinite(query)) return {};
        std::vector<Hit> all(m_rows->size());
        eachChunk(m_rows->size() * m_shape.dim * sizeof(float), [&](std::size_t, std::size_t c) {
            const Chunk& chunk = *m_chunks[c];
            for (std::size_t r = 0; r < chunk.rows(); ++r)
                all[c * kChunkRows + r] = {chunk.ids[r],
                                           m_dot(query.data(), m_rows->row(c * kChunkRows + r), m_shape.dim)};
        });
        std::erase_if(all, [](const Hit& hit) { return hit.id == kGone; });
        return all;
    }

private:
    base::Status replace(std::size_t slot, std::span<const float> vector) {
        HILUM_TRY_STATUS(m_rows->replace(slot, vector));
        Chunk& chunk = *m_chunks[slot / kChunkRows];
        encodeBytes(m_shape, vector, slot % kChunkRows, chunk);
        if (chunk.isFull()) encodeBits(m_shape, vector, slot % kChunkRows, chunk);
        return base::okStatus();
    }

    // Signs beside the chunk's own mean direction: a later chunk never changes an earlier one.
    void finish(std::size_t index) {
        Chunk& chunk = *m_chunks[index];
        std::vector<double> sums(m_shape.dim, 0.0);
        const auto rowAt = [&](std::size_t r) { return std::span(m_rows->row(index * kChunkRows + r), m_shape.dim); };
        for (std::size_t r = 0; r < kChunkRows; ++r) {
            const auto row = rowAt(r);
            for (std::size_t i = 0; i < m_shape.dim; ++i) sums[i] += static_cast<double>(row[i]);
        }
        double length = 0;
        for (const double sum : sums) length += sum * sum;
        length = std::sqrt(length);
        chunk.axis.resize(m_shape.dim, 0.0F);
        for (std::size_t i = 0; length > 0 && i < m_shape.dim; ++i)
            chunk.axis[i] = static_cast<float>(sums[i] / length);
        chunk.along.resize(kChunkRows);
        chunk.bits.resize(kChunkRows * m_shape.words);
        chunk.bitScale.resize(kChunkRows);
        chunk.ones.resize(kChunkRows);
        for (std::size_t r = 0; r < kChunkRows; ++r) encodeBits(m_shape, rowAt(r), r, chunk);
        chunk.bytes.shrink_to_fit();
    }

    std::size_t threadsFor(std::size_t bytes) const {
        if (bytes < kParallelBytes) return 1;
        const auto cores = static_cast<std::size_t>(std::max(1U, std::thread::hardware_concurrency()));
        const std::size_t wanted = m_options.threads > 0 ? static_cast<std::size_t>(m_options.threads) : cores;
        return std::clamp<std::size_t>(wanted, 1, std::min<std::size_t>(64, std::max<std::size_t>(1, m_chunks.size())));
    }

    // work(thread, chunk), each chunk once; chunks are handed out as threads come free.
    template <class F>
    void eachChunk(std::size_t bytes, const F& work) const {
        std::atomic<std::size_t> next = 0;
        const auto run = [&](std::size_t thread) {
            for (std::size_t c = next++; c < m_chunks.size(); c = next++) work(thread, c);
        };
        std::vector<std::jthread> others;
        for (std::size_t t = 1; t < threadsFor(bytes); ++t) others.emplace_back([&, t] { run(t); });
        run(0);
    }

    struct Part {
        Certain certain;
        std::vector<Candidate> candidates;
    };

    // Every row of a block that may still be among the best. `rows`: their places in the chunk.
    void consider(const CodedQuery& query, std::uint32_t c, std::size_t first, std::size_t count, const Accept& accept,
                  Part& part) const {
        const Chunk& chunk = *m_chunks[c];
        std::array<std::int32_t, kBlockRows> dots;
        std::array<float, kBlockRows> estimate, error;
        m_bytes(chunk.bytes.data() + first * m_shape.width, count, m_shape.width, query.bytes.data(), dots.data());
        bounds(query, chunk, first, count, dots.data(), estimate.data(), error.data());
        float threshold = part.certain.threshold();
        for (std::size_t i = 0; i < count; ++i) {
            if (estimate[i] + error[i] < threshold) continue;
            const std::int64_t id = chunk.ids[first + i];
            if (id == kGone || (accept && !accept(id))) continue;
            part.certain.offer(estimate[i] - error[i]);
            threshold = part.certain.threshold();
            part.candidates.push_back({{c, static_cast<std::uint32_t>(first + i)}, estimate[i] + error[i]});
        }
    }

    // The same for rows here and there: their memory is asked for before the first of them is needed.
    void considerSome(const CodedQuery& query, std::uint32_t c, std::span<const std::uint32_t> rows,
                      const Accept& accept, Part& part) const {
        const Chunk& chunk = *m_chunks[c];
        for (const auto row : rows)
            for (std::size_t at = 0; at < m_shape.width; at += 64)
                __builtin_prefetch(chunk.bytes.data() + row * m_shape.width + at);
        for (const auto row : rows) {
            std::int32_t dot = 0;
            m_bytes(chunk.bytes.data() + row * m_shape.width, 1, m_shape.width, query.bytes.data(), &dot);
            const Bounded found = boundsOf(query, chunk, row, dot);
            if (found.estimate + found.error < part.certain.threshold()) continue;
            const std::int64_t id = chunk.ids[row];
            if (id == kGone || (accept && !accept(id))) continue;
            part.certain.offer(found.estimate - found.error);
            part.candidates.push_back({{c, row}, found.estimate + found.error});
        }
    }

    std::vector<Hit> exactly(const CodedQuery& query, std::size_t k, const Accept& accept) const {
        std::atomic<float> shared = kNever;
        std::vector<Part> parts(threadsFor(exactScanBytes()), Part{Certain(k, shared), {}});
        eachChunk(exactScanBytes(), [&](std::size_t thread, std::size_t c) {
            const std::size_t rows = m_chunks[c]->rows();
            for (std::size_t first = 0; first < rows; first += kBlockRows)
                consider(query, static_cast<std::uint32_t>(c), first, std::min(kBlockRows, rows - first), accept,
                         parts[thread]);
        });
        return best(query, parts, k, shared);
    }

    // Exact scores of those that the bounds leave.
    std::vector<Hit> best(const CodedQuery& query, const std::vector<Part>& parts, std::size_t k,
                          const std::atomic<float>& threshold) const {
        TopK top(k);
        const float least = threshold.load();
        for (const auto& part : parts)
            for (const auto& candidate : part.candidates) {
                if (candidate.most < least) continue;
                const std::size_t slot = candidate.place.chunk * kChunkRows + candidate.place.row;
                top.offer({m_chunks[candidate.place.chunk]->ids[candidate.place.row],
                           m_dot(query.exact.data(), m_rows->row(slot), m_shape.dim)});
            }
        return top.sorted();
    }

    void bitBlock(const PlaneQuery& query, const Chunk& chunk, std::size_t first, std::size_t count,
                  float* estimate) const {
        std::array<std::int32_t, kBlockRows> counts;
        m_planes(chunk.bits.data() + first * m_shape.words, count, m_shape.words, query.planes.data(), counts.data());
        bitEstimates(query, chunk, first, count, counts.data(), estimate);
    }

    // The estimate that the wanted share of the rows reaches, from a sample; kNever where the filter leaves too few.
    float promising(const CodedQuery& query, std::size_t k, const Accept& accept) const {
        std::vector<float> sample;
        std::array<float, kBlockRows> estimate;
        PlaneQuery planes;
        std::size_t block = 0;
        for (const auto& chunk : m_chunks) {
            if (!chunk->isFull()) continue;
            bool met = false;
            for (std::size_t first = 0; first < kChunkRows; first += kBlockRows, ++block) {
                if (block % kSampleEvery != 0) continue;
                if (!met) planes.meet(m_shape, query.exact, *chunk);
                met = true;
                bitBlock(planes, *chunk, first, kBlockRows, estimate.data());
                for (std::size_t i = 0; i < kBlockRows; ++i) {
                    const std::int64_t id = chunk->ids[first + i];
                    if (id != kGone && (!accept || accept(id))) sample.push_back(estimate[i]);
                }
            }
        }
        if (sample.size() < kLeastSample) return kNever;
        const double share = lookedAt(static_cast<double>(sample.size()) * kSampleEvery, k);
        if (share >= kMostLookedAt) return kNever;
        const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(sample.size()));
        std::nth_element(sample.begin(), sample.begin() + place, sample.end(), std::greater<>());
        return sample[static_cast<std::size_t>(place)];
    }

    std::vector<Hit> quickly(const CodedQuery& query, std::size_t k, float threshold, const Accept& accept) const {
        std::atomic<float> shared = kNever;
        std::vector<Part> parts(threadsFor(fastScanBytes()), Part{Certain(k, shared), {}});
        eachChunk(fastScanBytes(), [&](std::size_t thread, std::size_t c) {
            const Chunk& chunk = *m_chunks[c];
            const auto number = static_cast<std::uint32_t>(c);
            PlaneQuery planes;
            if (chunk.isFull()) planes.meet(m_shape, query.exact, chunk);
            std::array<float, kBlockRows> estimate;
            for (std::size_t first = 0; first < chunk.rows(); first += kBlockRows) {
                const std::size_t count = std::min(kBlockRows, chunk.rows() - first);
                if (!chunk.isFull()) {  // the last rows have no bits yet
                    consider(query, number, first, count, accept, parts[thread]);
                    continue;
                }
                bitBlock(planes, chunk, first, count, estimate.data());
                std::array<std::uint32_t, kBlockRows> some;
                const std::size_t kept = placesAbove(estimate.data(), count, threshold, some.data());
                for (std::size_t i = 0; i < kept; ++i) some[i] += static_cast<std::uint32_t>(first);
                considerSome(query, number, std::span(some).first(kept), accept, parts[thread]);
            }
        });
        return best(query, parts, k, shared);
    }

    Shape m_shape;
    TwoStageOptions m_options;
    DotProduct m_dot = bestDotProduct();
    ByteDots m_bytes = bestByteDots();
    PlaneCounts m_planes = bestPlaneCounts();
    std::unique_ptr<RowStore> m_rows;
    std::vector<std::unique_ptr<Chunk>> m_chunks;
    std::unordered_map<std::int64_t, std::size_t> m_slots;  // id to row
};

}  // namespace

std::unique_ptr<TwoStageIndex> makeTwoStageIndex(int dim, const TwoStageOptions& options) {
    return std::make_unique<Index>(dim, options);
}

}  // namespace hilum::index
