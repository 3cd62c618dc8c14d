// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// BLEU and ROUGE-L as the COCO caption tools compute them (pycocoevalcap), so that figures can stand
// beside published ones: BLEU is corpus level with the closest reference length and clipped counts;
// ROUGE-L (beta 1.2) takes the best precision and the best recall over the references separately and
// is averaged over items. captionTokens() follows the tools' PTB step for report text: lower case,
// punctuation split off and dropped, clitics split ("patient's" -> "patient", "'s").
// Golden numbers in tests/data/metrics come from pycocoevalcap itself.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hilum::metrics {

using Tokens = std::vector<std::string>;

Tokens captionTokens(std::string_view text);

class Bleu {
public:
    static constexpr std::size_t kOrders = 4;
    void add(const Tokens& candidate, std::span<const Tokens> references);
    void add(std::string_view candidate, std::span<const std::string> references);
    std::array<double, kOrders> value() const;  // BLEU-1..4; NaN when empty
    std::size_t count() const { return m_count; }
    void reset() { *this = Bleu(); }

private:
    std::array<std::uint64_t, kOrders> m_guess{};    // n-grams proposed
    std::array<std::uint64_t, kOrders> m_correct{};  // n-grams matched, clipped
    std::uint64_t m_candidateLength = 0;
    std::uint64_t m_referenceLength = 0;
    std::size_t m_count = 0;
};

class RougeL {
public:
    void add(const Tokens& candidate, std::span<const Tokens> references);
    void add(std::string_view candidate, std::span<const std::string> references);
    double value() const;  // mean over items; NaN when empty
    std::size_t count() const { return m_count; }
    void reset() { *this = RougeL(); }

private:
    double m_sum = 0;
    std::size_t m_count = 0;
};

}  // namespace hilum::metrics
