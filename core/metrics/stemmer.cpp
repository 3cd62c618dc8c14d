// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/metrics/stemmer.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace hilum::metrics {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<Pair, 18> kWhole = {{{"skis", "ski"},
                                          {"skies", "sky"},
                                          {"dying", "die"},
                                          {"lying", "lie"},
                                          {"tying", "tie"},
                                          {"idly", "idl"},
                                          {"gently", "gentl"},
                                          {"ugly", "ugli"},
                                          {"early", "earli"},
                                          {"only", "onli"},
                                          {"singly", "singl"},
                                          {"sky", "sky"},
                                          {"news", "news"},
                                          {"howe", "howe"},
                                          {"atlas", "atlas"},
                                          {"cosmos", "cosmos"},
                                          {"bias", "bias"},
                                          {"andes", "andes"}}};
constexpr std::array<std::string_view, 8> kFinished = {"inning",  "outing",  "canning", "herring",
                                                       "earring", "proceed", "exceed",  "succeed"};
// Longest first among those that end alike.
constexpr std::array<Pair, 23> kStep2 = {
    {{"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"},   {"entli", "ent"}, {"ization", "ize"},
     {"izer", "ize"},    {"ation", "ate"},   {"ator", "ate"},  {"alism", "al"},    {"aliti", "al"},  {"alli", "al"},
     {"fulness", "ful"}, {"ousness", "ous"}, {"ousli", "ous"}, {"iveness", "ive"}, {"iviti", "ive"}, {"biliti", "ble"},
     {"abli", "able"},   {"bli", "ble"},     {"fulli", "ful"}, {"lessli", "less"}, {"ogi", "og"}}};
constexpr std::array<Pair, 8> kStep3 = {{{"ational", "ate"},
                                         {"tional", "tion"},
                                         {"alize", "al"},
                                         {"icate", "ic"},
                                         {"iciti", "ic"},
                                         {"ical", "ic"},
                                         {"ful", ""},
                                         {"ness", ""}}};
constexpr std::array<std::string_view, 17> kStep4 = {"ement", "ance", "ence", "able", "ible", "ment",
                                                     "ant",   "ent",  "ism",  "ate",  "iti",  "ous",
                                                     "ive",   "ize",  "al",   "er",   "ic"};

bool isVowel(char c) { return std::string_view("aeiouy").find(c) != std::string_view::npos; }

class Stemmer {
public:
    explicit Stemmer(std::string word) : m_word(std::move(word)) {}
    std::string run() {
        if (m_word.size() <= 2) return m_word;
        for (const auto& [whole, stem] : kWhole)
            if (m_word == whole) return std::string(stem);
        markConsonantY();
        findRegions();
        possessive();
        plural();
        if (std::find(kFinished.begin(), kFinished.end(), m_word) != kFinished.end()) return m_word;
        pastAndGerund();
        finalY();
        replaceIn(m_r1, kStep2, true);
        step3();
        step4();
        finalE();
        std::replace(m_word.begin(), m_word.end(), 'Y', 'y');
        return m_word;
    }

private:
    bool ends(std::string_view suffix) const { return m_word.ends_with(suffix); }
    void drop(std::size_t count) { m_word.resize(m_word.size() - count); }
    bool inRegion(std::size_t region, std::size_t suffix) const { return m_word.size() >= region + suffix; }
    bool hasVowelBefore(std::size_t end) const {
        return std::any_of(m_word.begin(), m_word.begin() + static_cast<std::ptrdiff_t>(end), isVowel);
    }

    // A y at the beginning or after a vowel is a consonant, written Y.
    void markConsonantY() {
        if (m_word.front() == '\'') m_word.erase(0, 1);
        for (std::size_t i = 0; i < m_word.size(); ++i)
            if (m_word[i] == 'y' && (i == 0 || isVowel(m_word[i - 1]))) m_word[i] = 'Y';
    }
    // Where the part after the first consonant that follows a vowel begins.
    std::size_t after(std::size_t from) const {
        for (std::size_t i = from + 1; i < m_word.size(); ++i)
            if (isVowel(m_word[i - 1]) && !isVowel(m_word[i])) return i + 1;
        return m_word.size();
    }
    void findRegions() {
        m_r1 = after(0);
        for (const std::string_view start : {"gener", "commun", "arsen"})
            if (m_word.starts_with(start)) m_r1 = start.size();
        m_r2 = after(m_r1);
    }
    bool endsShort(std::size_t end) const {
        if (end == 2) return isVowel(m_word[0]) && !isVowel(m_word[1]);
        if (end < 3) return false;
        const char last = m_word[end - 1];
        return !isVowel(last) && last != 'w' && last != 'x' && last != 'Y' && isVowel(m_word[end - 2]) &&
               !isVowel(m_word[end - 3]);
    }

