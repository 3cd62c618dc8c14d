// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/labels/concept_labeler.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/file_io.h"
#include "core/base/paths.h"

namespace hilum::labels {

struct ConceptLabeler::Token {
    std::string word;   // lower-case, plural s removed
    std::string plain;  // lower-case as written
    std::size_t begin = 0;
    std::size_t end = 0;
    bool sentenceBreak = false;  // a full stop, semicolon or line break stands before it
    bool comma = false;          // a comma stands before it
};

namespace {

using Words = std::vector<std::string>;

std::string singular(const std::string& word) {
    const auto n = word.size();
    if (n > 4 && word.ends_with("ses")) return word.substr(0, n - 2);  // masses -> mass
    if (n > 3 && word.back() == 's' && word[n - 2] != 's' && word[n - 2] != 'u' && word[n - 2] != 'i')
        return word.substr(0, n - 1);
    return word;
}

// Multi-word triggers are written with single spaces and matched on plain words.
const std::array<Words, 13> kNegationBefore = {Words{"no"},         {"neither"},    {"without"},       {"not"},
                                               {"negative", "for"}, {"free", "of"}, {"absence", "of"}, {"absent"},
                                               {"denies"},          {"lack", "of"}, {"rule", "out"},   {"nor"},
                                               {"exclude"}};
const std::array<Words, 12> kNegationAfter = {Words{"not", "seen"}, {"not", "identified"}, {"not", "present"},
                                              {"not", "evident"},   {"not", "visible"},    {"is", "absent"},
                                              {"are", "absent"},    {"has", "resolved"},   {"have", "resolved"},
                                              {"ruled", "out"},     {"excluded"},          {"not", "demonstrated"}};
const std::array<Words, 20> kUncertainBefore = {Words{"possible"},
                                                {"possibly"},
                                                {"probable"},
                                                {"probably"},
                                                {"may"},
                                                {"might"},
                                                {"could"},
                                                {"suspected"},
                                                {"suspicion", "of"},
                                                {"likely"},
                                                {"suggestive", "of"},
                                                {"suggesting"},
                                                {"questionable"},
                                                {"equivocal"},
                                                {"cannot", "exclude"},
                                                {"suspicious", "for"},
                                                {"concerning", "for"},
                                                {"presumed"},
                                                {"query"},
                                                {"versus"}};
const std::array<Words, 5> kUncertainAfter = {Words{"cannot", "be", "excluded"},
                                              {"not", "excluded"},
                                              {"is", "possible"},
                                              {"is", "suspected"},
                                              {"is", "questionable"}};
// Words that end the reach of a trigger.
const std::set<std::string, std::less<>> kScopeEnds = {
    "but",  "however",      "although", "though", "except",    "apart", "which", "there",  "shows",
    "show", "demonstrates", "with",     "and/or", "otherwise", "yet",   "while", "because"};

const std::map<std::string, std::string, std::less<>> kSides = {
    {"left", "left"},      {"right", "right"},    {"bilateral", "bilateral"}, {"bilaterally", "bilateral"},
    {"both", "bilateral"}, {"leftsided", "left"}, {"rightsided", "right"},    {"lt", "left"},
    {"rt", "right"},       {"lingula", "left"},   {"lingular", "left"}};  // the lingula is of the left lung alone
const std::map<std::string, std::string, std::less<>> kZones = {
    {"upper", "upper"},    {"apical", "upper"},     {"apex", "upper"},  {"mid", "middle"},     {"middle", "middle"},
    {"midzone", "middle"}, {"perihilar", "middle"}, {"lower", "lower"}, {"lingula", "middle"}, {"lingular", "middle"},
    {"basal", "lower"},    {"basilar", "lower"},    {"base", "lower"},  {"bibasal", "lower"}};
const std::map<std::string, std::string, std::less<>> kSeverities = {
    {"small", "small"},  {"tiny", "small"},        {"minimal", "small"},   {"mild", "small"},  {"trace", "small"},
    {"subtle", "small"}, {"moderate", "moderate"}, {"medium", "moderate"}, {"large", "large"}, {"massive", "large"},
    {"severe", "large"}, {"extensive", "large"},   {"marked", "large"}};

constexpr std::size_t kReachBefore = 8;  // tokens a side or severity may stand before its concept
constexpr std::size_t kReachAfter = 7;

}  // namespace

std::vector<ConceptLabeler::Token> ConceptLabeler::tokenize(std::string_view text) {
    std::vector<Token> tokens;
    bool sentenceBreak = true;
    bool comma = false;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (std::isalnum(c) == 0 && c < 0x80) {
            const bool decimal = c == '.' && i > 0 && i + 1 < text.size() &&
                                 std::isdigit(static_cast<unsigned char>(text[i - 1])) != 0 &&
                                 std::isdigit(static_cast<unsigned char>(text[i + 1])) != 0;
            if ((c == '.' && !decimal) || c == ';' || c == '\n' || c == ':' || c == '!' || c == '?')
                sentenceBreak = true;
            if (c == ',') comma = true;
            ++i;
            continue;
        }
        Token token;
        token.begin = i;
        while (i < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[i])) != 0 || static_cast<unsigned char>(text[i]) >= 0x80))
            token.plain.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(text[i++]))));
        token.end = i;
        token.word = singular(token.plain);
        token.sentenceBreak = sentenceBreak;
        token.comma = comma;
        sentenceBreak = comma = false;
        tokens.push_back(std::move(token));
    }
    return tokens;
}

