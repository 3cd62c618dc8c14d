// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The plain-text form of a draft: what goes into a chart or an e-mail. UTF-8, no markup, "[UNREVIEWED]"
// before every sentence that nobody has looked at.
#include <algorithm>

#include "core/report/markup.h"
#include "core/report/report_draft.h"

namespace hilum::report {

namespace {

// One line: line breaks in a field must not let it look like another part of the report.
std::string oneLine(const std::string& text) {
    std::string line = cleanUtf8(text);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return line;
}

void field(std::string& out, const char* label, const std::string& value) {
    if (!value.empty()) out += std::string(label) + ": " + oneLine(value) + "\n";
}

void section(std::string& out, const char* heading, const std::vector<DraftSentence>& sentences) {
    out += std::string("\n") + heading + "\n";
    if (sentences.empty()) out += "  (nothing entered)\n";
    for (const auto& sentence : sentences) {
        out += sentence.review == Review::Unreviewed ? "  [UNREVIEWED] " : "  ";
        out += oneLine(sentence.text) + "\n";
    }
}

void provenanceSection(std::string& out, const ReportDraft& draft) {
    out += "\nPROVENANCE\n";
    if (const std::string pack = packLine(draft); !pack.empty()) out += "  Model pack: " + oneLine(pack) + "\n";
    if (draft.outsideTraining) out += "  The image lies outside what the pack was trained on.\n";
    int number = 0;
    for (const auto* sentences : {&draft.findings, &draft.impression})
        for (const auto& sentence : *sentences)
            out += "  " + std::to_string(++number) + ". " + oneLine(provenance(sentence)) + "\n";
    for (const auto& uid : draft.sopUids) out += "  Image: " + oneLine(uid) + "\n";
}

}  // namespace

std::string toText(const ReportDraft& draft) {
    std::string out = std::string(kDraftWord) + " REPORT";
    if (!draft.title.empty()) out += " - " + oneLine(draft.title);
    out += std::string("\n") + kResearchLine + "\n\n";
    for (const auto& [label, text] : headerFields(draft)) field(out, label, text);
    section(out, "FINDINGS", draft.findings);
    section(out, "IMPRESSION", draft.impression);
    if (const int open = draft.unreviewed(); open > 0)
        out += "\n" + std::to_string(open) + (open == 1 ? " sentence has" : " sentences have") +
               " not been reviewed by a person.\n";
    out += "\nReader: " + (draft.reader.empty() ? std::string("(not named)") : oneLine(draft.reader)) + "\n";
    field(out, "Created", draft.createdAt);
    provenanceSection(out, draft);
    out += std::string("\n") + kDraftWord + " - " + kResearchLine + "\n";
    return out;
}

}  // namespace hilum::report
