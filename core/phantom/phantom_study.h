// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// PhantomStudy: a simulated chest radiograph with findings of chosen side and size, a report in varied
// wording and an exact mask per finding. No patient is in it. Deterministic by seed: the same options
// give the same bytes. dicom/write makes the files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::phantom {

enum class FindingKind { PleuralEffusion, Pneumothorax, Consolidation, Nodule, Cardiomegaly };
enum class Side { Left, Right, Middle };  // the patient's side

struct Finding {
    FindingKind kind{};
    Side side = Side::Middle;
    double size = 0.5;     // 0 small .. 1 large
    double centreXMm = 0;  // patient coordinates on the detector, for information
    double centreYMm = 0;
    double extentMm = 0;
    std::string zone;    // "upper", "mid", "lower", ""
    image::Mask mask;    // exact, image coordinates
    std::string phrase;  // "Left pleural effusion", "Cardiomegaly": what `saliency --text` is asked
    std::string label;   // canonical label of core/labels: "Pleural Effusion", ...
};

struct PhantomStudy {
    std::string patientId, patientName, sex;
    int ageYears = 0;
    std::string studyDate;          // YYYY-MM-DD
    std::string view;               // PA or AP
    image::Image image;             // 12-bit stored in UInt16, MONOCHROME2, spacing set
    std::vector<Finding> findings;  // empty = no acute finding
    std::string findingsText;
    std::string impressionText;
};

struct PhantomOptions {
    std::uint64_t seed = 1;
    int index = 0;    // number of the study within the run
    int size = 1024;  // pixels per side
};
base::Result<PhantomStudy> makeChestStudy(const PhantomOptions& options);

// Same, with findings chosen by the caller (tests, saliency check, balanced training sets).
base::Result<PhantomStudy> makeChestStudy(const PhantomOptions& options, const std::vector<Finding>& wanted);

}  // namespace hilum::phantom
