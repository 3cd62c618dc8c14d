// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/case_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/base/paths.h"
#include "core/labels/concept_labeler.h"
#include "core/reading/case_concepts.h"
#include "core/reading/case_table.h"
#include "core/reading/domain.h"
#include "core/reading/prompts.h"
#include "core/reading/suggester.h"
#include "core/reading/text_ranking.h"
#include "core/reading/text_vectors.h"
#include "core/reading/zero_shot.h"

namespace hilum::reading {

namespace {

constexpr std::size_t kFullTextHits = 2000;
constexpr float kImageShare = 0.5F;  // of an image in a query of image and words
constexpr float kSureModality = 0.7F;

float imageScore(float cosine) { return std::clamp(cosine, 0.0F, 1.0F); }

}  // namespace

struct CaseSearch::Impl {
    std::unique_ptr<library::Library> library;
    packs::ModelManifest manifest;
    labels::ConceptLabeler labeler;
    Prompts prompts;
    std::vector<text::CaptionBank> banks;
    CaseTable table;
    Domain domain;
    // Made on first use, because they need the session.
    TextVectors vectors;
    std::vector<ModalityProbe> modalityProbes;
    std::vector<Candidate> candidates;
    std::int64_t preparedVersion = -2;  // of the table whose likely modalities and candidates stand

    Impl(std::unique_ptr<library::Library> opened, packs::ModelManifest pack, labels::ConceptLabeler lexicon,
         Prompts words, const std::filesystem::path& folder)
        : library(std::move(opened)),
          manifest(std::move(pack)),
          labeler(std::move(lexicon)),
          prompts(std::move(words)),
          banks(text::loadCaptionBanks(base::resourcesFolder() / "captions")),
          vectors(folder, manifest.sha256, manifest.dim) {}

