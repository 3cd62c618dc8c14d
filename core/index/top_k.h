// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TopK: the k best of a stream of hits, in a heap. better() is the one order of all indexes.
#pragma once

#include <algorithm>
#include <vector>

#include "core/index/vector_index.h"

namespace hilum::index {

// Best first; the smaller id wins a tie. As a heap comparator it keeps the worst hit on top.
inline bool better(const Hit& a, const Hit& b) { return a.score != b.score ? a.score > b.score : a.id < b.id; }

class TopK {
public:
    explicit TopK(std::size_t k) : m_k(k) { m_heap.reserve(std::min<std::size_t>(k, 4096)); }
    void offer(const Hit& hit) {
        if (m_heap.size() < m_k) {
            m_heap.push_back(hit);
            std::push_heap(m_heap.begin(), m_heap.end(), better);
        } else if (m_k > 0 && better(hit, m_heap.front())) {
            std::pop_heap(m_heap.begin(), m_heap.end(), better);
            m_heap.back() = hit;
            std::push_heap(m_heap.begin(), m_heap.end(), better);
        }
    }
    const std::vector<Hit>& hits() const { return m_heap; }  // in no order
    std::vector<Hit> sorted() const {
        auto hits = m_heap;
        std::sort(hits.begin(), hits.end(), better);
        return hits;
    }

private:
    std::size_t m_k;
    std::vector<Hit> m_heap;
};

}  // namespace hilum::index
