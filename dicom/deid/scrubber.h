// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Finds the identifiers of a header (names, numbers, addresses, dates of birth) in free text and takes them out.
// Case does not matter; what has five characters or more is found inside words too, shorter ones only as words.
// Text is UTF-8. Immutable after building, any thread.
#pragma once

#include <string>
#include <vector>

namespace hilum::dicom {

class Scrubber {
public:
    void addName(const std::string& personName);  // PN: each component, and each word of it
    void addNumber(const std::string& value);     // an identifier as it stands
    void addWords(const std::string& value);      // an address or institution: the whole, and its telling words
    void addDate(const std::string& dicomDate);   // YYYYMMDD: in the forms that people write

    // text with every identifier replaced by "REMOVED"; the same text when there is none.
    std::string clean(const std::string& text) const;
    bool finds(const std::string& text) const;
    bool empty() const { return m_tokens.empty(); }

private:
    struct Token {
        std::string lower;  // ASCII lower-cased
        bool insideWords = false;
        bool hasLetter = false;
    };
    void add(const std::string& token, std::size_t leastCharacters);
    // Length of the match at place i of the lower-cased text, 0 for none.
    std::size_t matchAt(const std::string& lower, std::size_t i) const;
    std::vector<Token> m_tokens;  // longest first
    bool m_firstBytes[256] = {};
};

}  // namespace hilum::dicom
