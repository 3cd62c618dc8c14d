// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Suggester: ranks captions for one image. Candidates are the library's sentences and the caption
// banks; each gets the cosine of image and text and the agreement of its findings with those of the
// nearest past images. Near-duplicates are merged, contradictions of a better one sink. One thread.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/labels/concept_labeler.h"
#include "core/reading/case_search.h"
#include "core/reading/case_table.h"
#include "core/reading/text_vectors.h"
#include "core/text/caption_banks.h"

namespace hilum::reading {

struct Candidate {
    std::string text;
    engine::Embedding vector;
    std::string source;  // "case", "bank:<file>", "file"
    std::int64_t caseId = 0;
    int cases = 0;
    std::set<std::string> modalities;  // empty = any
    std::vector<library::Concept> concepts;
    float penalty = 0;  // standard deviations of the candidates' scores; see weighByTeaching()
};

// Candidates of a library and the banks, without vectors; equal sentences are one candidate, the
// library's first, because a past case can be shown for it.
std::vector<Candidate> gatherCandidates(const CaseTable& table, const std::vector<text::CaptionBank>& banks,
                                        const labels::ConceptLabeler& labeler);
// Holds back what the pack was never taught, by its card's "trainedWords" ({concept: wordings}): the cosine of a
// rib fracture says nothing when no picture ever taught the word. A card without the list changes nothing.
void weighByTeaching(std::vector<Candidate>& candidates, const nlohmann::json& card);
// Fills the vectors that are missing, of the candidates that fit a modality ("" = all).
base::Status embedCandidates(std::vector<Candidate>& candidates, TextVectors& vectors, engine::EncoderSession& session,
                             const base::JobContext& context, bool keep, const std::string& modality = {});

struct NeighbourVote {
    std::string name;           // finding
    float state = 0;            // weighted mean of -1..1 over the neighbours, absent = slightly negative
    float left = 0, right = 0;  // shares of the weight that state a side
};
// What the nearest past images say, by finding.
std::vector<NeighbourVote> voteOfNeighbours(const CaseTable& table, const engine::Embedding& image);

// Scores 0..1, best first, at most top. Candidates without a vector are left out.
std::vector<Suggestion> rankCandidates(const std::vector<Candidate>& candidates, const engine::Embedding& image,
                                       const std::string& modality, const std::vector<NeighbourVote>& votes,
                                       std::size_t top);

// Sentences that a reader takes as saying the same, or the opposite.
bool sayTheSame(const Candidate& a, const Candidate& b);
bool contradict(const Candidate& a, const Candidate& b);

}  // namespace hilum::reading
