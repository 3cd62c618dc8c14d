// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// parseQuery: what a reader typed ("women over 60 with cardiomegaly, no effusion, CR 2024") as chips,
// filters and words. A comma parts statements, so a negation reaches to the next comma only. What is
// not understood stays as words: nothing typed is lost.
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "core/labels/concept_labeler.h"
#include "core/reading/case_search.h"

namespace hilum::reading {

namespace {

struct Word {
    std::string text;  // lower case
    std::string raw;
    bool used = false;
};

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

bool oneOf(const std::string& word, std::initializer_list<const char*> list) {
    return std::any_of(list.begin(), list.end(), [&](const char* known) { return word == known; });
}

std::optional<int> number(std::string_view text, int low, int high) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) return std::nullopt;
    return value;
}

std::vector<Word> wordsOf(std::string_view segment) {
    std::vector<Word> words;
    for (std::size_t i = 0; i < segment.size();) {
        if (std::isspace(static_cast<unsigned char>(segment[i])) != 0) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < segment.size() && std::isspace(static_cast<unsigned char>(segment[end])) == 0) ++end;
        const std::string raw(segment.substr(i, end - i));
        std::string text = lowered(raw);
        while (!text.empty() && (text.back() == '.' || text.back() == ';' || text.back() == '?')) text.pop_back();
        if (!text.empty()) words.push_back({text, raw, false});
        i = end;
    }
    return words;
}

// Takes the demographic and date phrases out of the words of one segment.
class Facts {
public:
    Facts(std::vector<Word>& words, ParsedQuery& query) : m_words(words), m_query(query) {}

    void take() {
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            if (m_words[i].used) continue;
            (void)(sex(i) || ageRange(i) || ageBound(i) || ageExact(i) || dateBound(i) || date(i) || modality(i));
        }
    }