    base::Status load(const base::JobContext& context) {
        HILUM_TRY(table, CaseTable::load(*library, manifest, context));
        domain = Domain::of(manifest);
        return base::okStatus();
    }
    base::Status prepareModalities(engine::EncoderSession& session, const base::JobContext& context);
    base::Status prepareCandidates(engine::EncoderSession& session, const base::JobContext& context,
                                   const std::string& modality);
    base::Result<std::vector<bool>> allowed(const library::Filters& given, const library::Filters& typed) const;
    base::Result<TextEvidence> evidenceOf(const ParsedQuery& query, engine::EncoderSession& session,
                                          const base::JobContext& context);
    std::vector<float> bySlot(const std::vector<index::Hit>& hits) const;
    base::Result<std::vector<CaseHit>> hitsOf(const std::vector<float>& scores, const std::vector<bool>& allow,
                                              std::size_t top, const ParsedQuery& query) const;
    std::string captionOf(const library::CaseRecord& record, const ParsedQuery& query) const;
};

CaseSearch::CaseSearch(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
CaseSearch::~CaseSearch() = default;

base::Result<std::unique_ptr<CaseSearch>> CaseSearch::open(const std::filesystem::path& libraryFolder,
                                                           const packs::ModelManifest& manifest,
                                                           const base::JobContext& context) {
    return base::guarded("Opening the case search", [&]() -> base::Result<std::unique_ptr<CaseSearch>> {
        HILUM_TRY(auto library, library::Library::open(libraryFolder));
        HILUM_TRY(auto labeler, labels::ConceptLabeler::loadDefault());
        HILUM_TRY(auto prompts, Prompts::load(manifest));
        auto impl =
            std::make_unique<Impl>(std::move(library), manifest, std::move(labeler), std::move(prompts), libraryFolder);
        HILUM_TRY_STATUS(impl->load(context));
        return std::unique_ptr<CaseSearch>(new CaseSearch(std::move(impl)));
    });
}

base::Status CaseSearch::refresh(const base::JobContext& context) {
    HILUM_TRY(const auto version, m_impl->library->casesVersion());
    if (version == m_impl->table.version) return base::okStatus();
    return base::guarded("Reading the case library", [&] { return m_impl->load(context); });
}

std::size_t CaseSearch::size() const { return m_impl->table.cases.size(); }

bool CaseSearch::outsideTraining(const engine::Embedding& image) const { return m_impl->domain.outside(image); }

// Cases whose modality nobody wrote down get the pack's own guess, so that typed modalities and the
// gate of suggestions work on bare pictures too.
base::Status CaseSearch::Impl::prepareModalities(engine::EncoderSession& session, const base::JobContext& context) {
    if (manifest.tokenizer.empty()) return base::okStatus();
    if (modalityProbes.empty()) {
        HILUM_TRY(modalityProbes, makeModalityProbes(prompts, vectors, session, context));
    }
    if (preparedVersion == table.version) return base::okStatus();
    std::vector<std::vector<index::Hit>> scores;
    for (const auto& probe : modalityProbes) scores.push_back(table.index->scoreAll(probe.vector));
    for (std::size_t row = 0; !scores.empty() && row < scores.front().size(); ++row) {
        auto& entry = table.cases[table.slotOf.at(scores.front()[row].id)];
        if (!entry.facts.modality.empty()) continue;
        std::size_t best = 0;
        for (std::size_t p = 1; p < scores.size(); ++p)
            if (scores[p][row].score > scores[best][row].score) best = p;
        entry.likelyModality = modalityProbes[best].code;
    }
    candidates.clear();
    preparedVersion = table.version;
    return base::okStatus();
}

// Captions of other modalities are not embedded before somebody asks for them: a first suggestion
// without a warm-up waits for a fraction of the banks.
base::Status CaseSearch::Impl::prepareCandidates(engine::EncoderSession& session, const base::JobContext& context,
                                                 const std::string& modality) {
    HILUM_TRY_STATUS(prepareModalities(session, context));
    if (candidates.empty()) {
        candidates = gatherCandidates(table, banks, labeler);
        weighByTeaching(candidates, manifest.card);
    }
    return embedCandidates(candidates, vectors, session, context, true, modality);
}

base::Status CaseSearch::warmUp(engine::EncoderSession& session, const base::JobContext& context) const {
    if (m_impl->manifest.tokenizer.empty()) return base::okStatus();
    return base::guarded("Preparing suggestions", [&] { return m_impl->prepareCandidates(session, context, {}); });
}

base::Result<std::vector<bool>> CaseSearch::Impl::allowed(const library::Filters& given,
                                                          const library::Filters& typed) const {
    const bool any = !given.modality.empty() || !given.sex.empty() || given.ageFrom || given.ageTo ||
                     !given.dateFrom.empty() || !given.dateTo.empty() || !given.labels.empty() ||
                     !given.excludePatientKey.empty() || !given.excludeStudyUid.empty();
    std::vector<bool> allow(table.cases.size(), !any);
    if (any) {
        HILUM_TRY(const auto ids, library->filteredCaseIds(given));
        for (const auto id : ids)
            if (const auto slot = table.slotOf.find(id); slot != table.slotOf.end()) allow[slot->second] = true;
    }
    for (std::size_t i = 0; i < allow.size(); ++i)
        if (allow[i] && !fitsTyped(table.cases[i], typed)) allow[i] = false;
    return allow;
}

std::vector<float> CaseSearch::Impl::bySlot(const std::vector<index::Hit>& hits) const {
    std::vector<float> scores(table.cases.size(), std::numeric_limits<float>::quiet_NaN());
    for (const auto& hit : hits)
        if (const auto slot = table.slotOf.find(hit.id); slot != table.slotOf.end()) scores[slot->second] = hit.score;
    return scores;
}

base::Result<TextEvidence> CaseSearch::Impl::evidenceOf(const ParsedQuery& query, engine::EncoderSession& session,
                                                        const base::JobContext& context) {
    TextEvidence evidence;
    evidence.query = &query;
    if (!query.words.empty()) {
        HILUM_TRY(const auto vector, vectors.get(std::span(&query.words, 1), session, context, false));
        evidence.similarity = bySlot(table.index->scoreAll(vector.front()));
    }
    const auto wanted =
        query.filters.modality == "DX" || query.filters.modality == "RG" ? std::string("CR") : query.filters.modality;
    if (!wanted.empty()) HILUM_TRY_STATUS(prepareModalities(session, context));
    const auto probe =
        std::find_if(modalityProbes.begin(), modalityProbes.end(), [&](const auto& p) { return p.code == wanted; });
    if (query.words.empty() && probe != modalityProbes.end())
        evidence.similarity = bySlot(table.index->scoreAll(probe->vector));
    std::string words = query.words;
    for (const auto& name : query.findings) words += " " + name;
    HILUM_TRY(const auto found, library->searchText(words, kFullTextHits));
    evidence.bm25.assign(table.cases.size(), 0.0F);
    for (const auto& hit : found)
        if (const auto slot = table.slotOf.find(hit.caseId); slot != table.slotOf.end() && found.front().bm25 < 0)
            evidence.bm25[slot->second] = static_cast<float>(hit.bm25 / found.front().bm25);
    if (wanted.empty()) return evidence;
    evidence.modalityMatch.assign(table.cases.size(), 0.0F);
    for (std::size_t i = 0; i < table.cases.size(); ++i) {
        const auto& entry = table.cases[i];
        if (!entry.facts.modality.empty())
            evidence.modalityMatch[i] = 1.0F;  // the others were left out by fitsTyped()
        else if (entry.likelyModality == wanted)
            evidence.modalityMatch[i] = 0.9F;
    }
    return evidence;
}

base::Result<std::vector<CaseHit>> CaseSearch::search(const Request& request, engine::EncoderSession& session,
                                                      const base::JobContext& context) const {
    return base::guarded("Searching", [&]() -> base::Result<std::vector<CaseHit>> {
        auto& impl = *m_impl;
        if (context.stopRequested()) return base::cancelled();
        const ParsedQuery query = parseQuery(request.text);
        const bool byText = !query.chips.empty();
        const bool byImage = !request.imageEmbedding.empty();
        if (byImage && request.imageEmbedding.size() != static_cast<std::size_t>(impl.manifest.dim))
            return base::makeError(base::ErrorCode::InvalidInput,
                                   "The image was embedded by another pack than the search uses; embed it again.");
        HILUM_TRY(const auto allow, impl.allowed(request.filters, query.filters));
        std::vector<float> scores(impl.table.cases.size(), 0.0F);
        if (byText) {
            HILUM_TRY(const auto evidence, impl.evidenceOf(query, session, context));
            scores = rankByText(impl.table, evidence);
        }
        if (byImage) {
            const auto similar = impl.bySlot(impl.table.index->scoreAll(request.imageEmbedding));
            for (std::size_t i = 0; i < scores.size(); ++i) {
                const float image = std::isfinite(similar[i]) ? similar[i] : -1.0F;
                scores[i] = byText ? kImageShare * imageScore(image) + (1.0F - kImageShare) * scores[i] : image;
            }
        }
        if (context.stopRequested()) return base::cancelled();
        return impl.hitsOf(scores, allow, request.top, query);
    });
}

base::Result<std::vector<CaseHit>> CaseSearch::Impl::hitsOf(const std::vector<float>& scores,
                                                            const std::vector<bool>& allow, std::size_t top,
                                                            const ParsedQuery& query) const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (allow[i]) order.push_back(i);
    const auto better = [&](std::size_t a, std::size_t b) {
        return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
    };
    const auto count = std::min(top, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), better);
    std::vector<CaseHit> hits;
    for (std::size_t i = 0; i < count; ++i) {
        const auto& entry = table.cases[order[i]];
        auto record = library->caseById(entry.facts.caseId);
        if (!record.ok() && record.error().code == base::ErrorCode::NotFound) continue;  // removed a moment ago
        if (!record.ok()) return std::move(record).error();
        CaseHit hit;
        hit.score = std::clamp(scores[order[i]], 0.0F, 1.0F);
        hit.rank = static_cast<int>(hits.size()) + 1;
        hit.caption = captionOf(*record, query);
        hit.record = std::move(record).value();
        hits.push_back(std::move(hit));
    }
    return hits;
}

