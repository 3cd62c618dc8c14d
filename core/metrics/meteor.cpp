// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/metrics/meteor.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/metrics/stemmer.h"

namespace hilum::metrics {

namespace {

constexpr double kAlpha = 0.85, kBeta = 0.2, kGamma = 0.6, kDelta = 0.75;
constexpr std::array<double, 2> kWeights = {1.0, 0.6};  // equal words, equal stems
constexpr std::size_t kBeam = 40;                       // the published program's

constexpr std::array<std::string_view, 96> kFunctionWords = {
    "a",     "about", "after",   "all",   "also",    "an",      "and",   "any",  "are",   "as",      "at",
    "be",    "been",  "before",  "being", "between", "both",    "but",   "by",   "can",   "could",   "did",
    "do",    "does",  "during",  "each",  "either",  "for",     "from",  "had",  "has",   "have",    "he",
    "her",   "his",   "if",      "in",    "into",    "is",      "it",    "its",  "may",   "might",   "more",
    "most",  "must",  "neither", "no",    "nor",     "not",     "of",    "on",   "or",    "other",   "our",
    "out",   "over",  "per",     "shall", "she",     "should",  "so",    "some", "such",  "than",    "that",
    "the",   "their", "them",    "then",  "there",   "these",   "they",  "this", "those", "through", "to",
    "under", "up",    "upon",    "us",    "was",     "we",      "were",  "what", "when",  "where",   "which",
    "while", "who",   "will",    "with",  "within",  "without", "would", "you"};

bool isFunction(const std::string& word) {
    return std::binary_search(kFunctionWords.begin(), kFunctionWords.end(), std::string_view(word));
}

// The published program's search counts whole covered words: an equal stem (0.6) adds none, so that an uncertain one never costs
// a chunk. Scores use the weights themselves.
constexpr std::array<int, 2> kCovered = {1, 0};

struct Match {
    int candidate = -1;  // word of the candidate; -1: no match
    std::size_t stage = 0;
};

// What each word of the reference may match, and whether it is the only match on both sides, which is then certain.
struct Choice {
    std::vector<Match> matches;
    bool certain = false;
};

// The words of the reference, from the left, matched so far.
struct Path {
    std::vector<Match> matches;
    std::vector<bool> used;  // words of the candidate
    int covered = 0, chunks = 0, count = 0, distance = 0, last = -1;
};

// In this order: more words covered, fewer chunks, more matches, matched words nearer to each other.
bool better(const Path& a, const Path& b) {
    if (a.covered != b.covered) return a.covered > b.covered;
    if (a.chunks != b.chunks) return a.chunks < b.chunks;
    if (a.count != b.count) return a.count > b.count;
    return a.distance < b.distance;
}

std::vector<Choice> choicesOf(const Tokens& candidate, const Tokens& reference) {
    std::vector<std::string> stems;
    for (const auto& word : candidate) stems.push_back(stemOf(word));
    std::vector<int> chosen(candidate.size(), 0);  // by how many words of the reference
    std::vector<Choice> out;
    for (const auto& word : reference) {
        auto& matches = out.emplace_back().matches;
        const auto stem = stemOf(word);
        for (std::size_t i = 0; i < candidate.size(); ++i) {
            if (candidate[i] != word && stems[i] != stem) continue;
            matches.push_back({static_cast<int>(i), candidate[i] == word ? 0U : 1U});
            ++chosen[i];
        }
    }
    for (auto& choice : out)
        choice.certain =
            choice.matches.size() == 1 && chosen[static_cast<std::size_t>(choice.matches.front().candidate)] == 1;
    return out;
}

Path extended(const Path& path, std::size_t at, const Match& match) {
    Path next = path;
    next.matches.push_back(match);
    if (match.candidate < 0) {
        if (next.last >= 0) ++next.chunks;
        next.last = -1;
        return next;
    }
    next.used[static_cast<std::size_t>(match.candidate)] = true;
    next.covered += kCovered[match.stage];
    ++next.count;
    if (next.last >= 0 && match.candidate != next.last + 1) ++next.chunks;
    next.distance += std::abs(match.candidate - static_cast<int>(at));
    next.last = match.candidate;
    return next;
}

// Beam search over the reference's words for the best alignment; chunks of the last run are closed.
Path bestPath(const Tokens& candidate, const Tokens& reference) {
    const auto choices = choicesOf(candidate, reference);
    std::vector<Path> paths(1);
    paths.front().used.assign(candidate.size(), false);
    for (std::size_t at = 0; at < reference.size(); ++at) {
        std::stable_sort(paths.begin(), paths.end(), better);
        if (paths.size() > kBeam) paths.resize(kBeam);
        std::vector<Path> next;
        for (const auto& path : paths) {
            for (const auto& match : choices[at].matches)
                if (!path.used[static_cast<std::size_t>(match.candidate)]) next.push_back(extended(path, at, match));
            if (!choices[at].certain) next.push_back(extended(path, at, Match{}));
        }
        paths = std::move(next);
    }
    for (auto& path : paths)
        if (path.last >= 0) ++path.chunks;
    return *std::min_element(paths.begin(), paths.end(), better);
}

}  // namespace

std::span<const std::string_view> functionWords() { return kFunctionWords; }

double Meteor::Side::share() const {
    double matched = 0;
    for (std::size_t s = 0; s < kStages; ++s)
        matched += kWeights[s] * (kDelta * matchedContent[s] + (1 - kDelta) * matchedFunction[s]);
    const double all = kDelta * content + (1 - kDelta) * function;
    return all > 0 ? matched / all : 0;
}

double Meteor::Side::matched() const {
    double sum = 0;
    for (std::size_t s = 0; s < kStages; ++s) sum += matchedContent[s] + matchedFunction[s];
    return sum;
}

void Meteor::Side::add(const Side& other) {
    content += other.content;
    function += other.function;
    for (std::size_t s = 0; s < kStages; ++s) {
        matchedContent[s] += other.matchedContent[s];
        matchedFunction[s] += other.matchedFunction[s];
    }
}

double Meteor::Counts::score() const {
    const double p = candidate.share(), r = reference.share();
    if (p == 0 || r == 0) return 0;
    const double f = p * r / (kAlpha * p + (1 - kAlpha) * r);
    const double fragments = chunks / ((candidate.matched() + reference.matched()) / 2);
    return f * (1 - kGamma * std::pow(fragments, kBeta));
}

Meteor::Counts Meteor::align(const Tokens& candidate, const Tokens& reference) {
    Counts out;
    for (const auto& word : candidate) ++(isFunction(word) ? out.candidate.function : out.candidate.content);
    for (const auto& word : reference) ++(isFunction(word) ? out.reference.function : out.reference.content);
    const Path path = bestPath(candidate, reference);
    for (std::size_t j = 0; j < path.matches.size(); ++j) {
        const auto [at, stage] = path.matches[j];
        if (at < 0) continue;
        const bool mineIs = isFunction(candidate[static_cast<std::size_t>(at)]), theirsIs = isFunction(reference[j]);
        auto& mine = mineIs ? out.candidate.matchedFunction : out.candidate.matchedContent;
        auto& theirs = theirsIs ? out.reference.matchedFunction : out.reference.matchedContent;
        ++mine[stage];
        ++theirs[stage];
    }
    // One run that covers both texts is no fragment at all, and none in the sum of the corpus.
    const bool whole = path.chunks == 1 && out.candidate.matched() == out.candidate.words() &&
                       out.reference.matched() == out.reference.words();
    out.chunks = whole ? 0 : path.chunks;
    return out;
}

void Meteor::add(const Tokens& candidate, std::span<const Tokens> references) {
    Counts best;
    double bestScore = -1;
    for (const auto& reference : references) {
        const Counts counts = align(candidate, reference);
        if (counts.score() <= bestScore) continue;
        best = counts;
        bestScore = counts.score();
    }
    m_sum.candidate.add(best.candidate);
    m_sum.reference.add(best.reference);
    m_sum.chunks += best.chunks;
    m_scores.push_back(std::max(0.0, bestScore));
}

double Meteor::value() const { return m_scores.empty() ? std::numeric_limits<double>::quiet_NaN() : m_sum.score(); }

}  // namespace hilum::metrics
