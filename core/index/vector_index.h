// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// VectorIndex: nearest neighbours by inner product of L2-normalised vectors. FlatIndex scans exactly;
// an approximate one can come later behind the same interface. Not thread-safe while adding;
// concurrent searches are fine. Shapes: vectors [N, dim], row-major float32.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace hilum::index {

struct Hit {
    std::int64_t id = 0;
    float score = 0;  // inner product; cosine for normalised vectors
};

class VectorIndex {
public:
    virtual ~VectorIndex() = default;
    virtual int dim() const = 0;
    virtual std::size_t size() const = 0;
    virtual base::Status add(std::int64_t id, std::span<const float> vector) = 0;  // replaces the same id
    virtual bool remove(std::int64_t id) = 0;
    // Best first; equal scores by smaller id, so that answers are stable. accept may be empty.
    virtual std::vector<Hit> search(std::span<const float> query, std::size_t k,
                                    const std::function<bool(std::int64_t)>& accept = {}) const = 0;
    // Score of every stored vector, in insertion order of ids (for fusion with full text).
    virtual std::vector<Hit> scoreAll(std::span<const float> query) const = 0;
};

// Exact scan over contiguous rows, on all cores once the rows outgrow the caches. expected reserves
// memory for that many vectors.
std::unique_ptr<VectorIndex> makeFlatIndex(int dim, std::size_t expected = 0);

}  // namespace hilum::index
