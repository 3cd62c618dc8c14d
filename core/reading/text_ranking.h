// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// How well each case answers typed words, from four sources: cosine of words and image, full text
// (BM25), the findings that the case states, and its modality. Cases without text are ranked by the
// first and the last alone. Internal to core/reading.
#pragma once

#include <string>
#include <vector>

#include "core/reading/case_search.h"
#include "core/reading/case_table.h"

namespace hilum::reading {

struct TextEvidence {
    const ParsedQuery* query = nullptr;
    std::vector<float> similarity;     // by slot of the case table; NaN without a vector
    std::vector<float> bm25;           // by slot, 0..1 of the best hit, 0 = no word found
    std::vector<float> modalityMatch;  // by slot, 0..1; empty when no modality was typed
};

// 0..1 by slot.
std::vector<float> rankByText(const CaseTable& table, const TextEvidence& evidence);

// -1 (says the opposite) .. 1 (states every finding with its side), 0 = says nothing about it.
float findingMatch(const CaseEntry& entry, const ParsedQuery& query);

// False where a typed sex, age, date or modality is known of the case and differs. What is not known stays.
bool fitsTyped(const CaseEntry& entry, const library::Filters& typed);
// How many of the typed sex, age and date are known to fit, as a share 0..1 (1 when none was typed).
float knownShare(const CaseEntry& entry, const library::Filters& typed);

}  // namespace hilum::reading