// The sentence that answers the query best: a queried finding first, then any stated finding.
std::string CaseSearch::Impl::captionOf(const library::CaseRecord& record, const ParsedQuery& query) const {
    std::string best;
    int bestPoints = -1;
    for (auto& sentence : labels::splitSentences(record.text)) {
        int points = 0;
        for (const auto& stated : conceptsOf(labeler, sentence, {})) {
            if (stated.state <= 0) continue;
            points = std::max(points, 1);
            const auto wanted = std::find(query.findings.begin(), query.findings.end(), stated.name);
            if (wanted != query.findings.end()) points = 2;
        }
        if (points <= bestPoints) continue;
        bestPoints = points;
        best = std::move(sentence);
    }
    if (!best.empty()) return best;
    for (const auto& label : record.labels) best += (best.empty() ? "" : ", ") + label;
    return best;
}

base::Result<std::vector<Suggestion>> CaseSearch::suggest(const engine::Embedding& image, const std::string& modality,
                                                          std::size_t top, engine::EncoderSession& session,
                                                          const base::JobContext& context) const {
    return base::guarded("Suggesting", [&]() -> base::Result<std::vector<Suggestion>> {
        auto& impl = *m_impl;
        if (image.size() != static_cast<std::size_t>(impl.manifest.dim))
            return base::makeError(base::ErrorCode::InvalidInput,
                                   "The image was embedded by another pack than the suggestions use; embed it again.");
        HILUM_TRY_STATUS(impl.prepareModalities(session, context));
        if (context.stopRequested()) return base::cancelled();
        std::string gate = modality;
        if (gate.empty()) {
            const auto guess = guessModality(impl.modalityProbes, image, session.logitScale());
            if (guess.probability >= kSureModality) gate = guess.code;
        }
        HILUM_TRY_STATUS(impl.prepareCandidates(session, context, gate));
        return rankCandidates(impl.candidates, image, gate, voteOfNeighbours(impl.table, image), top);
    });
}

}  // namespace hilum::reading
