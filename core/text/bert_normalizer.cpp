// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/text/bert_normalizer.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace hilum::text {

namespace {

constexpr UChar32 kReplacement = 0xFFFD;

// The reference's category tables are those of Unicode 8; a newer ICU knows more characters, and ids must
// not depend on which ICU is installed. (Every code point was compared once, see the tests.)
constexpr std::uint8_t kTableVersion = 8;

int categoryOf(UChar32 c) {
    // The characters that Unicode has moved to another category since.
    if (c == 0x166D || c == 0x111C9) return U_OTHER_PUNCTUATION;
    if (c == 0x1734) return U_NON_SPACING_MARK;
    if (c == 0x1885 || c == 0x1886 || c == 0xA9BD) return U_OTHER_LETTER;
    UVersionInfo age;
    u_charAge(c, age);
    return age[0] > kTableVersion ? int{U_UNASSIGNED} : int{u_charType(c)};
}

// ASCII controls that count as white space for BERT.
bool isPlainSpace(UChar32 c) { return c == '\t' || c == '\n' || c == '\r'; }

bool isDropped(UChar32 c) {
    if (c == 0 || c == kReplacement) return true;
    if (isPlainSpace(c)) return false;
    const auto category = categoryOf(c);
    return category == U_CONTROL_CHAR || category == U_FORMAT_CHAR || category == U_PRIVATE_USE_CHAR ||
           category == U_SURROGATE;
}

// The CJK blocks that BERT surrounds with spaces (not Hangul, Hiragana or Katakana).
bool isIdeograph(UChar32 c) {
    struct Range {
        UChar32 first, last;
    };
    static constexpr Range kBlocks[] = {{0x4E00, 0x9FFF},   {0x3400, 0x4DBF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F},
                                        {0x2B740, 0x2B81F}, {0x2B920, 0x2CEAF}, {0xF900, 0xFAFF},   {0x2F800, 0x2FA1F}};
    return std::any_of(std::begin(kBlocks), std::end(kBlocks), [c](Range r) { return c >= r.first && c <= r.last; });
}

bool isPunctuation(UChar32 c) {
    const bool ascii = (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
    if (c < 0x80) return ascii;
    switch (categoryOf(c)) {
        case U_DASH_PUNCTUATION:
        case U_START_PUNCTUATION:
        case U_END_PUNCTUATION:
        case U_CONNECTOR_PUNCTUATION:
        case U_OTHER_PUNCTUATION:
        case U_INITIAL_PUNCTUATION:
        case U_FINAL_PUNCTUATION: return true;
        default: return false;
    }
}

icu::UnicodeString cleaned(std::string_view utf8) {
    icu::UnicodeString out;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
    const std::size_t size = utf8.size();
    std::size_t i = 0;
    while (i < size) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, i, size, c);
        if (isDropped(c)) continue;
        if (isPlainSpace(c) || u_isUWhiteSpace(c)) {
            out.append(UChar32(' '));
        } else if (isIdeograph(c)) {
            out.append(UChar32(' ')).append(c).append(UChar32(' '));
        } else {
            out.append(c);
        }
    }
    return out;
}

icu::UnicodeString withoutAccents(const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfd = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) return text;
    const icu::UnicodeString apart = nfd->normalize(text, status);
    if (U_FAILURE(status)) return text;
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
        const UChar32 c = apart.char32At(i);
        if (categoryOf(c) != U_NON_SPACING_MARK) out.append(u_tolower(c));
    }
    return out;
}

}  // namespace

std::vector<std::u32string> bertWords(std::string_view utf8, bool lowerCase) {
    icu::UnicodeString text = cleaned(utf8);
    if (lowerCase) text = withoutAccents(text);
    std::vector<std::u32string> words;
    std::u32string word;
    const auto close = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (u_isUWhiteSpace(c)) {
            close();
        } else if (isPunctuation(c)) {
            close();
            words.emplace_back(1, static_cast<char32_t>(c));
        } else {
            word.push_back(static_cast<char32_t>(c));
        }
    }
    close();
    return words;
}

}  // namespace hilum::text
