// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/metrics/cider.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

namespace hilum::metrics {

namespace {

constexpr std::size_t kOrders = 4;
constexpr double kSigma = 6.0;
constexpr double kScale = 10.0;

using Counts = std::unordered_map<std::string, double>;  // n-gram, words joined by a byte no token holds
using Orders = std::array<Counts, kOrders>;

Orders ngramsOf(const Tokens& tokens) {
    Orders out;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        std::string gram;
        for (std::size_t n = 0; n < kOrders && i + n < tokens.size(); ++n) {
            if (n > 0) gram += '\x1f';
            gram += tokens[i + n];
            out[n][gram] += 1.0;
        }
    }
    return out;
}

struct Weighted {
    Orders weights;
    std::array<double, kOrders> norms{};
    double bigrams = 0;
};

Weighted weigh(const Orders& counts, const Orders& documents, double logItems) {
    Weighted out;
    for (std::size_t n = 0; n < kOrders; ++n) {
        double squares = 0;
        for (const auto& [gram, count] : counts[n]) {
            const auto found = documents[n].find(gram);
            const double df = std::log(std::max(1.0, found == documents[n].end() ? 0.0 : found->second));
            const double weight = count * (logItems - df);
            out.weights[n][gram] = weight;
            squares += weight * weight;
            if (n == 1) out.bigrams += count;
        }
        out.norms[n] = std::sqrt(squares);
    }
    return out;
}

double similarity(const Weighted& candidate, const Weighted& reference) {
    const double delta = candidate.bigrams - reference.bigrams;
    const double penalty = std::exp(-delta * delta / (2.0 * kSigma * kSigma));
    double sum = 0;
    for (std::size_t n = 0; n < kOrders; ++n) {
        double value = 0;
        for (const auto& [gram, weight] : candidate.weights[n]) {
            const auto found = reference.weights[n].find(gram);
            if (found != reference.weights[n].end()) value += std::min(weight, found->second) * found->second;
        }
        if (candidate.norms[n] != 0 && reference.norms[n] != 0) value /= candidate.norms[n] * reference.norms[n];
        sum += value * penalty;
    }
    return sum / static_cast<double>(kOrders);
}

}  // namespace

void CiderD::add(const Tokens& candidate, std::span<const Tokens> references) {
    m_candidates.push_back(candidate);
    m_references.emplace_back(references.begin(), references.end());
}

void CiderD::add(std::string_view candidate, std::span<const std::string> references) {
    m_candidates.push_back(captionTokens(candidate));
    m_references.emplace_back();
    for (const auto& reference : references) m_references.back().push_back(captionTokens(reference));
}

std::vector<double> CiderD::scores() const {
    std::vector<std::vector<Orders>> references;
    Orders documents;  // how many items have the n-gram in one of their references
    for (const auto& texts : m_references) {
        auto& grams = references.emplace_back();
        std::array<std::unordered_set<std::string>, kOrders> seen;
        for (const auto& text : texts) {
            grams.push_back(ngramsOf(text));
            for (std::size_t n = 0; n < kOrders; ++n)
                for (const auto& [gram, count] : grams.back()[n]) seen[n].insert(gram);
        }
        for (std::size_t n = 0; n < kOrders; ++n)
            for (const auto& gram : seen[n]) documents[n][gram] += 1.0;
    }
    const double logItems = std::log(static_cast<double>(m_candidates.size()));
    std::vector<double> out;
    for (std::size_t i = 0; i < m_candidates.size(); ++i) {
        const Weighted candidate = weigh(ngramsOf(m_candidates[i]), documents, logItems);
        double sum = 0;
        for (const auto& grams : references[i]) sum += similarity(candidate, weigh(grams, documents, logItems));
        out.push_back(references[i].empty() ? 0.0 : kScale * sum / static_cast<double>(references[i].size()));
    }
    return out;
}

double CiderD::value() const {
    const auto all = scores();
    if (all.empty()) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (const double score : all) sum += score;
    return sum / static_cast<double>(all.size());
}

}  // namespace hilum::metrics
