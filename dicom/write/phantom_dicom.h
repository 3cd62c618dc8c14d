// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One simulated study as DICOM: a CR image (PS3.3 A.2) or DX image for presentation (A.26), and its
// report as a Basic Text SR (A.35.1). Strict: only what the IODs define, UIDs from the arguments.
// Errors: Io, PermissionDenied, Internal (DCMTK refused a value: our bug).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/phantom/phantom_study.h"

namespace hilum::dicom {

struct PhantomIdentity {
    std::string modality = "CR";  // CR or DX
    std::string studyUid, imageSeriesUid, imageUid, reportSeriesUid, reportUid;
    std::string accession;  // at most 16 characters
    std::string studyTime;  // HHMMSS
};

// Everything that names the study goes into the UIDs.
PhantomIdentity identityOf(const phantom::PhantomStudy& study, const phantom::PhantomOptions& options,
                           const std::string& modality);

base::Status writePhantomImage(const phantom::PhantomStudy& study, const PhantomIdentity& identity,
                               const std::filesystem::path& path);
base::Status writePhantomReport(const phantom::PhantomStudy& study, const PhantomIdentity& identity,
                                const std::filesystem::path& path);

}  // namespace hilum::dicom
