// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The FHIR R4 (4.0.1) form of a draft: a Bundle of type collection with one DiagnosticReport of status
// preliminary, the Patient, the ImagingStudy, the Device that wrote it, and one Observation for each sentence
// with its provenance as note and its review state as extension. Equal input gives equal text. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/report/study_facts.h"

namespace hilum::report {

// pdf may be empty; otherwise it becomes a presentedForm beside the plain text.
std::string toFhir(const ReportDraft& draft, const StudyFacts& facts, std::span<const std::uint8_t> pdf = {});

constexpr const char* kSentenceExtension = "https://hilum.example/fhir/StructureDefinition/report-sentence";

}  // namespace hilum::report
