// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What a draft says about itself, and the words of its provenance.
#include "core/report/report_draft.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hilum::report {

namespace {

constexpr std::size_t kShownHashDigits = 12;

// printf with a decimal comma would follow the locale; a report must not.
std::string twoDecimals(float value) {
    const long hundredths = std::lround(static_cast<double>(value) * 100.0);
    char text[32];
    std::snprintf(text, sizeof text, "%s%ld.%02ld", hundredths < 0 ? "-" : "", std::labs(hundredths) / 100,
                  std::labs(hundredths) % 100);
    return text;
}

std::string originText(const DraftSentence& sentence) {
    const std::string& source = sentence.source;
    switch (sentence.origin) {
        case Origin::Person: return "typed by the reader";
        case Origin::CaptionBank:
            if (source.rfind("template:", 0) == 0) return "report template " + source.substr(9);
            if (source.rfind("macro:", 0) == 0) return "report macro " + source.substr(6);
            return source.rfind("bank:", 0) == 0 ? "caption bank " + source.substr(5) : "caption bank " + source;
        case Origin::PastCase:
            return sentence.caseId > 0 ? "past case " + std::to_string(sentence.caseId)
                   : source.empty()    ? "past case"
                                       : source;
        case Origin::Model: return source.empty() ? "model" : "model " + source;
    }
    return {};
}

std::string reviewText(const DraftSentence& sentence) {
    if (sentence.origin == Origin::Person) return {};
    switch (sentence.review) {
        case Review::Unreviewed:
            return isStanding(sentence) ? "Standing text - unreviewed" : "AI suggestion - unreviewed";
        case Review::Accepted: return "Suggestion accepted";
        case Review::Edited: return "Suggestion edited";
    }
    return {};
}

}  // namespace

bool isStanding(const DraftSentence& sentence) {
    return sentence.origin == Origin::CaptionBank &&
           (sentence.source.rfind("template:", 0) == 0 || sentence.source.rfind("macro:", 0) == 0);
}

std::vector<std::string> unreviewedTexts(const ReportDraft& draft) {
    std::vector<std::string> texts;
    for (const auto* section : {&draft.findings, &draft.impression})
        for (const auto& sentence : *section)
            if (sentence.review == Review::Unreviewed &&
                std::find(texts.begin(), texts.end(), sentence.text) == texts.end())
                texts.push_back(sentence.text);
    return texts;
}

int ReportDraft::unreviewed() const { return static_cast<int>(unreviewedTexts(*this).size()); }

std::string provenance(const DraftSentence& sentence) {
    const std::string review = reviewText(sentence);
    std::string text = review.empty() ? originText(sentence) : review + "; " + originText(sentence);
    if (sentence.origin != Origin::Person && !isStanding(sentence) && std::isfinite(sentence.score) &&
        std::abs(sentence.score) < 1e6F)
        text += ", score " + twoDecimals(sentence.score);
    return text;
}

std::string packLine(const ReportDraft& draft) {
    if (draft.packId.empty()) return {};
    std::string line = draft.packId;
    if (!draft.packSha256.empty()) line += " (sha256 " + draft.packSha256.substr(0, kShownHashDigits) + ")";
    if (!draft.device.empty()) line += ", " + draft.device;
    return line;
}

// PS3.5 6.2.1: family^given^middle^prefix^suffix; "=" starts the ideographic form.
std::string displayName(const std::string& personName) {
    const auto start = personName.find_first_not_of('=');  // an empty alphabetic form: show the next one
    if (start == std::string::npos) return {};
    const std::string name = personName.substr(start, personName.find('=', start) - start);
    const auto firstCaret = name.find('^');
    if (firstCaret == std::string::npos) return name;
    std::string rest = name.substr(firstCaret + 1);
    std::replace(rest.begin(), rest.end(), '^', ' ');
    rest.erase(std::unique(rest.begin(), rest.end(), [](char a, char b) { return a == ' ' && b == ' '; }), rest.end());
    while (!rest.empty() && rest.back() == ' ') rest.pop_back();
    while (!rest.empty() && rest.front() == ' ') rest.erase(rest.begin());
    const std::string family = name.substr(0, firstCaret);
    if (rest.empty()) return family;
    return family.empty() ? rest : family + ", " + rest;
}

std::vector<std::pair<const char*, std::string>> headerFields(const ReportDraft& draft) {
    return {{"Patient", displayName(draft.patientName)},
            {"Patient ID", draft.patientId},
            {"Sex", draft.sex},
            {"Age", draft.age},
            {"Study date", draft.studyDate},
            {"Modality", draft.modality},
            {"Study", draft.studyDescription},
            {"Accession", draft.accession},
            {"Indication", draft.indication},
            {"Comparison", draft.comparison},
            {"Technique", draft.technique}};
}

}  // namespace hilum::report
