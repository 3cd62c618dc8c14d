// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/suggester.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include "core/reading/case_concepts.h"

namespace hilum::reading {

namespace {

constexpr float kSameCosine = 0.97F;     // above it two sentences say the same
constexpr std::size_t kNeighbours = 12;  // past images that vote
constexpr float kSamePicture = 0.9995F;  // the open image itself, when it is indexed, is no past case
constexpr float kNeighbourSharpness = 20.0F;
constexpr float kVoteWeight = 0.8F;  // standard deviations of cosine that a unanimous vote is worth
constexpr float kScoreSlope = 1.3F, kScoreCentre = 1.6F;  // z-score -> 0..1
constexpr float kContradictionPenalty = 0.4F;

// Lower case, single spaces, no closing full stop: equal keys are the same sentence.
std::string keyOf(const std::string& text) {
    std::string key;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isspace(byte) != 0) {
            if (!key.empty() && key.back() != ' ') key += ' ';
        } else {
            key += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
        }
    }
    while (!key.empty() && (key.back() == '.' || key.back() == ' ')) key.pop_back();
    return key;
}

// Words that need another study beside this one cannot be suggested from one image.
bool isSuggestible(const std::string& text) {
    constexpr std::size_t kMinChars = 6, kMaxChars = 220;
    return text.size() >= kMinChars && text.size() <= kMaxChars;
}

void addLikelyModalities(const CaseTable& table, std::vector<Candidate>& candidates,
                         const std::vector<std::size_t>& ofSentence) {
    std::vector<bool> unknown(candidates.size(), false);
    for (const auto& entry : table.cases) {
        for (const auto sentence : entry.sentences) {
            const auto slot = ofSentence[sentence];
            if (slot == candidates.size()) continue;
            if (entry.likelyModality.empty())
                unknown[slot] = true;
            else
                candidates[slot].modalities.insert(entry.likelyModality);
        }
    }
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (unknown[i]) candidates[i].modalities.clear();  // fits anything
}

bool fitsModality(const Candidate& candidate, const std::string& modality) {
    if (modality.empty() || candidate.modalities.empty()) return true;
    const auto family = [](const std::string& code) { return code == "DX" || code == "RG" ? std::string("CR") : code; };
    return std::any_of(candidate.modalities.begin(), candidate.modalities.end(),
                       [&](const auto& code) { return family(code) == family(modality); });
}

float agreement(const Candidate& candidate, const std::vector<NeighbourVote>& votes) {
    if (candidate.concepts.empty() || votes.empty()) return 0;
    float sum = 0;
    for (const auto& stated : candidate.concepts) {
        const auto vote =
            std::find_if(votes.begin(), votes.end(), [&](const auto& v) { return v.name == stated.name; });
        const float state = vote == votes.end() ? -0.3F : vote->state;
        float agrees = static_cast<float>(stated.state) * state;
        if (vote != votes.end() && stated.state > 0 && vote->left + vote->right > 0) {
            const float balance = (vote->left - vote->right) / (vote->left + vote->right);  // 1 = all left
            if (stated.side == "left") agrees += 0.5F * balance;
            if (stated.side == "right") agrees -= 0.5F * balance;
        }
        sum += agrees;
    }
    return sum / static_cast<float>(candidate.concepts.size());
}

bool sideOpposes(const std::string& a, const std::string& b) {
    return (a == "left" && b == "right") || (a == "right" && b == "left");
}

}  // namespace

std::vector<Candidate> gatherCandidates(const CaseTable& table, const std::vector<text::CaptionBank>& banks,
                                        const labels::ConceptLabeler& labeler) {
    std::vector<Candidate> candidates;
    std::map<std::string, std::size_t> byKey;
    std::vector<std::size_t> ofSentence;
    for (const auto& sentence : table.sentences) {
        ofSentence.push_back(static_cast<std::size_t>(-1));
        if (!isSuggestible(sentence.text)) continue;
        const auto [known, isNew] = byKey.emplace(keyOf(sentence.text), candidates.size());
        ofSentence.back() = known->second;
        if (!isNew) {
            candidates[known->second].cases += sentence.cases;
            continue;
        }
        candidates.push_back({sentence.text,
                              sentence.vector,
                              "case",
                              sentence.caseId,
                              sentence.cases,
                              {},
                              conceptsOf(labeler, sentence.text, {})});
    }
    for (auto& slot : ofSentence) slot = std::min(slot, candidates.size());
    addLikelyModalities(table, candidates, ofSentence);
    for (const auto& bank : banks) {
        for (const auto& caption : bank.captions) {
            if (!byKey.emplace(keyOf(caption), candidates.size()).second) continue;
            candidates.push_back({caption,
                                  {},
                                  "bank:" + bank.name,
                                  0,
                                  0,
                                  {bank.modalities.begin(), bank.modalities.end()},
                                  conceptsOf(labeler, caption, {})});
        }
    }
    return candidates;
}

