// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Drafts to files: PDF/A-1b (A4, vector text, the image without loss), self-contained HTML, plain text, FHIR
// R4 as JSON, DICOM SR, and Encapsulated PDF (dicom/sr). Each file is written beside its target and renamed,
// so an interrupted export leaves the old file or none.
// Any thread; a QGuiApplication must exist (fonts). Called from the io pool by the window and from
// `hilum report`. Errors: InvalidInput (unknown suffix), Cancelled, and those of writeFileAtomically.
#pragma once

#include <filesystem>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image.h"
#include "core/report/report_draft.h"
#include "core/report/study_facts.h"

namespace hilum::ui {

// Chosen by the suffix, in any case: .pdf, .html, .htm, .txt, .json (FHIR), .dcm (structured report) or
// .pdf.dcm (Encapsulated PDF). picture may be empty; facts name the study for FHIR and DICOM.
base::Status exportReport(const report::ReportDraft& draft, const image::Raster& picture,
                          const std::filesystem::path& path, const base::JobContext& context = {},
                          const report::StudyFacts& facts = {});
// "" when the ending names a format, else the sentence that lists the endings.
std::string refusedReportFormat(const std::filesystem::path& path);

base::Status exportPdf(const report::ReportDraft& draft, const image::Raster& picture,
                       const std::filesystem::path& path, const base::JobContext& context = {});
base::Status exportHtml(const report::ReportDraft& draft, const image::Raster& picture,
                        const std::filesystem::path& path);
base::Status exportFhir(const report::ReportDraft& draft, const image::Raster& picture, const report::StudyFacts& facts,
                        const std::filesystem::path& path, const base::JobContext& context = {});
base::Status exportDicomPdf(const report::ReportDraft& draft, const image::Raster& picture,
                            const report::StudyFacts& facts, const std::filesystem::path& path,
                            const base::JobContext& context = {});
base::Status exportText(const report::ReportDraft& draft, const std::filesystem::path& path);

// Pictures are reduced to this many pixels on their longer side; a report is not an archive.
constexpr int kReportPicturePx = 1600;
image::Raster reportPicture(const image::Raster& picture);

}  // namespace hilum::ui
