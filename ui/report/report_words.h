// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The words of a draft for people, in their language: where a sentence comes from, whether anyone has
// reviewed it, and the warning that goes with unreviewed ones. One place for panel and PDF. Any thread.
#pragma once

#include <QString>

#include "core/report/report_draft.h"

namespace hilum::ui {

// Short, for the chip beside a sentence: "Case 412", "Bank: chest-radiograph", "Typed".
QString sourceChip(const report::DraftSentence& sentence);
// "Unreviewed", "Accepted", "Edited", "Typed".
QString reviewWord(const report::DraftSentence& sentence);
// "0.92", or a dash where the sentence has no score. Decimal point in every locale, as in the data.
QString scoreText(const report::DraftSentence& sentence);
// "3 sentences have not been reviewed by a person."
QString unreviewedWarning(int unreviewed);

}  // namespace hilum::ui