base::Result<ConceptLabeler> ConceptLabeler::load(const std::filesystem::path& lexicon) {
    HILUM_TRY(const auto text, base::readTextFile(lexicon));
    return base::guarded("Reading the lexicon", [&]() -> base::Result<ConceptLabeler> {
        const auto json = nlohmann::json::parse(text, nullptr, false);
        if (json.is_discarded() || !json.contains("concepts"))
            return base::makeError(base::ErrorCode::Corrupt,
                                   "The concept lexicon " + lexicon.string() + " is not readable; reinstall Hilum.");
        ConceptLabeler labeler;
        for (const auto& concept_ : json.at("concepts")) {
            const int entry = static_cast<int>(labeler.m_entries.size());
            labeler.m_entries.push_back({concept_.at("name"), concept_.value("kind", "finding")});
            const auto add = [&](const std::string& term, bool absent) {
                Term made;
                made.entry = entry;
                made.absent = absent;
                for (const auto& token : tokenize(term)) made.words.push_back(token.word);
                if (!made.words.empty()) labeler.m_terms[made.words.front()].push_back(std::move(made));
            };
            add(concept_.at("name"), false);
            for (const auto& term : concept_.value("terms", std::vector<std::string>{})) add(term, false);
            for (const auto& term : concept_.value("absentTerms", std::vector<std::string>{})) add(term, true);
        }
        for (auto& [first, terms] : labeler.m_terms)
            std::stable_sort(terms.begin(), terms.end(),
                             [](const Term& a, const Term& b) { return a.words.size() > b.words.size(); });
        return labeler;
    });
}

base::Result<ConceptLabeler> ConceptLabeler::loadDefault() { return load(base::resourcesFolder() / "lexicon.json"); }

const ConceptLabeler::Term* ConceptLabeler::longestAt(const std::vector<Token>& tokens, std::size_t at) const {
    const auto found = m_terms.find(tokens[at].word);
    if (found == m_terms.end()) return nullptr;
    for (const auto& term : found->second) {
        if (at + term.words.size() > tokens.size()) continue;
        bool same = true;
        for (std::size_t i = 1; i < term.words.size() && same; ++i)
            same = tokens[at + i].word == term.words[i] && !tokens[at + i].sentenceBreak;
        if (same) return &term;
    }
    return nullptr;
}

namespace {

template <class Tokens>
bool matchesAt(const Tokens& tokens, std::size_t at, const Words& words, std::size_t limit) {
    if (at + words.size() > limit) return false;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (tokens[at + i].plain != words[i]) return false;
    return true;
}

// A trigger before the concept counts unless something ends its reach in between.
template <class Tokens, class Triggers>
bool triggerBefore(const Tokens& tokens, std::size_t sentence, std::size_t first, const Triggers& triggers) {
    for (std::size_t at = first; at-- > sentence;) {
        for (const auto& trigger : triggers)
            if (matchesAt(tokens, at, trigger, first)) return true;
        if (kScopeEnds.contains(tokens[at].plain)) return false;
    }
    return false;
}

template <class Tokens, class Triggers>
bool triggerAfter(const Tokens& tokens, std::size_t last, std::size_t sentenceEnd, const Triggers& triggers) {
    for (std::size_t at = last; at < std::min(sentenceEnd, last + 6); ++at) {
        if (kScopeEnds.contains(tokens[at].plain)) return false;
        for (const auto& trigger : triggers)
            if (matchesAt(tokens, at, trigger, sentenceEnd)) return true;
    }
    return false;
}

}  // namespace

