// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Recall at K of cross-modal retrieval: the share of queries that find at least one relevant item
// among their K best (the R@K of CLIP, GLoRIA and BiomedCLIP tables). Also the median rank.
// A tie with an irrelevant item counts against the query, so that a constant model scores chance at
// best and never 1; a NaN similarity ranks last. Queries without a relevant item are left out.
// Pure functions and one small meter; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace hilum::metrics {

// Per query: the columns that count as right.
using RelevantSets = std::vector<std::vector<std::size_t>>;

// 1-based rank of the best relevant column in a row of scores; 0 when nothing is relevant.
std::size_t bestRank(std::span<const float> scores, std::span<const std::size_t> relevant);  // scores [M]

// similarity [N, M] row-major, relevant.size() == N. NaN when no query can be counted or sizes disagree.
double recallAtK(std::span<const float> similarity, const RelevantSets& relevant, std::size_t k);

// Share of relevant items among the k best of a row of scores (P@k of GLoRIA and MedCLIP, where an item of the query's
// class counts); ties go against the query. NaN for k = 0 or a row shorter than k.
double precisionAtK(std::span<const float> scores, std::span<const std::size_t> relevant, std::size_t k);

// One query after another, for galleries too large for one [N, M] matrix.
class RecallMeter {
public:
    void add(std::span<const float> scores, std::span<const std::size_t> relevant);
    double recallAt(std::size_t k) const;  // NaN when empty
    double medianRank() const;             // NaN when empty
    double meanReciprocalRank() const;     // NaN when empty
    std::size_t queries() const { return m_ranks.size(); }
    void reset() { m_ranks.clear(); }

private:
    std::vector<std::size_t> m_ranks;  // 1-based
};

}  // namespace hilum::metrics