private:
    const std::string& at(std::size_t i) const {
        static const std::string kNone;
        return i < m_words.size() ? m_words[i].text : kNone;
    }
    void use(std::size_t first, std::size_t count, const char* kind, const std::string& chip) {
        for (std::size_t i = first; i < first + count && i < m_words.size(); ++i) m_words[i].used = true;
        m_query.chips.push_back({kind, chip});
    }

    bool sex(std::size_t i) {
        const auto& word = at(i);
        if (oneOf(word, {"women", "woman", "female", "females"}) || m_words[i].raw == "F") {
            m_query.filters.sex = "F";
            use(i, 1, "sex", "women");
        } else if (oneOf(word, {"men", "man", "male", "males"}) || m_words[i].raw == "M") {
            m_query.filters.sex = "M";
            use(i, 1, "sex", "men");
        } else {
            return false;
        }
        return true;
    }

    // "40-60", "between 40 and 60", "aged 40 to 60"; two plain numbers need a word that makes them ages.
    bool ageRange(std::size_t i) {
        std::size_t start = i;
        const bool between = at(i) == "between";
        if (between || oneOf(at(i), {"aged", "age"})) ++start;
        const auto dash = at(start).find('-');
        std::optional<int> low, high;
        std::size_t count = start - i;
        if (dash != std::string::npos) {
            low = number(std::string_view(at(start)).substr(0, dash), 0, 120);
            high = number(std::string_view(at(start)).substr(dash + 1), 0, 120);
            count += 1;
        } else if (start > i && oneOf(at(start + 1), {"and", "to"})) {
            low = number(at(start), 0, 120);
            high = number(at(start + 2), 0, 120);
            count += 3;
        }
        if (!low || !high || *low > *high) return false;
        m_query.filters.ageFrom = low;
        m_query.filters.ageTo = high;
        if (oneOf(at(i + count), {"years", "year", "y", "yo"})) ++count;
        use(i, count, "age", "aged " + std::to_string(*low) + " to " + std::to_string(*high));
        return true;
    }

    bool ageBound(std::size_t i) {
        std::size_t start = i;
        int above = 0;
        if (oneOf(at(i), {"over", "above", ">"}))
            above = 1, start = i + 1;
        else if (oneOf(at(i), {"older"}) && at(i + 1) == "than")
            above = 1, start = i + 2;
        else if (oneOf(at(i), {"under", "below", "<"}))
            above = -1, start = i + 1;
        else if (at(i) == "younger" && at(i + 1) == "than")
            above = -1, start = i + 2;
        std::string_view digits = at(start);
        if (above == 0 && digits.size() > 1 && (digits[0] == '>' || digits[0] == '<')) {
            above = digits[0] == '>' ? 1 : -1;
            digits.remove_prefix(1);
        }
        const auto years = above == 0 ? std::nullopt : number(digits, 0, 120);
        if (!years) return false;
        if (above > 0)
            m_query.filters.ageFrom = *years + 1;
        else
            m_query.filters.ageTo = *years - 1;
        std::size_t count = start - i + 1;
        if (oneOf(at(i + count), {"years", "year", "y", "yo"})) ++count;
        use(i, count, "age", (above > 0 ? "over " : "under ") + std::to_string(*years));
        return true;
    }

    // "57 year old", "57-year-old", "57y", "aged 57", "57yo"
    bool ageExact(std::size_t i) {
        std::optional<int> years;
        std::size_t count = 1;
        if (oneOf(at(i), {"aged", "age"})) {
            years = number(at(i + 1), 0, 120);
            count = 2;
        } else if (const auto letters = at(i).find_first_not_of("0123456789");
                   letters != std::string::npos && letters > 0) {
            if (oneOf(at(i).substr(letters), {"y", "yo", "yrs", "-year-old", "-years-old"}))
                years = number(std::string_view(at(i)).substr(0, letters), 0, 120);
        } else if (oneOf(at(i + 1), {"year", "years", "yo", "y", "year-old"})) {
            years = number(at(i), 0, 120);
            count = at(i + 2) == "old" ? 3 : 2;
        }
        if (!years) return false;
        m_query.filters.ageFrom = m_query.filters.ageTo = years;
        use(i, count, "age", "aged " + std::to_string(*years));
        return true;
    }

    // 2024, 2024-05, 2024-05-31 -> first and last day
    static std::optional<std::pair<std::string, std::string>> span(const std::string& word) {
        const bool digits = std::all_of(word.begin(), word.end(), [](char c) {
            return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-';
        });
        if (!digits || (word.size() != 4 && word.size() != 7 && word.size() != 10)) return std::nullopt;
        if (!number(word.substr(0, 4), 1950, 2100)) return std::nullopt;
        if (word.size() >= 7 && (word[4] != '-' || !number(word.substr(5, 2), 1, 12))) return std::nullopt;
        if (word.size() == 10 && (word[7] != '-' || !number(word.substr(8, 2), 1, 31))) return std::nullopt;
        if (word.size() == 4) return std::pair{word + "-01-01", word + "-12-31"};
        if (word.size() == 7) return std::pair{word + "-01", word + "-31"};
        return std::pair{word, word};
    }
    bool dateBound(std::size_t i) {
        const bool from = oneOf(at(i), {"since", "after", "from"});
        if (!from && !oneOf(at(i), {"before", "until"})) return false;
        const auto days = span(at(i + 1));
        if (!days) return false;
        // Dates are compared as text, so a bound may lie between two days: "after 2023" begins behind
        // the text 2023-12-31, "before 2023-05" ends with the text 2023-05, a day with the one below it.
        std::string below = at(i + 1);
        if (below.size() == 10) --below.back();
        if (from)
            m_query.filters.dateFrom = at(i) == "after" ? days->second + "+" : days->first;
        else
            m_query.filters.dateTo = at(i) == "before" ? below : days->second;
        use(i, 2, "date", at(i) + " " + at(i + 1));
        return true;
    }
    bool date(std::size_t i) {
        const auto days = span(at(i));
        if (!days) return false;
        m_query.filters.dateFrom = days->first;
        m_query.filters.dateTo = days->second;
        use(i, 1, "date", at(i));
        return true;
    }

    // DICOM codes as written in capitals; words such as "ultrasound" come from the lexicon.
    bool modality(std::size_t i) {
        if (!oneOf(m_words[i].raw, {"CR", "DX", "CT", "MR", "US", "MG", "MRI"})) return false;
        m_query.filters.modality = m_words[i].raw == "MRI" ? "MR" : m_words[i].raw;
        use(i, 1, "modality", m_words[i].raw);
        return true;
    }

    std::vector<Word>& m_words;
    ParsedQuery& m_query;
};

