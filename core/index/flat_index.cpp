// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// FlatIndex: exact nearest neighbours by reading every row once. The scan is bound by memory
// bandwidth, so it is split over the cores only when the rows no longer fit the caches.
#include <algorithm>
#include <cmath>
#include <string>
#include <thread>
#include <unordered_map>

#include "core/index/dot_product.h"
#include "core/index/top_k.h"
#include "core/index/vector_check.h"
#include "core/index/vector_index.h"

namespace hilum::index {

namespace {

constexpr std::size_t kParallelBytes = 8U << 20;  // below this one core is quicker than waking others

class FlatIndex final : public VectorIndex {
public:
    FlatIndex(int dim, std::size_t expected) : m_dim(static_cast<std::size_t>(std::max(dim, 0))) {
        m_rows.reserve(m_dim * expected);
        m_ids.reserve(expected);
        m_slots.reserve(expected);
    }

    int dim() const override { return static_cast<int>(m_dim); }
    std::size_t size() const override { return m_ids.size(); }

    base::Status add(std::int64_t id, std::span<const float> vector) override {
        HILUM_TRY_STATUS(checkVector(vector, m_dim));
        const auto known = m_slots.find(id);
        if (known != m_slots.end()) {
            std::copy(vector.begin(), vector.end(), m_rows.begin() + offset(known->second));
            return base::okStatus();
        }
        m_slots.emplace(id, m_ids.size());
        m_ids.push_back(id);
        m_rows.insert(m_rows.end(), vector.begin(), vector.end());
        return base::okStatus();
    }

    bool remove(std::int64_t id) override {
        const auto known = m_slots.find(id);
        if (known == m_slots.end()) return false;
        const std::size_t slot = known->second;
        m_slots.erase(known);
        m_ids.erase(m_ids.begin() + static_cast<std::ptrdiff_t>(slot));
        m_rows.erase(m_rows.begin() + offset(slot), m_rows.begin() + offset(slot + 1));
        for (std::size_t i = slot; i < m_ids.size(); ++i) m_slots[m_ids[i]] = i;  // insertion order is kept
        return true;
    }

    std::vector<Hit> search(std::span<const float> query, std::size_t k,
                            const std::function<bool(std::int64_t)>& accept) const override {
        if (query.size() != m_dim || k == 0 || m_ids.empty() || !isFinite(query)) return {};
        const std::size_t workers = workerCount();
        std::vector<TopK> parts(workers, TopK(k));
        eachPart(workers, [&](std::size_t part, std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                if (accept && !accept(m_ids[i])) continue;
                parts[part].offer({m_ids[i], m_dot(query.data(), row(i), m_dim)});
            }
        });
        std::vector<Hit> hits;
        for (const auto& part : parts) hits.insert(hits.end(), part.hits().begin(), part.hits().end());
        std::sort(hits.begin(), hits.end(), better);
        if (hits.size() > k) hits.resize(k);
        return hits;
    }

    std::vector<Hit> scoreAll(std::span<const float> query) const override {
        if (query.size() != m_dim || !isFinite(query)) return {};
        std::vector<Hit> hits(m_ids.size());
        eachPart(workerCount(), [&](std::size_t, std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) hits[i] = {m_ids[i], m_dot(query.data(), row(i), m_dim)};
        });
        return hits;
    }

private:
    std::ptrdiff_t offset(std::size_t slot) const { return static_cast<std::ptrdiff_t>(slot * m_dim); }
    const float* row(std::size_t slot) const { return m_rows.data() + slot * m_dim; }

    std::size_t workerCount() const {
        if (m_rows.size() * sizeof(float) < kParallelBytes) return 1;
        return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 64);
    }

    template <class F>
    void eachPart(std::size_t workers, const F& work) const {
        const std::size_t share = (m_ids.size() + workers - 1) / workers;
        const auto bounds = [&](std::size_t part) { return std::min(part * share, m_ids.size()); };
        std::vector<std::jthread> others;
        for (std::size_t part = 1; part < workers; ++part)
            others.emplace_back([&, part] { work(part, bounds(part), bounds(part + 1)); });
        work(0, bounds(0), bounds(1));
    }

    std::size_t m_dim;
    DotProduct m_dot = bestDotProduct();
    std::vector<float> m_rows;  // [N, dim]
    std::vector<std::int64_t> m_ids;
    std::unordered_map<std::int64_t, std::size_t> m_slots;
};

}  // namespace

std::unique_ptr<VectorIndex> makeFlatIndex(int dim, std::size_t expected) {
    return std::make_unique<FlatIndex>(dim, expected);
}

}  // namespace hilum::index
