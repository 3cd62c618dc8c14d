// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ConceptLabeler: report or query text to mentions of known concepts, each with polarity, side, zone
// and severity. A lexicon (resources/lexicon.json) with NegEx-style triggers and scopes (Chapman et
// al. 2001; the -1 / 0 / 1 coding of CheXpert, Irvin et al. 2019). Immutable after load; any thread.
// Errors of load(): NotFound, Corrupt (the lexicon is not readable).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace hilum::labels {

enum class Polarity { Negated = -1, Uncertain = 0, Positive = 1 };

struct Mention {
    std::string conceptName;  // canonical, for instance "Pleural Effusion"
    std::string kind;         // "finding", "normal", "device", "modality", "anatomy"
    Polarity polarity = Polarity::Positive;
    std::string side;       // "left", "right", "bilateral", ""
    std::string zone;       // "upper", "middle", "lower", ""
    std::string severity;   // "small", "moderate", "large", ""
    std::size_t begin = 0;  // byte range of the term in the text
    std::size_t end = 0;
};

class ConceptLabeler {
public:
    static base::Result<ConceptLabeler> load(const std::filesystem::path& lexicon);
    // resources/lexicon.json of this installation.
    static base::Result<ConceptLabeler> loadDefault();

    std::vector<Mention> mentions(std::string_view text) const;
    // A label as written in a CSV ("Pleural_Thickening", "glioma") to its canonical name, or "".
    std::string canonical(std::string_view label) const;
    // Every canonical name of a kind, sorted ("" = all).
    std::vector<std::string> names(std::string_view kind = {}) const;

private:
    struct Term {
        std::vector<std::string> words;
        int entry = 0;
        bool absent = false;  // the words themselves say that it is not there: "costophrenic angles are sharp"
    };
    struct Entry {
        std::string name, kind;
    };
    struct Token;
    static std::vector<Token> tokenize(std::string_view text);
    const Term* longestAt(const std::vector<Token>& tokens, std::size_t at) const;
    void describe(const std::vector<Token>& tokens, std::size_t first, std::size_t last,
                  const std::vector<std::size_t>& others, Mention& mention) const;

    std::vector<Entry> m_entries;
    std::map<std::string, std::vector<Term>, std::less<>> m_terms;  // by first word, longest first
};

// Sentences of a report: split at full stops, numbered bullets and line breaks; decimals, "e.g." and
// initials do not split. Trimmed, empty ones dropped.
std::vector<std::string> splitSentences(std::string_view text);

}  // namespace hilum::labels