void ConceptLabeler::describe(const std::vector<Token>& tokens, std::size_t first, std::size_t last,
                              const std::vector<std::size_t>& others, Mention& mention) const {
    std::size_t sentence = first;
    while (sentence > 0 && !tokens[sentence].sentenceBreak) --sentence;
    std::size_t sentenceEnd = last;
    while (sentenceEnd < tokens.size() && !tokens[sentenceEnd].sentenceBreak) ++sentenceEnd;

    if (triggerAfter(tokens, last, sentenceEnd, kUncertainAfter))
        mention.polarity = Polarity::Uncertain;
    else if (triggerBefore(tokens, sentence, first, kNegationBefore) ||
             triggerAfter(tokens, last, sentenceEnd, kNegationAfter))
        mention.polarity = Polarity::Negated;
    else if (triggerBefore(tokens, sentence, first, kUncertainBefore))
        mention.polarity = Polarity::Uncertain;

    // Attributes: nearest word inside the sentence, before first; another concept in between ends the reach.
    const auto otherAt = [&](std::size_t at) { return std::find(others.begin(), others.end(), at) != others.end(); };
    const auto take = [](const auto& table, const Token& token, std::string& slot) {
        if (!slot.empty()) return;
        if (const auto found = table.find(token.plain); found != table.end()) slot = found->second;
    };
    for (std::size_t at = first, n = 0; at-- > sentence && n < kReachBefore; ++n) {
        if (otherAt(at) || tokens[at + 1].comma) break;
        take(kSides, tokens[at], mention.side);
        take(kZones, tokens[at], mention.zone);
        take(kSeverities, tokens[at], mention.severity);
    }
    for (std::size_t at = first; at < last; ++at) {  // "left effusion" as one term, "basal consolidation"
        take(kSides, tokens[at], mention.side);
        take(kZones, tokens[at], mention.zone);
    }
    for (std::size_t at = last, n = 0; at < sentenceEnd && n < kReachAfter; ++at, ++n) {
        if (otherAt(at) || tokens[at].comma) break;
        take(kSides, tokens[at], mention.side);
        take(kZones, tokens[at], mention.zone);
    }
}

std::vector<Mention> ConceptLabeler::mentions(std::string_view text) const {
    const auto tokens = tokenize(text);
    struct Found {
        std::size_t first, last;
        int entry;
        bool absent;
    };
    std::vector<Found> found;
    std::vector<std::size_t> starts;
    for (std::size_t at = 0; at < tokens.size();) {
        const auto* term = longestAt(tokens, at);
        if (term == nullptr) {
            ++at;
            continue;
        }
        found.push_back({at, at + term->words.size(), term->entry, term->absent});
        if (m_entries[static_cast<std::size_t>(term->entry)].kind != "anatomy") starts.push_back(at);
        at += term->words.size();
    }
    std::vector<Mention> out;
    for (const auto& f : found) {
        Mention mention;
        mention.conceptName = m_entries[static_cast<std::size_t>(f.entry)].name;
        mention.kind = m_entries[static_cast<std::size_t>(f.entry)].kind;
        mention.begin = tokens[f.first].begin;
        mention.end = tokens[f.last - 1].end;
        std::vector<std::size_t> others;
        std::copy_if(starts.begin(), starts.end(), std::back_inserter(others),
                     [&](std::size_t s) { return s < f.first || s >= f.last; });
        describe(tokens, f.first, f.last, others, mention);
        // "No longer is the heart size normal" is rarer than any wording worth a rule: the term decides.
        if (f.absent) mention.polarity = Polarity::Negated;
        out.push_back(std::move(mention));
    }
    return out;
}

std::string ConceptLabeler::canonical(std::string_view label) const {
    const auto tokens = tokenize(label);
    if (tokens.empty()) return {};
    const auto* term = longestAt(tokens, 0);
    if (term == nullptr || term->absent || term->words.size() != tokens.size()) return {};
    return m_entries[static_cast<std::size_t>(term->entry)].name;
}

std::vector<std::string> ConceptLabeler::names(std::string_view kind) const {
    std::vector<std::string> out;
    for (const auto& entry : m_entries)
        if (kind.empty() || entry.kind == kind) out.push_back(entry.name);
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace hilum::labels
