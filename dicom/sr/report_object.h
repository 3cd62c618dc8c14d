// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A draft as DICOM object of the same study, in a series of its own: Basic Text SR (PS3.3 A.35.1), or
// Comprehensive SR (A.35.3) after TID 1500 where something was measured, or Encapsulated PDF (A.45.1). Always
// PARTIAL, UNVERIFIED and PRELIMINARY; unreviewed sentences are marked. The same draft gives the same bytes.
// Written whole or not at all. Errors: InvalidInput (no PDF), Internal, and those of writeFileAtomically.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "core/base/result.h"
#include "core/report/study_facts.h"
#include "dicom/open/study_source.h"

namespace hilum::dicom {

// Of the image that was read; a picture file has made-up UIDs and no image to refer to.
report::StudyFacts studyFactsOf(const Instance& instance);
// Facts fit to be written: what is no UID is replaced by one made from it, what refers to no object is dropped.
report::StudyFacts checkedFacts(report::StudyFacts facts, const report::ReportDraft& draft);

base::Status writeReportSr(const report::ReportDraft& draft, const report::StudyFacts& facts,
                           const std::filesystem::path& path);
base::Status writeReportPdf(const report::ReportDraft& draft, const report::StudyFacts& facts,
                            std::span<const std::uint8_t> pdf, const std::filesystem::path& path);

}  // namespace hilum::dicom
