// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// CIDEr-D as pycocoevalcap's class Cider computes it (Vedantam et al. 2015, arXiv 1411.5726, section 4): tf-idf n-grams
// of order 1 to 4, clipped, with a Gaussian penalty on the difference of lengths, times 10. Two details of that code
// are kept because published figures contain them: idf comes from the references of the evaluated items only, and
// "length" is the number of bigrams. With one item log N is 0 and so is the score.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/metrics/caption.h"

namespace hilum::metrics {

class CiderD {
public:
    void add(const Tokens& candidate, std::span<const Tokens> references);
    void add(std::string_view candidate, std::span<const std::string> references);
    std::vector<double> scores() const;  // per item, in input order
    double value() const;                // their mean; NaN when empty
    std::size_t count() const { return m_candidates.size(); }

private:
    std::vector<Tokens> m_candidates;
    std::vector<std::vector<Tokens>> m_references;
};

}  // namespace hilum::metrics
