// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// StackStudy: one simulated series of CT, MR or ultrasound images with findings, a report and an exact
// mask per finding and image. No patient is in it. Deterministic by seed: equal options give equal bytes.
// Patient coordinates are DICOM's (PS3.3 C.7.6.2): x to the patient's left, y to the back, z to the head, mm.
// Errors: InvalidInput (size, number), Cancelled.
#pragma once

#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image.h"
#include "core/phantom/phantom_study.h"

namespace hilum::phantom {

struct StackFinding {
    std::string phrase;              // "Left frontal meningioma": what `saliency --text` is asked
    std::string label;               // canonical label of core/labels
    std::string side;                // "left", "right", ""
    std::string zone;                // lobe, quadrant or lung zone, ""
    double size = 0.5;               // 0 small .. 1 large
    std::vector<image::Mask> masks;  // one per image; no pixels where the finding does not reach that image
};

struct StackStudy {
    std::string modality;  // CT, MR or US
    std::string patientId, patientName, sex;
    int ageYears = 0;
    std::string studyDate;  // YYYY-MM-DD
    std::string view;       // "axial", "coronal", "sagittal", "transverse"
    std::string bodyPart;   // (0018,0015)
    std::string studyDescription, seriesDescription, fileStem;
    std::string laterality;               // L, R or empty
    double thicknessMm = 0;               // of a slice; slices are contiguous
    bool contrast = false;                // agent given
    double kilovolts = 0;                 // CT
    double repetitionMs = 0, echoMs = 0;  // MR
    std::vector<image::Image> images;
    std::vector<StackFinding> findings;  // empty = nothing abnormal
    std::string findingsText, impressionText;
};

base::Result<StackStudy> makeCtStudy(const PhantomOptions& options, const base::JobContext& context);
base::Result<StackStudy> makeMrStudy(const PhantomOptions& options, const base::JobContext& context);
base::Result<StackStudy> makeUsStudy(const PhantomOptions& options, const base::JobContext& context);

}  // namespace hilum::phantom
