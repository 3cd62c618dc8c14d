// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/deid/scrubber.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace hilum::dicom {

namespace {

constexpr const char* kReplacement = "REMOVED";
constexpr std::size_t kInsideWords = 5;  // characters from which a token is also found inside a word

bool isWordByte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
}

std::string lowered(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool isAscii(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::vector<std::string> split(const std::string& text, const char* separators) {
    std::vector<std::string> parts;
    std::size_t start = 0;
    while (start <= text.size()) {
        const auto end = std::min(text.find_first_of(separators, start), text.size());
        if (end > start) parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

}  // namespace

void Scrubber::add(const std::string& token, std::size_t leastCharacters) {
    std::string text = token;
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.pop_back();
    while (!text.empty() && text.front() == ' ') text.erase(text.begin());
    const std::size_t length = characters(text);
    if (length < leastCharacters) return;
    std::vector<std::string> forms = {lowered(text)};
    if (!isAscii(text)) {  // a capital umlaut is another byte: every spelling is a token of its own
        const auto unicode = icu::UnicodeString::fromUTF8(text);
        for (auto form : {icu::UnicodeString(unicode).toLower(), icu::UnicodeString(unicode).toUpper()}) {
            std::string utf8;
            form.toUTF8String(utf8);
            forms.push_back(lowered(utf8));
        }
    }
    for (auto& form : forms) {
        const bool known =
            std::any_of(m_tokens.begin(), m_tokens.end(), [&](const Token& t) { return t.lower == form; });
        if (known) continue;
        const bool hasLetter = std::any_of(form.begin(), form.end(), [](char c) {
            return static_cast<unsigned char>(c) >= 0x80 || std::isalpha(static_cast<unsigned char>(c)) != 0;
        });
        m_firstBytes[static_cast<unsigned char>(form[0])] = true;
        m_tokens.push_back({std::move(form), length >= kInsideWords, hasLetter});
    }
    std::stable_sort(m_tokens.begin(), m_tokens.end(),
                     [](const Token& a, const Token& b) { return a.lower.size() > b.lower.size(); });
}

void Scrubber::addName(const std::string& personName) {
    constexpr std::size_t kLeast = 2;  // two letters are a surname in many places
    for (const auto& component : split(personName, "^=\\")) add(component, kLeast);
    for (const auto& word : split(personName, "^=\\ ,;-")) add(word, kLeast + 1);
}

void Scrubber::addNumber(const std::string& value) {
    constexpr std::size_t kLeast = 3;
    for (const auto& part : split(value, "\\")) add(part, kLeast);
}

void Scrubber::addWords(const std::string& value) {
    static constexpr std::array kGeneral = {
        "hospital",      "clinic",    "university", "center",     "centre", "medical", "general",
        "imaging",       "radiology", "institute",  "department", "street", "klinik",  "universit\xC3\xA4t",
        "h\xC3\xB4pital"};
    constexpr std::size_t kLeastWhole = 4, kLeastWord = 5;
    for (const auto& line : split(value, "\\\r\n")) add(line, kLeastWhole);
    for (const auto& word : split(value, "\\\r\n ,;.()/-"))
        if (std::find(kGeneral.begin(), kGeneral.end(), lowered(word)) == kGeneral.end()) add(word, kLeastWord);
}

void Scrubber::addDate(const std::string& date) {
    if (date.size() < 8 ||
        !std::all_of(date.begin(), date.begin() + 8, [](unsigned char c) { return std::isdigit(c); }))
        return;
    const std::string y = date.substr(0, 4), m = date.substr(4, 2), d = date.substr(6, 2);
    const auto bare = [](const std::string& two) { return two[0] == '0' ? two.substr(1) : two; };
    for (const char* mark : {"-", ".", "/"})
        for (const auto& form : {y + mark + m + mark + d, d + mark + m + mark + y, m + mark + d + mark + y,
                                 bare(d) + mark + bare(m) + mark + y, bare(m) + mark + bare(d) + mark + y})
            add(form, 8);
    add(y + m + d, 8);
}

std::size_t Scrubber::matchAt(const std::string& lower, std::size_t i) const {
    if (!m_firstBytes[static_cast<unsigned char>(lower[i])]) return 0;
    for (const auto& token : m_tokens) {
        if (lower.compare(i, token.lower.size(), token.lower) != 0) continue;
        if (token.insideWords) return token.lower.size();
        const std::size_t end = i + token.lower.size();
        const bool before = i == 0 || !isWordByte(lower[i - 1]);
        const bool after = end >= lower.size() || !isWordByte(lower[end]);
        if (before && after) return token.lower.size();
    }
    return 0;
}

bool Scrubber::finds(const std::string& text) const {
    if (m_tokens.empty()) return false;
    const std::string lower = lowered(text);
    for (std::size_t i = 0; i < lower.size(); ++i)
        if (matchAt(lower, i) > 0) return true;
    return false;
}

std::string Scrubber::clean(const std::string& text) const {
    if (!finds(text)) return text;
    const std::string lower = lowered(text);
    std::string out;
    for (std::size_t i = 0; i < lower.size();) {
        const std::size_t length = matchAt(lower, i);
        if (length == 0) {
            out += text[i++];
        } else {
            out += kReplacement;
            i += length;
        }
    }
    return out;
}

}  // namespace hilum::dicom
