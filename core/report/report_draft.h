// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ReportDraft: structured draft with provenance per sentence (from retrieval, from a model, or typed).
// A sentence stays "unreviewed" until a person accepts or edits it. JSON form is what the library
// autosaves. Exports as text and HTML here; PDF in ui/report (Qt).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace hilum::report {

enum class Origin { Person, CaptionBank, PastCase, Model };
enum class Review { Unreviewed, Accepted, Edited };

struct DraftSentence {
    std::string text;
    Origin origin = Origin::Person;
    Review review = Review::Accepted;
    std::string source;       // "bank:chest", "case 412", ""
    std::int64_t caseId = 0;
    float score = 0;
    std::string original;     // what was suggested, when edited
};

struct ReportDraft {
    std::string patientId, patientName, sex, age, studyDate, modality, studyDescription, accession;
    std::string studyKey;                 // StudyInstanceUID or content hash
    std::string reader;                   // name field of the reader, "" until typed
    std::string indication, comparison, technique;
    std::vector<DraftSentence> findings;
    std::vector<DraftSentence> impression;
    std::string packId, packSha256, device;  // provenance line
    std::vector<std::string> sopUids;
    std::string createdAt;                // ISO 8601

    int unreviewed() const;
};

constexpr const char* kResearchLine = "Research use only - not for diagnostic use";
constexpr const char* kDraftWord = "DRAFT";

std::string toJson(const ReportDraft& draft);
base::Result<ReportDraft> fromJson(const std::string& json);
std::string toText(const ReportDraft& draft);
// Self-contained HTML; imagePng (may be empty) is embedded as base64. Every field is escaped.
std::string toHtml(const ReportDraft& draft, const std::vector<std::uint8_t>& imagePng);

}  // namespace hilum::report
