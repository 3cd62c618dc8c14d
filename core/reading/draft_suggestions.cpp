// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/draft_suggestions.h"

#include "core/labels/concept_labeler.h"

namespace hilum::reading {

namespace {

report::Origin originOf(const Suggestion& suggestion) {
    if (suggestion.caseId > 0 || suggestion.source == "case") return report::Origin::PastCase;
    return suggestion.source.rfind("bank", 0) == 0 ? report::Origin::CaptionBank : report::Origin::Model;
}

// Without the lexicon (a damaged installation) sentences are still compared by their words.
std::vector<report::Claim> claimsOf(const std::string& text) {
    static const auto labeler = labels::ConceptLabeler::loadDefault();
    std::vector<report::Claim> claims;
    if (!labeler.ok()) return claims;
    for (const auto& mention : labeler->mentions(text)) {
        if (mention.kind != "finding" && mention.kind != "device") continue;
        claims.push_back(
            {mention.conceptName, static_cast<int>(mention.polarity), mention.side, mention.kind == "device"});
    }
    return claims;
}

}  // namespace

report::DraftSentence sentenceFrom(const Suggestion& suggestion) {
    report::DraftSentence sentence;
    sentence.text = suggestion.text;
    sentence.origin = originOf(suggestion);
    sentence.review = report::Review::Unreviewed;
    sentence.source = suggestion.source;
    sentence.caseId = suggestion.caseId;
    sentence.score = suggestion.score;
    return sentence;
}

report::BuiltDraft draftFromSuggestions(report::ReportDraft header, std::span<const Suggestion> suggestions,
                                        const report::BuilderOptions& options,
                                        std::span<const report::DraftSentence> standing) {
    std::vector<report::Candidate> candidates;
    candidates.reserve(suggestions.size());
    for (const auto& suggestion : suggestions)
        candidates.push_back({suggestion.text, suggestion.score, originOf(suggestion), suggestion.source,
                              suggestion.caseId, claimsOf(suggestion.text)});
    float least = 0;
    for (const auto& candidate : candidates)
        if (candidate.score < least) least = candidate.score;
    for (const auto& line : standing)
        candidates.push_back({line.text, least, line.origin, line.source, 0, claimsOf(line.text)});
    return report::buildDraft(std::move(header), candidates, options);
}

}  // namespace hilum::reading
