// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The tokeniser of the caption metrics: what CoreNLP's PTBTokenizer (-lowerCase) followed by
// pycocoevalcap's punctuation list leaves of report text, golden-tested against both. Brackets become
// "-lrb-" and stay, because the tools lower-case before they compare with "-LRB-"; published figures
// contain that, so we keep it. Not covered: the tokenizer's long list of abbreviations and of e-mail
// and web addresses, which reports do not use.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/metrics/caption.h"

namespace hilum::metrics {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return c >= 'a' && c <= 'z'; }
// Bytes above 127 belong to words: an accented letter never splits one.
bool isWordByte(char c) { return isDigit(c) || isLetter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

// Whether the mark at i joins what stands around it into one token: "x-ray", "ap/pa", "1.5", "12:30".
bool joins(std::string_view text, std::size_t i) {
    if (i == 0 || i + 1 >= text.size()) return false;
    const char before = text[i - 1];
    const char after = text[i + 1];
    switch (text[i]) {
        case '-':
        case '/': return isWordByte(before) && isWordByte(after);
        case '.':
        case ',':
        case ':': return isDigit(before) && isDigit(after);
        default: return false;
    }
}

constexpr std::array<std::string_view, 6> kClitics = {"'s", "'re", "'ve", "'ll", "'d", "'m"};
constexpr std::array<std::string_view, 7> kDotted = {"e.g.", "i.e.", "u.s.", "vs.", "dr.", "mr.", "mrs."};
// These keep their stop only before a number: "fig. 2", but "no" at the end of a sentence.
constexpr std::array<std::string_view, 9> kNumbered = {"figs", "fig", "nos", "no", "pp", "p", "ca", "art", "op"};
constexpr std::array<std::pair<char, std::string_view>, 6> kBrackets = {
    {{'(', "-lrb-"}, {')', "-rrb-"}, {'[', "-lsb-"}, {']', "-rsb-"}, {'{', "-lcb-"}, {'}', "-rcb-"}}};
// Two-byte signs that stand alone: plus-minus, degree, micro stays in its word.
constexpr std::array<std::string_view, 3> kSigns = {"\xC2\xB1", "\xC2\xB0", "\xC3\x97"};
constexpr std::string_view kKeptMarks = "/%+*=<>&@#$~^|";

template <class List>
std::string_view startsWithAny(std::string_view text, std::size_t i, const List& list, bool endsWord) {
    for (const std::string_view entry : list) {
        if (text.substr(i, entry.size()) != entry) continue;
        const std::size_t end = i + entry.size();
        if (!endsWord || end >= text.size() || !isWordByte(text[end])) return entry;
    }
    return {};
}

// "1.5cm" -> "1.5", "cm", but "4mm" stays: the tools split a unit from a decimal only.
std::size_t decimalEnd(std::string_view text, std::size_t i) {
    std::size_t end = i;
    bool fraction = false;
    while (end < text.size() && (isDigit(text[end]) || (text[end] == '.' && joins(text, end)))) {
        fraction = fraction || text[end] == '.';
        ++end;
    }
    return fraction && end < text.size() && isLetter(text[end]) ? end : 0;
}

std::size_t wordEnd(std::string_view text, std::size_t i) {
    if (const std::size_t end = decimalEnd(text, i); end > 0) return end;
    std::size_t end = i;
    while (end < text.size() && (isWordByte(text[end]) || joins(text, end)) &&
           startsWithAny(text, end, kSigns, false).empty())
        ++end;
    return end;
}

// Behind the stop of "no. 5" or "fig.1"; 0 where the word is no such abbreviation.
std::size_t numberedStop(std::string_view text, std::string_view word, std::size_t end) {
    if (std::find(kNumbered.begin(), kNumbered.end(), word) == kNumbered.end()) return 0;
    if (end >= text.size() || text[end] != '.') return 0;
    const std::size_t next = end + 1 < text.size() && text[end + 1] == ' ' ? end + 2 : end + 1;
    return next < text.size() && isDigit(text[next]) ? end + 1 : 0;
}

// Pushes the word at i and answers where the next token starts.
std::size_t takeWord(std::string_view text, std::size_t i, Tokens& tokens) {
    if (const auto dotted = startsWithAny(text, i, kDotted, true); !dotted.empty()) {
        tokens.emplace_back(dotted);
        return i + dotted.size();
    }
    const std::size_t end = wordEnd(text, i);
    const std::string_view word = text.substr(i, end - i);
    const bool negated = word.size() > 1 && word.back() == 'n' && text.substr(end, 2) == "'t";
    if (negated) {
        // "isn't" -> "is", "n't": the n belongs to the clitic.
        tokens.emplace_back(word.substr(0, word.size() - 1));
        tokens.emplace_back("n't");
        return end + 2;
    }
    if (word == "cannot") {
        tokens.emplace_back("can");
        tokens.emplace_back("not");
        return end;
    }
    if (const std::size_t stop = numberedStop(text, word, end); stop > 0) {
        tokens.emplace_back(std::string(word) + ".");
        return stop;
    }
    tokens.emplace_back(word);
    return end;
}

std::size_t takeMark(std::string_view text, std::size_t i, Tokens& tokens) {
    if (i > 0 && isWordByte(text[i - 1])) {
        if (const auto clitic = startsWithAny(text, i, kClitics, true); !clitic.empty()) {
            tokens.emplace_back(clitic);
            return i + clitic.size();
        }
    }
    const auto bracket =
        std::find_if(kBrackets.begin(), kBrackets.end(), [&](const auto& b) { return b.first == text[i]; });
    if (bracket != kBrackets.end()) tokens.emplace_back(bracket->second);
    if (kKeptMarks.find(text[i]) != std::string_view::npos) tokens.emplace_back(1, text[i]);
    return i + 1;
}

}  // namespace

Tokens captionTokens(std::string_view raw) {
    const std::string folded = lowered(raw);
    const std::string_view text = folded;
    Tokens tokens;
    for (std::size_t i = 0; i < text.size();) {
        if (const auto sign = startsWithAny(text, i, kSigns, false); !sign.empty()) {
            tokens.emplace_back(sign);
            i += sign.size();
        } else if (isWordByte(text[i])) {
            i = takeWord(text, i, tokens);
        } else {
            i = takeMark(text, i, tokens);
        }
    }
    return tokens;
}

}  // namespace hilum::metrics
