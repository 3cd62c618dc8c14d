// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/metrics/caption.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace hilum::metrics {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kRougeBeta = 1.2;
// The two constants that keep pycocoevalcap's ratios defined.
constexpr double kTiny = 1e-15;
constexpr double kSmall = 1e-9;

using NgramCounts = std::map<Tokens, std::uint64_t>;

NgramCounts ngrams(const Tokens& tokens, std::size_t order) {
    NgramCounts counts;
    for (std::size_t i = 0; i + order <= tokens.size(); ++i)
        ++counts[Tokens(tokens.begin() + static_cast<std::ptrdiff_t>(i),
                        tokens.begin() + static_cast<std::ptrdiff_t>(i + order))];
    return counts;
}

std::uint64_t clippedMatches(const NgramCounts& candidate, const std::vector<NgramCounts>& references) {
    std::uint64_t matches = 0;
    for (const auto& [gram, count] : candidate) {
        std::uint64_t most = 0;
        for (const auto& reference : references)
            if (const auto found = reference.find(gram); found != reference.end()) most = std::max(most, found->second);
        matches += std::min(count, most);
    }
    return matches;
}

// The reference length nearest to the candidate's; of two as near, the shorter one.
std::size_t closestLength(std::size_t length, std::span<const Tokens> references) {
    std::size_t best = 0;
    std::size_t bestGap = std::numeric_limits<std::size_t>::max();
    for (const auto& reference : references) {
        const std::size_t size = reference.size();
        const std::size_t gap = size > length ? size - length : length - size;
        if (gap < bestGap || (gap == bestGap && size < best)) {
            best = size;
            bestGap = gap;
        }
    }
    return best;
}

std::size_t longestCommon(const Tokens& a, const Tokens& b) {
    std::vector<std::size_t> row(b.size() + 1, 0);
    for (const auto& word : a) {
        std::size_t diagonal = 0;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = word == b[j] ? diagonal + 1 : std::max(above, row[j]);
            diagonal = above;
        }
    }
    return row.back();
}

std::vector<Tokens> tokenised(std::span<const std::string> texts) {
    std::vector<Tokens> all;
    all.reserve(texts.size());
    for (const auto& text : texts) all.push_back(captionTokens(text));
    return all;
}

}  // namespace

void Bleu::add(const Tokens& candidate, std::span<const Tokens> references) {
    ++m_count;
    m_candidateLength += candidate.size();
    m_referenceLength += closestLength(candidate.size(), references);
    for (std::size_t n = 1; n <= kOrders; ++n) {
        std::vector<NgramCounts> counts;
        for (const auto& reference : references) counts.push_back(ngrams(reference, n));
        m_guess[n - 1] += candidate.size() >= n ? candidate.size() - n + 1 : 0;
        m_correct[n - 1] += clippedMatches(ngrams(candidate, n), counts);
    }
}

void Bleu::add(std::string_view candidate, std::span<const std::string> references) {
    add(captionTokens(candidate), tokenised(references));
}

std::array<double, Bleu::kOrders> Bleu::value() const {
    std::array<double, kOrders> bleu{};
    if (m_count == 0) {
        bleu.fill(kUndefined);
        return bleu;
    }
    const double ratio =
        (static_cast<double>(m_candidateLength) + kTiny) / (static_cast<double>(m_referenceLength) + kSmall);
    const double penalty = ratio < 1 ? std::exp(1 - 1 / ratio) : 1.0;
    double product = 1;
    for (std::size_t n = 0; n < kOrders; ++n) {
        product *= (static_cast<double>(m_correct[n]) + kTiny) / (static_cast<double>(m_guess[n]) + kSmall);
        bleu[n] = penalty * std::pow(product, 1.0 / static_cast<double>(n + 1));
    }
    return bleu;
}

void RougeL::add(const Tokens& candidate, std::span<const Tokens> references) {
    ++m_count;
    double precision = 0;
    double recall = 0;
    for (const auto& reference : references) {
        if (candidate.empty() || reference.empty()) continue;
        const double common = static_cast<double>(longestCommon(candidate, reference));
        precision = std::max(precision, common / static_cast<double>(candidate.size()));
        recall = std::max(recall, common / static_cast<double>(reference.size()));
    }
    if (precision == 0 || recall == 0) return;
    constexpr double kSquare = kRougeBeta * kRougeBeta;
    m_sum += (1 + kSquare) * precision * recall / (recall + kSquare * precision);
}

void RougeL::add(std::string_view candidate, std::span<const std::string> references) {
    add(captionTokens(candidate), tokenised(references));
}

double RougeL::value() const { return m_count == 0 ? kUndefined : m_sum / static_cast<double>(m_count); }

}  // namespace hilum::metrics
