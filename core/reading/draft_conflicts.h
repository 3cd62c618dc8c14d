// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What in a draft does not go together: one sentence says that a finding is there and another that it is not, the
// impression names the other side than the findings, or a sentence names the other side than the image. Pointed
// out to the reader, never corrected. Any thread.
#pragma once

#include <string>
#include <vector>

#include "core/report/report_draft.h"

namespace hilum::reading {

struct DraftConflict {
    enum class Kind { Contradiction, Sides, ImageSide };
    Kind kind = Kind::Contradiction;
    std::string first, second;  // the sentences; second is empty for ImageSide
    std::string finding;        // canonical name
    bool operator==(const DraftConflict&) const = default;
};

// imageSide: "L", "R" or "" (unpaired or not known), as (0020,0062) has it.
std::vector<DraftConflict> draftConflicts(const report::ReportDraft& draft, const std::string& imageSide = {});
// "\"No pleural effusion.\" and \"Left pleural effusion.\" contradict each other (Pleural Effusion)."
std::string conflictText(const DraftConflict& conflict);

}  // namespace hilum::reading