    void possessive() {
        for (const std::string_view suffix : {"'s'", "'s", "'"})
            if (ends(suffix)) return drop(suffix.size());
    }
    void plural() {
        if (ends("sses")) return drop(2);
        if (ends("ied") || ends("ies")) return drop(m_word.size() > 4 ? 2 : 1);
        if (ends("us") || ends("ss") || !ends("s")) return;
        if (m_word.size() >= 2 && hasVowelBefore(m_word.size() - 2)) drop(1);
    }
    void pastAndGerund() {
        for (const std::string_view suffix : {"eedly", "eed"})
            if (ends(suffix)) {
                if (inRegion(m_r1, suffix.size())) drop(suffix.size() - 2);
                return;
            }
        for (const std::string_view suffix : {"ingly", "edly", "ing", "ed"})
            if (ends(suffix)) {
                if (!hasVowelBefore(m_word.size() - suffix.size())) return;
                drop(suffix.size());
                return mend();
            }
    }
    // "hopping" -> "hop", "hoping" -> "hope".
    void mend() {
        if (ends("at") || ends("bl") || ends("iz")) {
            m_word += 'e';
            return;
        }
        const std::size_t n = m_word.size();
        if (n >= 2 && m_word[n - 1] == m_word[n - 2] &&
            std::string_view("bdfgmnprt").find(m_word[n - 1]) != std::string_view::npos)
            return drop(1);
        if (m_r1 >= n && endsShort(n)) m_word += 'e';
    }
    void finalY() {
        const std::size_t n = m_word.size();
        if (n > 2 && (m_word[n - 1] == 'y' || m_word[n - 1] == 'Y') && !isVowel(m_word[n - 2])) m_word[n - 1] = 'i';
    }
    // The longest suffix alone is tried: one that does not lie in the region hides shorter ones.
    template <class List>
    void replaceIn(std::size_t region, const List& list, bool withLi) {
        const Pair* best = nullptr;
        for (const auto& one : list)
            if (ends(one.first) && (best == nullptr || one.first.size() > best->first.size())) best = &one;
        if (best != nullptr) {
            const std::size_t size = best->first.size();
            if (!inRegion(region, size)) return;
            if (best->first == "ogi" && (m_word.size() < 4 || m_word[m_word.size() - 4] != 'l')) return;
            drop(size);
            m_word += best->second;
        } else if (withLi && ends("li") && inRegion(region, 2) && m_word.size() > 2 &&
                   std::string_view("cdeghkmnrt").find(m_word[m_word.size() - 3]) != std::string_view::npos) {
            drop(2);
        }
    }
    void step3() {
        if (ends("ative")) {
            if (inRegion(m_r1, 5) && inRegion(m_r2, 5)) drop(5);
            return;
        }
        replaceIn(m_r1, kStep3, false);
    }
    void step4() {
        for (const auto suffix : kStep4)
            if (ends(suffix)) {
                if (inRegion(m_r2, suffix.size())) drop(suffix.size());
                return;
            }
        if ((ends("sion") || ends("tion")) && inRegion(m_r2, 3)) drop(3);
    }
    void finalE() {
        const std::size_t n = m_word.size();
        if (ends("e") && (inRegion(m_r2, 1) || (inRegion(m_r1, 1) && !endsShort(n - 1)))) return drop(1);
        if (ends("ll") && inRegion(m_r2, 1)) drop(1);
    }

    std::string m_word;
    std::size_t m_r1 = 0, m_r2 = 0;
};

}  // namespace

std::string stemOf(const std::string& word) { return Stemmer(word).run(); }

}  // namespace hilum::metrics
