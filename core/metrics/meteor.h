// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// METEOR 1.5 (Denkowski and Lavie, WMT 2014, "Meteor Universal") with its first two stages, equal words and equal
// stems (weights 1 and 0.6), English parameters alpha 0.85, beta 0.2, gamma 0.6, delta 0.75:
//   P = weighted matches / weighted words of the candidate, content words delta, function words 1 - delta; R likewise;
//   F = P R / (alpha P + (1 - alpha) R); score = F (1 - gamma (chunks / matches)^beta).
// The figure of a corpus comes from the summed counts, as the published program prints it, not from a mean of scores.
// What is left out are the stages that need the program's own tables, synonyms (WordNet) and paraphrases, and its list
// of function words, for which ours stands (functionWords()). With these two stages and our list on both sides the
// scores equal the program's (but for rare ties between alignments of long texts that repeat their words); against its
// full form a caption with synonyms scores lower here, so figures cannot stand beside published METEOR. One thread.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/metrics/caption.h"

namespace hilum::metrics {

// Closed-class English words, sorted.
std::span<const std::string_view> functionWords();

class Meteor {
public:
    void add(const Tokens& candidate, std::span<const Tokens> references);  // the best reference counts
    double value() const;                                                   // of the corpus; NaN when empty
    const std::vector<double>& scores() const { return m_scores; }          // per item, in input order

private:
    static constexpr std::size_t kStages = 2;
    struct Side {
        double content = 0, function = 0;  // words
        std::array<double, kStages> matchedContent{}, matchedFunction{};
        double share() const;  // P or R
        double words() const { return content + function; }
        double matched() const;
        void add(const Side& other);
    };
    struct Counts {
        Side candidate, reference;
        double chunks = 0;
        double score() const;
    };
    static Counts align(const Tokens& candidate, const Tokens& reference);

    Counts m_sum;
    std::vector<double> m_scores;
};

}  // namespace hilum::metrics
