// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/charset.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcspchrs.h>

#include "dicom/file/dcmtk_setup.h"
#include "dicom/file/iso2022_japanese.h"

namespace hilum::dicom {

namespace {

bool isPlain(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != 0x1B; });
}

// Length of a valid UTF-8 sequence at `at`, 0 when there is none.
std::size_t sequenceLength(const std::string& text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || at + length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return 0;
    const auto second = length > 2 ? static_cast<unsigned char>(text[at + 1]) : 0x80;
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool surrogate = lead == 0xED && second > 0x9F, past = lead == 0xF4 && second > 0x8F;
    return overlong || surrogate || past ? 0 : length;
}

// Valid UTF-8 stays; every other byte becomes the replacement character.
std::string repaired(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = sequenceLength(text, i);
        if (length == 0) {
            out += "\xEF\xBF\xBD";
            ++i;
        } else {
            out.append(text, i, length);
            i += length;
        }
    }
    return out;
}

// "ISO-IR 100", "ISO IR 100", "iso_ir_100", "UTF-8" as the defined terms that they mean (PS3.3 C.12.1.1.2).
std::string definedTerm(const std::string& name, bool oneOfSeveral) {
    std::string letters, number;
    for (const char c : name) {
        const auto u = static_cast<unsigned char>(c);
        if (std::isdigit(u) != 0 && !(number.empty() && letters == "ISO" && name.find("2022") != std::string::npos))
            number += c;
        else if (std::isalpha(u) != 0)
            letters += static_cast<char>(std::toupper(u));
    }
    if (letters == "UTF" && number == "8") return "ISO_IR 192";
    if (letters == "GB") return "GB18030";
    if (letters == "GBK") return "GBK";
    if (letters != "ISOIR" || number.empty()) return number.empty() && letters.empty() ? std::string() : name;
    const bool extended = name.find("2022") != std::string::npos;
    if (number == "6") return {};  // what an empty value says
    if (number == "192") return "ISO_IR 192";
    return (extended || oneOfSeveral ? "ISO 2022 IR " : "ISO_IR ") + number;
}

std::string definedTerms(const std::string& charset) {
    const bool several = charset.find('\\') != std::string::npos;
    std::string terms, term;
    for (const char c : charset + "\\") {
        if (c != '\\') {
            term += c;
            continue;
        }
        terms += definedTerm(term, several) + "\\";
        term.clear();
    }
    terms.pop_back();
    return terms;
}

// Nothing when DCMTK does not know the set, or the text is none of it.
std::optional<std::string> converted(const std::string& text, const std::string& charset) {
    try {
        DcmSpecificCharacterSet converter;
        OFString out;
        if (converter.selectCharacterSet(OFString(charset.c_str()), "ISO_IR 192").bad() ||
            converter.convertString(OFString(text.data(), text.size()), out, "\\^=").bad())
            return std::nullopt;
        return repaired(std::string(out.c_str(), out.length()));
    } catch (...) {
        return std::nullopt;
    }
}

}  // namespace

std::string toUtf8(const std::string& text, const std::string& charset) {
    if (isPlain(text)) return text;
    // A file that declares nothing, or nothing known, but holds more than ASCII is most often Latin-1.
    constexpr const char* kLatin1 = "ISO_IR 100";
    std::string terms = definedTerms(charset);
    if (terms.find_first_not_of('\\') == std::string::npos) terms = kLatin1;
    if (terms.find("ISO_IR 192") != std::string::npos) return repaired(text);
    if (isJapanese(terms))
        if (auto japanese = japaneseToUtf8(text)) return *std::move(japanese);
    if (terms == "ISO_IR 203")  // Latin-9, younger than this DCMTK
        if (auto latin9 = iconvToUtf8(text, "ISO-8859-15")) return *std::move(latin9);
    setUpDcmtk();
    if (auto known = converted(text, terms)) return *std::move(known);
    // Readable ASCII with marks is better than no name; what looks like UTF-8 is taken for it.
    const std::string marked = repaired(text);
    if (marked == text || text.find('\x1B') != std::string::npos) return marked;
    return converted(text, kLatin1).value_or(marked);
}

}  // namespace hilum::dicom
