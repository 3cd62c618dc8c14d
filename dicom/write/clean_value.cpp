// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/clean_value.h"

#include <algorithm>
#include <cctype>

#include "core/report/markup.h"

namespace hilum::dicom {

namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::string cut(std::string text, std::size_t maxCharacters) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!continues(text[i]) && ++characters > maxCharacters) {
            text.resize(i);
            break;
        }
    return text;
}

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::string cleanValue(const std::string& text, std::size_t maxCharacters) {
    std::string out = report::cleanUtf8(text);
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
        if (c == '\\') c = '/';
    }
    return trimmed(cut(trimmed(out), maxCharacters));
}

std::string cleanText(const std::string& text, std::size_t maxCharacters) {
    const std::string clean = report::cleanUtf8(text);
    std::string out;
    out.reserve(clean.size());
    for (std::size_t i = 0; i < clean.size(); ++i) {
        if (clean[i] == '\r' && i + 1 < clean.size() && clean[i + 1] == '\n') continue;
        if (clean[i] == '\r' || clean[i] == '\n') {
            out += "\r\n";
        } else {
            out += clean[i] == '\t' ? ' ' : clean[i];
        }
    }
    out = cut(std::move(out), maxCharacters);
    // An empty value of type 1 is no value: a report that says nothing says so with a dash.
    return out.empty() ? "-" : out;
}

std::string cleanPersonName(const std::string& name) {
    constexpr std::size_t kGroupCharacters = 64;
    constexpr std::ptrdiff_t kCarets = 4, kEquals = 2;
    const std::string clean = cleanValue(name, 4 * kGroupCharacters);
    std::string out, group;
    std::ptrdiff_t groups = 0;
    const auto close = [&] {
        while (std::count(group.begin(), group.end(), '^') > kCarets) group[group.find_last_of('^')] = ' ';
        out += cut(group, kGroupCharacters);
        group.clear();
    };
    for (const char c : clean) {
        if (c == '=' && groups < kEquals) {
            close();
            out += '=';
            ++groups;
        } else {
            group += c == '=' ? ' ' : c;
        }
    }
    close();
    return out;
}

bool isUid(const std::string& text) {
    constexpr std::size_t kMaxLength = 64;
    if (text.empty() || text.size() > kMaxLength) return false;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != '.') {
            if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return false;
            continue;
        }
        const std::size_t length = i - start;
        if (length == 0 || (length > 1 && text[start] == '0')) return false;
        start = i + 1;
    }
    return text.find('.') != std::string::npos;
}

std::string dicomDate(const std::string& isoDate) {
    if (isoDate.size() != 10 || isoDate[4] != '-' || isoDate[7] != '-') return {};
    const std::string digits = isoDate.substr(0, 4) + isoDate.substr(5, 2) + isoDate.substr(8, 2);
    const bool numeric =
        std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    return numeric ? digits : std::string();
}

}  // namespace hilum::dicom
