// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/text_ranking.h"

#include <algorithm>
#include <cmath>

namespace hilum::reading {

namespace {

// Weights of the four sources; tuned on the sets named in the commit that set them.
constexpr float kSimilarityWeight = 1.0F;
constexpr float kFullTextWeight = 0.5F;
constexpr float kFindingWeight = 1.0F;
constexpr float kModalityWeight = 1.0F;
constexpr float kKnownWeight = 0.5F;
constexpr float kSlope = 1.2F, kCentre = 1.0F;  // z-score of the cosine -> 0..1

std::string family(const std::string& code) { return code == "DX" || code == "RG" ? "CR" : code; }

// z-scores over the library, squashed: a cosine alone means nothing, its place among the others does.
std::vector<float> squashed(const std::vector<float>& similarity) {
    double mean = 0, square = 0;
    std::size_t count = 0;
    for (const float value : similarity) {
        if (!std::isfinite(value)) continue;
        mean += static_cast<double>(value);
        ++count;
    }
    mean /= static_cast<double>(std::max<std::size_t>(count, 1));
    for (const float value : similarity)
        if (std::isfinite(value)) square += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    const auto deviation =
        static_cast<float>(std::sqrt(square / static_cast<double>(std::max<std::size_t>(count, 1))) + 1e-6);
    std::vector<float> out(similarity.size(), 0.0F);
    for (std::size_t i = 0; i < similarity.size(); ++i)
        if (std::isfinite(similarity[i]))
            out[i] =
                1.0F / (1.0F + std::exp(-kSlope * ((similarity[i] - static_cast<float>(mean)) / deviation - kCentre)));
    return out;
}

float sideMatch(const std::string& wanted, const std::string& stated) {
    if (wanted.empty() || stated == wanted || (stated == "bilateral" && wanted != "bilateral")) return 1.0F;
    if (stated.empty()) return 0.7F;  // the side is not said
    if (wanted == "bilateral") return 0.5F;
    return 0.0F;  // the other side
}

}  // namespace

float findingMatch(const CaseEntry& entry, const ParsedQuery& query) {
    if (query.concepts.empty()) return 0;
    float sum = 0;
    for (const auto& wanted : query.concepts) {
        const auto stated = std::find_if(entry.concepts.begin(), entry.concepts.end(),
                                         [&](const auto& c) { return c.name == wanted.name; });
        if (stated == entry.concepts.end()) continue;
        if (wanted.state > 0)
            sum += stated->state > 0 ? sideMatch(wanted.side, stated->side) : stated->state == 0 ? 0.4F : -1.0F;
        else
            sum += stated->state > 0 ? -1.0F : stated->state == 0 ? -0.2F : 0.6F;
    }
    return sum / static_cast<float>(query.concepts.size());
}

bool fitsTyped(const CaseEntry& entry, const library::Filters& typed) {
    const auto& facts = entry.facts;
    if (!typed.modality.empty() && !facts.modality.empty() && family(facts.modality) != family(typed.modality))
        return false;
    if (!typed.sex.empty() && !facts.sex.empty() && facts.sex != typed.sex) return false;
    if (facts.ageYears &&
        ((typed.ageFrom && *facts.ageYears < *typed.ageFrom) || (typed.ageTo && *facts.ageYears > *typed.ageTo)))
        return false;
    if (facts.date.empty()) return true;
    return (typed.dateFrom.empty() || facts.date >= typed.dateFrom) &&
           (typed.dateTo.empty() || facts.date <= typed.dateTo);
}

float knownShare(const CaseEntry& entry, const library::Filters& typed) {
    int asked = 0, known = 0;
    const auto count = [&](bool wanted, bool there) {
        if (!wanted) return;
        ++asked;
        if (there) ++known;
    };
    count(!typed.sex.empty(), !entry.facts.sex.empty());
    count(typed.ageFrom || typed.ageTo, entry.facts.ageYears.has_value());
    count(!typed.dateFrom.empty() || !typed.dateTo.empty(), !entry.facts.date.empty());
    return asked == 0 ? 1.0F : static_cast<float>(known) / static_cast<float>(asked);
}

std::vector<float> rankByText(const CaseTable& table, const TextEvidence& evidence) {
    const auto& query = *evidence.query;
    const bool words = !evidence.similarity.empty();
    const bool modality = !evidence.modalityMatch.empty();
    const bool facts = !query.filters.sex.empty() || query.filters.ageFrom || query.filters.ageTo ||
                       !query.filters.dateFrom.empty() || !query.filters.dateTo.empty();
    const float most = (words ? kSimilarityWeight : 0) + kFullTextWeight +
                       (query.concepts.empty() ? 0 : kFindingWeight) + (modality ? kModalityWeight : 0) +
                       (facts ? kKnownWeight : 0);
    const auto similarity = squashed(evidence.similarity);
    std::vector<float> scores(table.cases.size(), 0.0F);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        float score = kFindingWeight * findingMatch(table.cases[i], query);
        if (words) score += kSimilarityWeight * similarity[i];
        if (i < evidence.bm25.size()) score += kFullTextWeight * evidence.bm25[i];
        if (modality) score += kModalityWeight * evidence.modalityMatch[i];
        if (facts) score += kKnownWeight * knownShare(table.cases[i], query.filters);
        scores[i] = std::clamp(score / most, 0.0F, 1.0F);
        // Never flat at the lower end: a case that says the opposite stays below one that says nothing.
        if (score < 0) scores[i] = 0.001F / (1.0F - score);
    }
    return scores;
}

}  // namespace hilum::reading