void weighByTeaching(std::vector<Candidate>& candidates, const nlohmann::json& card) {
    // Standard deviations of the candidates' scores: an untaught finding needs to stand out twice as far as a
    // taught one, a sentence without any finding somewhat further.
    constexpr float kUntaught = 1.5F, kNoClaim = 0.7F;
    const auto taught = card.is_object() ? card.find("trainedWords") : card.end();
    if (taught == card.end() || !taught->is_object() || taught->empty()) return;
    for (auto& candidate : candidates) {
        const bool known = std::all_of(candidate.concepts.begin(), candidate.concepts.end(),
                                       [&](const auto& c) { return taught->contains(c.name); });
        candidate.penalty = candidate.concepts.empty() ? kNoClaim : known ? 0 : kUntaught;
    }
}

base::Status embedCandidates(std::vector<Candidate>& candidates, TextVectors& vectors, engine::EncoderSession& session,
                             const base::JobContext& context, bool keep, const std::string& modality) {
    std::vector<std::string> texts;
    std::vector<std::size_t> slots;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (!candidates[i].vector.empty() || !fitsModality(candidates[i], modality)) continue;
        texts.push_back(candidates[i].text);
        slots.push_back(i);
    }
    if (texts.empty()) return base::okStatus();
    HILUM_TRY(auto made, vectors.get(texts, session, context, keep));
    for (std::size_t i = 0; i < slots.size(); ++i) candidates[slots[i]].vector = std::move(made[i]);
    return base::okStatus();
}

std::vector<NeighbourVote> voteOfNeighbours(const CaseTable& table, const engine::Embedding& image) {
    std::map<std::string, NeighbourVote> votes;
    float total = 0, best = -1;
    for (const auto& hit : table.index->search(image, kNeighbours)) {
        const CaseEntry* entry = table.find(hit.id);
        if (entry == nullptr || entry->concepts.empty() || hit.score > kSamePicture) continue;
        best = std::max(best, hit.score);
        const float weight = std::exp(kNeighbourSharpness * (hit.score - best));
        total += weight;
        for (const auto& stated : entry->concepts) {
            auto& vote = votes[stated.name];
            vote.name = stated.name;
            vote.state += weight * static_cast<float>(stated.state);
            if (stated.state > 0 && stated.side == "left") vote.left += weight;
            if (stated.state > 0 && stated.side == "right") vote.right += weight;
        }
    }
    std::vector<NeighbourVote> out;
    for (auto& [name, vote] : votes) {
        vote.state /= total;
        vote.left /= total;
        vote.right /= total;
        out.push_back(vote);
    }
    return out;
}

bool contradict(const Candidate& a, const Candidate& b) {
    const auto isNormal = [](const library::Concept& c) {
        return c.state > 0 && (c.name == "No Finding" || c.name == "Normal Breast");
    };
    for (const auto& x : a.concepts) {
        for (const auto& y : b.concepts) {
            if (x.name == y.name && x.state * y.state < 0 && (x.side.empty() || y.side.empty() || x.side == y.side))
                return true;
            if (x.name == y.name && x.state > 0 && y.state > 0 && sideOpposes(x.side, y.side)) return true;
            if ((isNormal(x) && y.state > 0 && !isNormal(y)) || (isNormal(y) && x.state > 0 && !isNormal(x)))
                return true;
        }
    }
    return false;
}

bool sayTheSame(const Candidate& a, const Candidate& b) {
    if (cosine(a.vector, b.vector) < kSameCosine) return false;
    if (a.concepts.size() != b.concepts.size()) return false;
    for (std::size_t i = 0; i < a.concepts.size(); ++i)  // conceptsOf() sorts by name
        if (a.concepts[i].name != b.concepts[i].name || a.concepts[i].state != b.concepts[i].state ||
            a.concepts[i].side != b.concepts[i].side)
            return false;
    return true;
}

