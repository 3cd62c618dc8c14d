// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/case_table.h"

#include "core/base/log.h"
#include "core/index/two_stage_index.h"

namespace hilum::reading {

namespace {

base::Status loadVectors(CaseTable& table, const library::Library& library, const packs::ModelManifest& manifest,
                         const base::JobContext& context) {
    HILUM_TRY(const auto vectors, library.imageEmbeddings(manifest.sha256, context));
    // Both answer alike; the two-stage index reads a quarter of the memory and keeps the rest in a mapped file.
    constexpr std::size_t kTwoStagesFrom = 20'000;
    if (vectors.size() < kTwoStagesFrom)
        table.index = index::makeFlatIndex(manifest.dim, vectors.size());
    else
        table.index = index::makeTwoStageIndex(manifest.dim);
    std::size_t refused = 0;
    for (const auto& stored : vectors) {
        const auto slot = table.slotOf.find(stored.caseId);
        if (slot == table.slotOf.end()) continue;
        const auto added = table.index->add(stored.caseId, stored.vector);
        if (added.ok())
            table.cases[slot->second].embedded = true;
        else
            ++refused;
    }
    if (refused > 0)
        base::logWarning(std::to_string(refused) +
                         " stored vectors do not fit the pack; `hilum index rebuild` makes them again");
    return base::okStatus();
}

base::Status loadSentences(CaseTable& table, const library::Library& library, const packs::ModelManifest& manifest) {
    HILUM_TRY(auto sentences, library.sentences(manifest.sha256));
    std::unordered_map<std::string, std::size_t> byText;
    for (auto& stored : sentences) {
        byText.emplace(stored.sentence.text, table.sentences.size());
        table.sentences.push_back(
            {std::move(stored.sentence.text), std::move(stored.vector), stored.sentence.caseId, stored.cases});
    }
    HILUM_TRY(const auto links, library.caseSentences());
    for (const auto& [caseId, text] : links.ofCase) {
        const auto slot = table.slotOf.find(caseId);
        const auto sentence = byText.find(links.texts[text]);
        if (slot != table.slotOf.end() && sentence != byText.end())
            table.cases[slot->second].sentences.push_back(sentence->second);
    }
    return base::okStatus();
}

}  // namespace

base::Result<CaseTable> CaseTable::load(const library::Library& library, const packs::ModelManifest& manifest,
                                        const base::JobContext& context) {
    CaseTable table;
    HILUM_TRY(table.version, library.casesVersion());  // first: a write in between only makes the next refresh reload
    HILUM_TRY(auto facts, library.caseFacts());
    table.cases.reserve(facts.size());
    for (auto& fact : facts) {
        table.slotOf.emplace(fact.caseId, table.cases.size());
        CaseEntry entry;
        entry.likelyModality = fact.modality;
        entry.facts = std::move(fact);
        table.cases.push_back(std::move(entry));
    }
    HILUM_TRY(auto concepts, library.caseConcepts());
    for (auto& stated : concepts)
        if (const auto slot = table.slotOf.find(stated.caseId); slot != table.slotOf.end())
            table.cases[slot->second].concepts.push_back(std::move(stated.finding));
    HILUM_TRY_STATUS(loadVectors(table, library, manifest, context));
    HILUM_TRY_STATUS(loadSentences(table, library, manifest));
    return table;
}

const CaseEntry* CaseTable::find(std::int64_t id) const {
    const auto slot = slotOf.find(id);
    return slot == slotOf.end() ? nullptr : &cases[slot->second];
}

}  // namespace hilum::reading
