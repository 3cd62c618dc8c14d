// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// From ranked suggestions to a draft: the bridge between core/reading, core/labels (what a sentence
// claims) and core/report (which sentences may stand together). Used by window and command line. Any thread.
#pragma once

#include <span>

#include "core/reading/case_search.h"
#include "core/report/draft_builder.h"

namespace hilum::reading {

// With provenance, unreviewed.
report::DraftSentence sentenceFrom(const Suggestion& suggestion);

// standing: a template's lines, which rank last: what a suggestion says already or contradicts leaves them out.
report::BuiltDraft draftFromSuggestions(report::ReportDraft header, std::span<const Suggestion> suggestions,
                                        const report::BuilderOptions& options = {},
                                        std::span<const report::DraftSentence> standing = {});

}  // namespace hilum::reading