namespace {

// "No pulmonary oedema" lies close to "pulmonary oedema" in the embedding, so denials of what is there would
// come first; and a reader gains more from a stated finding than from a denied one.
constexpr float kDenialPenalty = 1.0F;  // standard deviations of the candidates' scores

// Where two statements stand as good as equal, the one that names a side claims more, and the image has a say in it.
constexpr float kSideGain = 0.1F;

bool statesASide(const Candidate& candidate) {
    return std::any_of(candidate.concepts.begin(), candidate.concepts.end(),
                       [](const auto& c) { return c.state > 0 && (c.side == "left" || c.side == "right"); });
}

bool onlyDenies(const Candidate& candidate) {
    return !candidate.concepts.empty() &&
           std::all_of(candidate.concepts.begin(), candidate.concepts.end(), [](const auto& c) { return c.state < 0; });
}

}  // namespace

std::vector<Suggestion> rankCandidates(const std::vector<Candidate>& candidates, const engine::Embedding& image,
                                       const std::string& modality, const std::vector<NeighbourVote>& votes,
                                       std::size_t top) {
    struct Scored {
        const Candidate* candidate;
        float value;
    };
    std::vector<Scored> scored;
    for (const auto& candidate : candidates)
        if (!candidate.vector.empty() && fitsModality(candidate, modality))
            scored.push_back({&candidate, cosine(image, candidate.vector)});
    if (scored.empty()) return {};
    double mean = 0, square = 0;
    for (const auto& s : scored) mean += static_cast<double>(s.value) / static_cast<double>(scored.size());
    for (const auto& s : scored)
        square += (static_cast<double>(s.value) - mean) * (static_cast<double>(s.value) - mean);
    const auto deviation = static_cast<float>(std::sqrt(square / static_cast<double>(scored.size())) + 1e-6);
    for (auto& s : scored) {
        s.value = (s.value - static_cast<float>(mean)) / deviation + kVoteWeight * agreement(*s.candidate, votes);
        s.value -= s.candidate->penalty + (onlyDenies(*s.candidate) ? kDenialPenalty : 0);
        s.value += statesASide(*s.candidate) ? kSideGain : 0;
    }
    std::stable_sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) { return a.value > b.value; });

    // The best of each statement; what contradicts a better one keeps a fraction of its score.
    std::vector<std::pair<Suggestion, const Candidate*>> kept;
    for (const auto& s : scored) {
        const auto same =
            std::find_if(kept.begin(), kept.end(), [&](const auto& k) { return sayTheSame(*k.second, *s.candidate); });
        if (same != kept.end()) {
            same->first.cases += s.candidate->cases;
            continue;
        }
        if (kept.size() >= 4 * top + 20) break;
        Suggestion suggestion{s.candidate->text, 1.0F / (1.0F + std::exp(-kScoreSlope * (s.value - kScoreCentre))),
                              s.candidate->source, s.candidate->caseId, s.candidate->cases};
        const bool opposed = std::any_of(kept.begin(), kept.end(), [&](const auto& k) {
            return k.first.score >= suggestion.score && contradict(*k.second, *s.candidate);
        });
        if (opposed) suggestion.score *= kContradictionPenalty;
        kept.emplace_back(std::move(suggestion), s.candidate);
    }
    std::stable_sort(kept.begin(), kept.end(),
                     [](const auto& a, const auto& b) { return a.first.score > b.first.score; });
    std::vector<Suggestion> out;
    for (std::size_t i = 0; i < kept.size() && i < top; ++i) out.push_back(std::move(kept[i].first));
    return out;
}

base::Result<std::vector<Suggestion>> suggestFrom(std::span<const std::string> captions, const engine::Embedding& image,
                                                  std::size_t top, engine::EncoderSession& session,
                                                  const base::JobContext& context) {
    HILUM_TRY(const auto vectors, session.embedTexts(captions, true, context));
    if (vectors.size() != captions.size())
        return base::makeError(base::ErrorCode::Internal,
                               "The model gave fewer vectors than captions; the log has the details.");
    // The given lines are the whole choice, so their scores are CLIP's softmax over them.
    const float scale = std::clamp(session.logitScale(), 1.0F, 100.0F);
    std::vector<Suggestion> out;
    float best = -2, sum = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        out.push_back({captions[i], cosine(image, vectors[i]), "file", 0, 0});
        if (!std::isfinite(out.back().score))
            return base::makeError(base::ErrorCode::ModelMismatch,
                                   "The model gave numbers that are not finite; use another pack or precision.");
        best = std::max(best, out.back().score);
    }
    for (const auto& suggestion : out) sum += std::exp(scale * (suggestion.score - best));
    for (auto& suggestion : out) suggestion.score = std::exp(scale * (suggestion.score - best)) / sum;
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    if (out.size() > top) out.resize(top);
    return out;
}

}  // namespace hilum::reading
