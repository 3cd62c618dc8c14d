// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ReportDraft: structured draft with provenance per sentence (from retrieval, from a model, or typed).
// A sentence stays "unreviewed" until a person accepts or edits it. JSON form is what the library
// autosaves. Exports as text and HTML here (draft_text.cpp, draft_html.cpp); PDF in ui/report (Qt).
// Value type, any thread. Errors of fromJson: Corrupt (not a draft), Unsupported (newer format),
// OutOfMemory (over kMaxDraftBytes).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace hilum::report {

enum class Origin { Person, CaptionBank, PastCase, Model };
enum class Review { Unreviewed, Accepted, Edited };

struct DraftSentence {
    std::string text;
    Origin origin = Origin::Person;
    Review review = Review::Accepted;
    std::string source;  // "bank:chest", "case 412", ""
    std::int64_t caseId = 0;
    float score = 0;
    std::string original;  // what was suggested, when edited

    bool operator==(const DraftSentence&) const = default;
};

struct ReportDraft {
    std::string patientId, patientName, sex, age, studyDate, modality, studyDescription, accession;
    std::string studyKey;  // StudyInstanceUID or content hash
    std::string reader;    // name field of the reader, "" until typed
    std::string title;     // of the template, "" = the default heading
    std::string indication, comparison, technique;
    std::vector<DraftSentence> findings;
    std::vector<DraftSentence> impression;
    std::string packId, packSha256, device;  // provenance line
    bool outsideTraining = false;            // the image lies outside what the pack was trained on
    std::vector<std::string> sopUids;
    std::string createdAt;  // ISO 8601

    // Sentences that nobody has looked at. An impression sentence that repeats a finding word for word
    // is the same statement and counts once.
    int unreviewed() const;
    bool empty() const { return findings.empty() && impression.empty(); }
    bool operator==(const ReportDraft&) const = default;
};

constexpr const char* kResearchLine = "Research use only - not for diagnostic use";
constexpr const char* kDraftWord = "DRAFT";
constexpr std::size_t kMaxDraftBytes = 8U << 20;

std::string toJson(const ReportDraft& draft);
base::Result<ReportDraft> fromJson(const std::string& json);
std::string toText(const ReportDraft& draft);
// Self-contained HTML; imagePng (may be empty) is embedded as base64. Every field is escaped.
std::string toHtml(const ReportDraft& draft, const std::vector<std::uint8_t>& imagePng);

// The texts of unreviewed sentences in reading order, each once.
std::vector<std::string> unreviewedTexts(const ReportDraft& draft);
// "Unreviewed suggestion - caption bank chest-radiograph, score 0.92": one sentence's provenance in English.
std::string provenance(const DraftSentence& sentence);
// Of a template or a macro: written by people, chosen by nobody yet; it has no score and no model.
bool isStanding(const DraftSentence& sentence);
// "hilum-base (sha256 0123456789ab...), cpu bf16", or "" when no pack took part.
std::string packLine(const ReportDraft& draft);
// DICOM PN "DOE^JANE^M" for people: "DOE, JANE M". A plain name stays as it is.
std::string displayName(const std::string& personName);
// What stands above the findings in every form, in this order; some values may be empty.
std::vector<std::pair<const char*, std::string>> headerFields(const ReportDraft& draft);

}  // namespace hilum::report
