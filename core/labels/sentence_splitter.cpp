// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include <cctype>

#include "core/labels/concept_labeler.h"

namespace hilum::labels {

namespace {

std::string trimmed(std::string_view s) {
    const auto first = s.find_first_not_of(" \t\r\n-*");
    if (first == std::string_view::npos) return {};
    return std::string(s.substr(first, s.find_last_not_of(" \t\r\n") - first + 1));
}

bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool isAlpha(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// A full stop ends a sentence unless it belongs to a decimal, a bullet number, an initial or "e.g.".
bool endsSentence(std::string_view text, std::size_t dot) {
    const bool atEnd = dot + 1 >= text.size();
    if (!atEnd && std::isspace(static_cast<unsigned char>(text[dot + 1])) == 0) return false;
    std::size_t start = dot;
    while (start > 0 && (isAlpha(text[start - 1]) || isDigit(text[start - 1]) || text[start - 1] == '.')) --start;
    const auto word = text.substr(start, dot - start);
    if (word == "e.g" || word == "i.e" || word == "Dr" || word == "approx" || word == "Fig" || word == "vs" ||
        word == "no")
        return false;
    if (word.size() == 1 && isAlpha(word[0])) return atEnd;
    const bool lineStart = start == 0 || text[start - 1] == '\n';
    if (lineStart && !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos) return false;
    return true;
}

// Removes "1. ", "2) " at the beginning.
std::string_view withoutBullet(std::string_view s) {
    std::size_t i = 0;
    while (i < s.size() && isDigit(s[i])) ++i;
    if (i == 0 || i + 1 >= s.size() || (s[i] != '.' && s[i] != ')') || s[i + 1] != ' ') return s;
    return s.substr(i + 2);
}

}  // namespace

std::vector<std::string> splitSentences(std::string_view text) {
    std::vector<std::string> sentences;
    std::size_t start = 0;
    const auto flush = [&](std::size_t end) {
        const std::string whole = trimmed(text.substr(start, end - start));
        const std::string sentence = trimmed(withoutBullet(whole));
        if (!sentence.empty() && sentence != ".") sentences.push_back(sentence);
        start = end;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n')
            flush(i);
        else if ((text[i] == '.' && endsSentence(text, i)) ||
                 ((text[i] == '!' || text[i] == '?') && (i + 1 >= text.size() || text[i + 1] == ' ')))
            flush(i + 1);
    }
    flush(text.size());
    return sentences;
}

}  // namespace hilum::labels
