// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TwoStageIndex: nearest neighbours in two looks. search(): all rows as bytes with a proven error bound, then the exact
// scores of those that may be among the best, so that the answer is the brute force's, ties included, for a quarter of
// the memory traffic. searchFast(): all rows as one bit a number, the most promising twentieth as bytes, the best of
// those exactly; an answer may be missing (hilum bench search prints how many are). The float rows lie in a mapped file
// once they outgrow memoryBytes, or stay in memory where there is no room for it (row_store.h). Not thread-safe while adding; concurrent searches are fine.
// Errors: InvalidInput (a vector that does not fit or is not finite), Io (a row of the file cannot be replaced).
#pragma once

#include <filesystem>

#include "core/index/vector_index.h"

namespace hilum::index {

class TwoStageIndex : public VectorIndex {
public:
    // Like search(), but not certain. Small indexes and narrow filters are searched exactly all the same.
    virtual std::vector<Hit> searchFast(std::span<const float> query, std::size_t k,
                                        const std::function<bool(std::int64_t)>& accept = {}) const = 0;
    // Bytes that one exact scan reads, and one of the fast: what a memory bandwidth is compared with.
    virtual std::size_t exactScanBytes() const = 0;
    virtual std::size_t fastScanBytes() const = 0;
};

struct TwoStageOptions {
    std::size_t memoryBytes = std::size_t{256} << 20U;  // of float rows, before they go to a file
    std::filesystem::path folder;                       // of that file; empty: the system's temporary one
    int threads = 0;                                    // 0: all cores
};
std::unique_ptr<TwoStageIndex> makeTwoStageIndex(int dim, const TwoStageOptions& options = {});

}  // namespace hilum::index
