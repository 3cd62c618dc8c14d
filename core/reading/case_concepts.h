// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What a case states: findings with polarity and side from its labels and text, merged to one entry
// each, and the further words under which full text finds it. Pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/labels/concept_labeler.h"
#include "core/library/case_record.h"

namespace hilum::reading {

// A statement beats a doubt beats a negation ("No effusion on the right. Small left effusion." states
// an effusion, left). Modalities and anatomy are not findings.
std::vector<library::Concept> conceptsOf(const labels::ConceptLabeler& labeler, const std::string& text,
                                         const std::vector<std::string>& givenLabels);
// Canonical names of stated findings and the words of the modality.
std::string searchWordsOf(const std::vector<library::Concept>& concepts, const std::string& modality);

}  // namespace hilum::reading
