// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/metrics/retrieval.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hilum::metrics {

namespace {
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
}

std::size_t bestRank(std::span<const float> scores, std::span<const std::size_t> relevant) {
    std::vector<bool> isRelevant(scores.size(), false);
    bool any = false;
    bool anyNumber = false;
    float best = 0;
    for (const auto column : relevant) {
        if (column >= scores.size()) continue;
        any = true;
        isRelevant[column] = true;
        const float score = scores[column];
        if (std::isnan(score)) continue;
        best = anyNumber ? std::max(best, score) : score;
        anyNumber = true;
    }
    if (!any) return 0;
    std::size_t ahead = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (isRelevant[i]) continue;
        // A relevant NaN is behind every irrelevant item, numbers and NaN alike.
        if (!anyNumber || scores[i] >= best) ++ahead;
    }
    return ahead + 1;
}

double recallAtK(std::span<const float> similarity, const RelevantSets& relevant, std::size_t k) {
    if (relevant.empty() || similarity.size() % relevant.size() != 0) return kUndefined;
    const std::size_t columns = similarity.size() / relevant.size();
    RecallMeter meter;
    for (std::size_t row = 0; row < relevant.size(); ++row)
        meter.add(similarity.subspan(row * columns, columns), relevant[row]);
    return meter.recallAt(k);
}

void RecallMeter::add(std::span<const float> scores, std::span<const std::size_t> relevant) {
    if (const std::size_t rank = bestRank(scores, relevant); rank > 0) m_ranks.push_back(rank);
}

double RecallMeter::recallAt(std::size_t k) const {
    if (m_ranks.empty()) return kUndefined;
    const auto found = std::count_if(m_ranks.begin(), m_ranks.end(), [k](std::size_t rank) { return rank <= k; });
    return static_cast<double>(found) / static_cast<double>(m_ranks.size());
}

double precisionAtK(std::span<const float> scores, std::span<const std::size_t> relevant, std::size_t k) {
    if (k == 0 || scores.size() < k) return kUndefined;
    std::vector<bool> isRelevant(scores.size(), false);
    for (const auto column : relevant)
        if (column < scores.size()) isRelevant[column] = true;
    const auto key = [&](std::size_t i) {
        return std::isnan(scores[i]) ? -std::numeric_limits<float>::infinity() : scores[i];
    };
    std::vector<std::size_t> order(scores.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), order.end(),
                      [&](std::size_t a, std::size_t b) {
                          if (key(a) != key(b)) return key(a) > key(b);
                          return !isRelevant[a] && isRelevant[b];
                      });
    const auto hits = std::count_if(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k),
                                    [&](std::size_t i) { return isRelevant[i]; });
    return static_cast<double>(hits) / static_cast<double>(k);
}

double RecallMeter::meanReciprocalRank() const {
    if (m_ranks.empty()) return kUndefined;
    double sum = 0;
    for (const auto rank : m_ranks) sum += 1.0 / static_cast<double>(rank);
    return sum / static_cast<double>(m_ranks.size());
}

double RecallMeter::medianRank() const {
    if (m_ranks.empty()) return kUndefined;
    auto sorted = m_ranks;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t half = sorted.size() / 2;
    if (sorted.size() % 2 == 1) return static_cast<double>(sorted[half]);
    return (static_cast<double>(sorted[half - 1]) + static_cast<double>(sorted[half])) / 2.0;
}

}  // namespace hilum::metrics
