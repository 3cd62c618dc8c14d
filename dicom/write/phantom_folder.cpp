// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/phantom_folder.h"

#include <algorithm>
#include <cstdio>

#include "core/base/file_io.h"
#include "dicom/write/phantom_dicom.h"
#include "dicom/write/study_writer.h"

namespace hilum::dicom {

namespace fs = std::filesystem;

namespace {

const std::vector<std::string> kModalities = {"CR", "DX", "CT", "MR", "US"};

base::Status checkOptions(const PhantomFolderOptions& options) {
    if (options.studies < 1 || options.studies > 1'000'000)
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The number of studies must lie between 1 and 1,000,000; give another --studies.");
    for (const auto& modality : options.modalities)
        if (std::find(kModalities.begin(), kModalities.end(), modality) == kModalities.end())
            return base::makeError(base::ErrorCode::InvalidInput,
                                   "Modality \"" + modality + "\" cannot be simulated; use CR, DX, CT, MR or US.");
    if (options.modalities.empty())
        return base::makeError(base::ErrorCode::InvalidInput, "No modality is named; use CR, DX, CT, MR or US.");
    return base::okStatus();
}

// Simulates and writes study number index; answers its rows of cases.csv.
base::Result<std::string> writeStudy(const PhantomFolderOptions& options, int index, StudyWriter& writer,
                                     const base::JobContext& context) {
    const phantom::PhantomOptions one{options.seed, index, options.sizePx};
    const auto& modality = options.modalities[static_cast<std::size_t>(index) % options.modalities.size()];
    if (modality == "CR" || modality == "DX") {
        HILUM_TRY(const auto study, phantom::makeChestStudy(one));
        return writer.write(study, identityOf(study, one, modality));
    }
    auto made = modality == "CT"   ? phantom::makeCtStudy(one, context)
                : modality == "MR" ? phantom::makeMrStudy(one, context)
                                   : phantom::makeUsStudy(one, context);
    if (!made.ok()) return made.error();
    return writer.write(*made, identityOf(*made, one), context);
}

std::string folderName(int number) {
    char name[24];
    std::snprintf(name, sizeof name, "study-%04d", number);
    return name;
}

}  // namespace

base::Result<PhantomFolderSummary> writePhantomFolder(const PhantomFolderOptions& options,
                                                      const base::JobContext& context) {
    HILUM_TRY_STATUS(checkOptions(options));
    HILUM_TRY_STATUS(makeFolder(options.out));
    PhantomFolderSummary summary;
    std::string csv = kCasesHeader;
    base::Status outcome;
    for (int index = 0; index < options.studies; ++index) {
        context.progress(index, options.studies, base::Stage::Simulating);
        StudyWriter writer(options.out, folderName(index + 1));
        base::Result<std::string> row = base::cancelled();
        if (!context.stopRequested()) row = writeStudy(options, index, writer, context);
        if (!row.ok() && row.error().code == base::ErrorCode::Cancelled)
            outcome = base::makeError(base::ErrorCode::Cancelled,
                                      "The simulation was cancelled; its " + std::to_string(summary.studies) +
                                          " whole studies stay in " + options.out.string() + ".");
        else if (!row.ok())
            outcome = row.error();
        if (!outcome.ok()) break;
        csv += *row;
        summary.files += writer.files();
        ++summary.studies;
    }
    // Also after a cancel: the studies that are whole stay usable. A full disk is told by its first error.
    const auto table = base::writeFileAtomically(options.out / "cases.csv", csv);
    if (!outcome.ok()) return outcome.error();
    HILUM_TRY_STATUS(table);
    ++summary.files;
    context.progress(options.studies, options.studies, base::Stage::Simulating);
    return summary;
}

}  // namespace hilum::dicom
