// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Drafts to files: PDF (A4, vector text, the image without loss), self-contained HTML, plain text. Each
// file is written beside its target and renamed, so an interrupted export leaves the old file or none.
// Any thread; a QGuiApplication must exist (fonts). Called from the io pool by the window and from
// `hilum report`. Errors: InvalidInput (unknown suffix), Cancelled, and those of writeFileAtomically.
#pragma once

#include <filesystem>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image.h"
#include "core/report/report_draft.h"

namespace hilum::ui {

// Chosen by the suffix: .pdf, .html, .htm or .txt in any case. picture may be empty.
base::Status exportReport(const report::ReportDraft& draft, const image::Raster& picture,
                          const std::filesystem::path& path, const base::JobContext& context = {});

base::Status exportPdf(const report::ReportDraft& draft, const image::Raster& picture,
                       const std::filesystem::path& path, const base::JobContext& context = {});
base::Status exportHtml(const report::ReportDraft& draft, const image::Raster& picture,
                        const std::filesystem::path& path);
base::Status exportText(const report::ReportDraft& draft, const std::filesystem::path& path);

// Pictures are reduced to this many pixels on their longer side; a report is not an archive.
constexpr int kReportPicturePx = 1600;
image::Raster reportPicture(const image::Raster& picture);

}  // namespace hilum::ui
