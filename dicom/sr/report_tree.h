// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The content tree of a draft: TID 2000 (Basic Text: headings with their sentences) or TID 1500 (measurement
// report: the same headings and one measurement group for each drawing). Internal to dicom/sr.
#pragma once

#include "core/report/study_facts.h"
#include "dicom/sr/sr_node.h"

namespace hilum::dicom {

SrNode textTree(const report::ReportDraft& draft, const report::StudyFacts& facts);
SrNode measurementTree(const report::ReportDraft& draft, const report::StudyFacts& facts);

}  // namespace hilum::dicom
