// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One simulated study as DICOM: a CR image (PS3.3 A.2), a DX image for presentation (A.26), or the slices of a CT
// (A.3), MR (A.4) or ultrasound series (A.6), and its report as a Basic Text SR (A.35.1). Strict: only what the IODs
// define, UIDs from the arguments.
// Errors: Io, PermissionDenied, Internal (DCMTK refused a value: our bug).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/phantom/phantom_study.h"
#include "core/phantom/stack_study.h"

namespace hilum::dicom {

struct PhantomIdentity {
    std::string modality = "CR";  // CR, DX, CT, MR or US
    std::string studyUid, imageSeriesUid, imageUid, reportSeriesUid, reportUid;
    std::string frameUid;                // frame of reference of a stack
    std::vector<std::string> sliceUids;  // of a stack
    std::string accession;               // at most 16 characters
    std::string studyTime;               // HHMMSS
};

// What patient and study modules need.
struct StudyHeader {
    std::string patientName, patientId, sex;
    int ageYears = 0;
    std::string studyDate;  // YYYY-MM-DD
    std::string description;
};
StudyHeader headerOf(const phantom::PhantomStudy& study);
StudyHeader headerOf(const phantom::StackStudy& study);

// Everything that names the study goes into the UIDs.
PhantomIdentity identityOf(const phantom::StackStudy& study, const phantom::PhantomOptions& options);
PhantomIdentity identityOf(const phantom::PhantomStudy& study, const phantom::PhantomOptions& options,
                           const std::string& modality);

base::Status writePhantomImage(const phantom::PhantomStudy& study, const PhantomIdentity& identity,
                               const std::filesystem::path& path);
base::Status writePhantomReport(const phantom::PhantomStudy& study, const PhantomIdentity& identity,
                                const std::filesystem::path& path);
// number counts from 0.
base::Status writeStackImage(const phantom::StackStudy& study, const PhantomIdentity& identity, std::size_t number,
                             const std::filesystem::path& path);
// keySlices are the images that the report refers to.
base::Status writeStackReport(const phantom::StackStudy& study, const PhantomIdentity& identity,
                              const std::vector<std::size_t>& keySlices, const std::filesystem::path& path);

}  // namespace hilum::dicom
