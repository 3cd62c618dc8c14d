// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// CaseTable: what one library and pack hold, in memory, for ranking: vectors, facts, findings and
// sentences by case. Loaded as a whole when the library's cases change. One thread.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "core/index/vector_index.h"
#include "core/library/library.h"
#include "core/packs/model_manifest.h"

namespace hilum::reading {

struct CaseEntry {
    library::CaseFacts facts;
    std::vector<library::Concept> concepts;
    std::vector<std::size_t> sentences;  // into CaseTable::sentences
    bool embedded = false;
    std::string likelyModality;  // facts.modality, or the pack's own guess where that is empty
};

struct SentenceEntry {
    std::string text;
    std::vector<float> vector;  // empty when not embedded yet
    std::int64_t caseId = 0;    // the first case that has it
    int cases = 1;
};

struct CaseTable {
    std::int64_t version = -1;
    std::vector<CaseEntry> cases;                          // by id
    std::unordered_map<std::int64_t, std::size_t> slotOf;  // case id -> cases
    std::vector<SentenceEntry> sentences;
    std::unique_ptr<index::VectorIndex> index;  // by case id

    static base::Result<CaseTable> load(const library::Library& library, const packs::ModelManifest& manifest,
                                        const base::JobContext& context);
    const CaseEntry* find(std::int64_t id) const;
};

}  // namespace hilum::reading