std::string codeOf(const std::string& conceptName) {
    if (conceptName == "Radiograph") return "CR";
    if (conceptName == "Ultrasound") return "US";
    if (conceptName == "Mammogram") return "MG";
    return conceptName;
}

// A phrase without the function words at its ends.
std::string stripped(std::string_view phrase) {
    auto words = wordsOf(phrase);
    const auto filler = [](const Word& w) {
        return oneOf(w.text, {"with", "and",   "of",   "a",      "an",   "the",     "in",      "on",
                              "at",   "for",   "has",  "having", "show", "showing", "patient", "patients",
                              "case", "cases", "find", "but",    "or",   "who",     "have"});
    };
    while (!words.empty() && filler(words.front())) words.erase(words.begin());
    while (!words.empty() && filler(words.back())) words.pop_back();
    std::string out;
    for (const auto& w : words) out += (out.empty() ? "" : " ") + w.raw;
    return out;
}

const labels::ConceptLabeler* labeler() {
    // Read once; a missing lexicon leaves typed findings to full text and embedding.
    static const auto kLabeler = labels::ConceptLabeler::loadDefault();
    return kLabeler.ok() ? &*kLabeler : nullptr;
}

void addFinding(const labels::Mention& mention, ParsedQuery& query) {
    const bool negated = mention.polarity == labels::Polarity::Negated;
    (negated ? query.negatedFindings : query.findings).push_back(mention.conceptName);
    query.concepts.push_back({mention.conceptName, negated ? -1 : 1, mention.side});
    const std::string name = lowered(mention.conceptName);
    if (negated)
        query.chips.push_back({"negated", "no " + (mention.side.empty() ? "" : mention.side + " ") + name});
    else
        query.chips.push_back({"finding", (mention.side.empty() ? "" : mention.side + " ") + name});
}

// The findings of a segment that has lost its facts; answers what is left for full text and text tower.
void takeFindings(const std::string& rest, ParsedQuery& query, std::string& words) {
    const auto* lexicon = labeler();
    std::string uncovered = rest;  // blanked where a chip already says it
    bool positive = false, negated = false;
    std::string withoutModality = rest;
    for (const auto& mention : lexicon == nullptr ? std::vector<labels::Mention>{} : lexicon->mentions(rest)) {
        if (mention.kind == "anatomy") continue;
        if (mention.kind == "modality") {
            if (lowered(rest.substr(mention.begin, mention.end - mention.begin)) == "us") continue;  // the pronoun
            if (query.filters.modality.empty()) query.filters.modality = codeOf(mention.conceptName);
            query.chips.push_back({"modality", rest.substr(mention.begin, mention.end - mention.begin)});
            std::fill_n(withoutModality.begin() + static_cast<std::ptrdiff_t>(mention.begin),
                        mention.end - mention.begin, ' ');
        } else {
            addFinding(mention, query);
            (mention.polarity == labels::Polarity::Negated ? negated : positive) = true;
        }
        std::fill_n(uncovered.begin() + static_cast<std::ptrdiff_t>(mention.begin), mention.end - mention.begin, ' ');
    }
    if (negated && !positive) return;  // a segment that only excludes: its words must attract nothing
    const std::string kept = stripped(withoutModality);
    if (!kept.empty()) words += (words.empty() ? "" : ", ") + kept;
    std::string leftover;
    for (const auto& word : wordsOf(stripped(uncovered)))
        if (!positive || !oneOf(word.text, {"left", "right", "bilateral", "both", "with", "and", "of", "no", "without",
                                            "the", "a", "an", "on", "in", "at"}))
            leftover += (leftover.empty() ? "" : " ") + word.raw;
    if (!leftover.empty()) query.chips.push_back({"words", leftover});
}

}  // namespace

ParsedQuery parseQuery(const std::string& typed) {
    ParsedQuery query;
    for (std::size_t start = 0; start <= typed.size();) {
        const auto end = std::min(typed.find_first_of(",;\n", start), typed.size());
        auto words = wordsOf(std::string_view(typed).substr(start, end - start));
        start = end + 1;
        Facts(words, query).take();
        std::string rest;
        for (const auto& word : words)
            if (!word.used) rest += (rest.empty() ? "" : " ") + word.raw;
        takeFindings(rest, query, query.words);
    }
    return query;
}

}  // namespace hilum::reading
