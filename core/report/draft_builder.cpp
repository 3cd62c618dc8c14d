// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/report/draft_builder.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

#include "core/report/finding_order.h"
#include "core/report/markup.h"

namespace hilum::report {

namespace {

// Two sentences without known concepts repeat each other from this share of common words on.
constexpr double kSameWords = 0.6;
// Statements that nothing is there rank high on many images; they may not crowd out the findings.
constexpr std::size_t kMostNormal = 3;

struct Entry {
    const Candidate* candidate = nullptr;
    std::string text;  // trimmed, one line, ends with a full stop
    std::set<std::string> words;
    std::set<std::string> present;  // families
    std::set<std::string> absent;
    std::vector<Region> normal;
    Region region = Region::Other;
    int importance = 0;
    bool device = false;
    bool opensWithNo = false;  // "No free air ...": negative even where the lexicon knows no concept
    std::size_t rank = 0;      // among the used ones
};

std::string oneSentence(const std::string& raw) {
    std::string text;
    for (const char c : cleanUtf8(raw)) {
        const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (space && (text.empty() || text.back() == ' ')) continue;
        text += space ? ' ' : c;
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (!text.empty() && std::string_view(".!?").find(text.back()) == std::string_view::npos) text += '.';
    return text;
}

std::set<std::string> wordsOf(const std::string& text) {
    std::set<std::string> words;
    std::string word;
    for (const char c : text + " ") {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool letter = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                            (static_cast<unsigned char>(c) & 0x80U) != 0;
        if (letter)
            word += lower;
        else if (!word.empty())
            words.insert(std::exchange(word, {}));
    }
    return words;
}

double overlap(const std::set<std::string>& a, const std::set<std::string>& b) {
    const auto common = std::count_if(a.begin(), a.end(), [&](const auto& word) { return b.count(word) > 0; });
    const auto all = a.size() + b.size() - static_cast<std::size_t>(common);
    return all == 0 ? 1.0 : static_cast<double>(common) / static_cast<double>(all);
}

bool meets(const std::set<std::string>& a, const std::set<std::string>& b) {
    return std::any_of(a.begin(), a.end(), [&](const auto& name) { return b.count(name) > 0; });
}

Entry describe(const Candidate& candidate) {
    Entry entry;
    entry.candidate = &candidate;
    entry.text = oneSentence(candidate.text);
    entry.words = wordsOf(entry.text);
    entry.region = regionOfWords(entry.text);
    entry.opensWithNo = entry.text.rfind("No ", 0) == 0 || entry.text.rfind("no ", 0) == 0;
    for (const auto& claim : candidate.claims) {
        const ConceptFacts facts = factsOf(claim.conceptName);
        entry.device = entry.device || claim.device;
        if (claim.polarity < 0) {
            entry.absent.insert(std::string(facts.family));
            if (entry.present.empty() && facts.region != Region::Other) entry.region = facts.region;
        } else if (!claim.device) {
            entry.present.insert(std::string(facts.family));
            if (facts.importance > entry.importance) {
                entry.importance = facts.importance;
                if (facts.region != Region::Other) entry.region = facts.region;
            }
        }
    }
    if (entry.present.empty()) entry.normal = normalRegions(entry.text);
    if (entry.device && entry.present.empty()) entry.region = Region::Devices;
    return entry;
}

// "No right effusion" does not contradict "left effusion".
bool sidesApart(const Candidate& a, const Candidate& b, const std::string& family) {
    const auto sideOf = [&](const Candidate& candidate) {
        for (const auto& claim : candidate.claims)
            if (factsOf(claim.conceptName).family == family) return claim.side;
        return std::string();
    };
    const std::string left = sideOf(a), right = sideOf(b);
    return (left == "left" && right == "right") || (left == "right" && right == "left");
}

bool denies(const Entry& positive, const Entry& negative) {
    for (const auto& family : positive.present)
        if (negative.absent.count(family) > 0 && !sidesApart(*positive.candidate, *negative.candidate, family))
            return true;
    if (positive.present.empty()) return false;
    return std::find(negative.normal.begin(), negative.normal.end(), positive.region) != negative.normal.end();
}

bool repeats(const Entry& kept, const Entry& next) {
    if (kept.words == next.words) return true;
    if (!next.present.empty()) return meets(kept.present, next.present);
    if (!next.absent.empty())
        return std::includes(kept.absent.begin(), kept.absent.end(), next.absent.begin(), next.absent.end());
    if (next.device || kept.device) return false;
    // Two statements that the same regions are normal.
    if (!next.normal.empty() && kept.present.empty() && !kept.normal.empty())
        return std::all_of(next.normal.begin(), next.normal.end(), [&](Region region) {
            return std::find(kept.normal.begin(), kept.normal.end(), region) != kept.normal.end();
        });
    return overlap(kept.words, next.words) >= kSameWords;
}

bool saysNothingIsThere(const Entry& entry) {
    return entry.present.empty() && !entry.device &&
           (entry.opensWithNo || !entry.absent.empty() || !entry.normal.empty());
}

// "" when the entry may stay beside what is kept.
std::string reasonToDrop(const std::vector<Entry>& kept, const Entry& next) {
    for (const auto& other : kept) {
        if (repeats(other, next)) return "repeats: " + other.text;
        if (denies(other, next) || denies(next, other)) return "contradicts: " + other.text;
    }
    return {};
}

std::vector<const Candidate*> ranked(const std::vector<Candidate>& candidates, std::vector<DroppedCandidate>& dropped) {
    std::vector<const Candidate*> order;
    for (const auto& candidate : candidates) {
        if (!std::isfinite(candidate.score))
            dropped.push_back({candidate.text, "no score"});
        else if (candidate.text.size() > kMaxSentenceBytes)
            dropped.push_back({candidate.text.substr(0, kMaxSentenceBytes), "too long"});
        else
            order.push_back(&candidate);
    }
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->score > b->score; });
    return order;
}

DraftSentence sentenceOf(const Entry& entry, std::size_t acceptTop) {
    DraftSentence sentence;
    sentence.text = entry.text;
    sentence.origin = entry.candidate->origin;
    sentence.review = entry.rank < acceptTop ? Review::Accepted : Review::Unreviewed;
    sentence.source = entry.candidate->source;
    sentence.caseId = entry.candidate->caseId;
    sentence.score = entry.candidate->score;
    return sentence;
}

// The important findings; without any, what else is there to see; without that, the widest normal
// statement; at last the best sentence there is.
std::vector<Entry> impressionOf(const std::vector<Entry>& kept, std::size_t most) {
    std::vector<Entry> chosen;
    const auto take = [&](auto&& wanted) {
        if (chosen.empty()) std::copy_if(kept.begin(), kept.end(), std::back_inserter(chosen), wanted);
    };
    take([](const Entry& entry) { return !entry.present.empty(); });
    take([](const Entry& entry) { return !entry.device && !saysNothingIsThere(entry); });
    std::stable_sort(chosen.begin(), chosen.end(), [](const Entry& a, const Entry& b) {
        return a.importance != b.importance ? a.importance > b.importance : a.candidate->score > b.candidate->score;
    });
    if (chosen.empty() && !kept.empty())
        chosen.push_back(*std::max_element(kept.begin(), kept.end(), [](const Entry& a, const Entry& b) {
            return a.normal.size() < b.normal.size();  // the first, which is the best, where none is wider
        }));
    if (chosen.size() > most) chosen.resize(most);
    return chosen;
}

}  // namespace

