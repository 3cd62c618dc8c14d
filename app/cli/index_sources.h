// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// From what a person names (files, folders, ZIPs, a cases CSV) to items to index: DICOM images with the
// text of their study's structured report, pictures, and rows of cases CSVs. Masks, reports, tables and
// other side files are neither added nor failures. Shared by `hilum index` and the window. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/reading/indexer.h"
#include "dicom/open/study_source.h"

namespace hilum::app {

struct IndexSources {
    std::vector<reading::IndexItem> items;
    std::vector<reading::ItemFailure> failed;
    std::vector<reading::ItemFailure> warnings;
};

// With a csv only its rows are taken. Errors: NotFound (a named path), InvalidInput (the CSV's header), Cancelled.
base::Result<IndexSources> collectSources(const std::vector<std::filesystem::path>& paths,
                                          const std::filesystem::path& csv, const std::string& columns,
                                          const base::JobContext& context);

// The case record of an image instance, without its report.
library::CaseRecord recordOf(const dicom::Instance& instance, int frame = 0);
// "dicom:<Patient ID>", "" when the file names none.
std::string patientKeyOf(const dicom::Instance& instance);
bool isIndexableImage(const dicom::Instance& instance);

// Reads pixels through dicom::readFrame.
reading::FrameReader frameReader();

}  // namespace hilum::app
