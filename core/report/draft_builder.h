// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// From ranked suggestions to a draft: repeats and contradictions leave, the rest is put in reading
// order, the impression repeats the most important findings. Knows concepts only as names in plain
// structs (core/reading fills them with core/labels), and never writes a sentence of its own: every
// sentence of the draft is one of the candidates, word for word. Pure function, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/report/report_draft.h"

namespace hilum::report {

// What a sentence says about one concept.
struct Claim {
    std::string conceptName;  // canonical name of core/labels: "Pleural Effusion"
    int polarity = 1;         // 1 present, 0 uncertain, -1 absent
    std::string side;         // "left", "right", "bilateral", ""
    bool device = false;
};

struct Candidate {
    std::string text;
    float score = 0;  // NaN and infinities are never used
    Origin origin = Origin::CaptionBank;
    std::string source;
    std::int64_t caseId = 0;
    std::vector<Claim> claims;
};

struct BuilderOptions {
    std::size_t maxFindings = 6;
    std::size_t maxImpression = 3;
    std::size_t acceptTop = 0;   // the first K used candidates, by rank, count as accepted by the caller
    float minRelativeScore = 0;  // candidates below this share of the best score are left out
};

struct DroppedCandidate {
    std::string text;
    std::string reason;  // "repeats: ...", "contradicts: ...", "no score", "too long", "not needed"
};

struct BuiltDraft {
    ReportDraft draft;
    std::vector<DroppedCandidate> dropped;
};

// header carries patient, study and pack; its findings and impression are replaced. Candidates may
// come in any order; equal scores keep theirs.
BuiltDraft buildDraft(ReportDraft header, const std::vector<Candidate>& candidates, const BuilderOptions& options = {});

constexpr std::size_t kMaxSentenceBytes = 600;

}  // namespace hilum::report