BuiltDraft buildDraft(ReportDraft header, const std::vector<Candidate>& candidates, const BuilderOptions& options) {
    BuiltDraft built{std::move(header), {}};
    built.draft.findings.clear();
    built.draft.impression.clear();
    const auto order = ranked(candidates, built.dropped);
    const float best = order.empty() ? 0 : order.front()->score;
    std::vector<Entry> kept;
    std::size_t normal = 0;
    for (const auto* candidate : order) {
        Entry entry = describe(*candidate);
        if (entry.text.empty()) continue;
        std::string reason = reasonToDrop(kept, entry);
        const bool standing = candidate->source.rfind("template:", 0) == 0;  // as many lines as the template has
        const bool full =
            !standing && (kept.size() >= options.maxFindings || (saysNothingIsThere(entry) && normal >= kMostNormal));
        if (reason.empty() && (full || candidate->score < best * options.minRelativeScore)) reason = "not needed";
        if (!reason.empty()) {
            built.dropped.push_back({entry.text, reason});
            continue;
        }
        if (saysNothingIsThere(entry)) ++normal;
        entry.rank = kept.size();
        kept.push_back(std::move(entry));
    }
    for (const auto& entry : impressionOf(kept, options.maxImpression))
        built.draft.impression.push_back(sentenceOf(entry, options.acceptTop));
    // Reading order: by region, findings before normal statements, important before less important.
    std::stable_sort(kept.begin(), kept.end(), [](const Entry& a, const Entry& b) {
        if (a.region != b.region) return a.region < b.region;
        return a.importance > b.importance;
    });
    for (const auto& entry : kept) built.draft.findings.push_back(sentenceOf(entry, options.acceptTop));
    return built;
}

}  // namespace hilum::report
