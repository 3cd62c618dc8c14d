// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// StudyFacts: what a standard form of the report (FHIR, DICOM SR) needs beside the draft: the UIDs of the
// study and of the images that were read, and what was measured on them. Who makes it: dicom/sr (from a
// header) and ui/report (measurements). Value types, any thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/report/report_draft.h"

namespace hilum::report {

struct ImageReference {
    std::string seriesUid, modality, sopClass, sopUid;
    int frame = 0;  // counted from 1; 0 = the whole object
};

// One number that a person measured. Points are image coordinates of PS3.3 C.10.5.1.2: (0, 0) is the outer
// corner of the first pixel.
struct MeasuredValue {
    enum class Quantity { Length, Angle, CobbAngle, Area, Mean, Deviation, Least, Most };
    enum class Shape { Polyline, TwoLines, Ellipse, Polygon };
    Quantity quantity = Quantity::Length;
    double value = 0;
    std::string unit;         // UCUM: "mm", "deg", "mm2", "[hnsf'U]", "{pixels}", "1"
    bool atDetector = false;  // millimetres at the detector, not in the patient
    Shape shape = Shape::Polyline;
    std::vector<std::pair<double, double>> points;  // Ellipse: ends of the long axis, then of the short one
    int group = 0;                                  // values of one drawing share it
    ImageReference image;
};

struct StudyFacts {
    std::string studyUid;
    std::string studyDate, studyTime, birthDate;  // YYYY-MM-DD, HHMMSS, YYYY-MM-DD; "" = not known
    std::vector<ImageReference> images;           // DICOM only: a picture file is no object to refer to
    bool madeUpUids = false;                      // the input had no header: the UIDs come from its place
    std::vector<MeasuredValue> measurements;
};

// "Length", "Cobb angle", ...
const char* quantityName(MeasuredValue::Quantity quantity);
// Fixed decimals and a point whatever the locale; at most 16 characters (VR DS).
std::string decimalText(double value);
// What every standard form says about the whole: draft, research use, made-up UIDs, unreviewed sentences.
std::vector<std::string> notices(const ReportDraft& draft, const StudyFacts& facts);
// "[UNREVIEWED] " before a sentence that nobody has looked at, so that no viewer can lose the mark.
std::string markedText(const DraftSentence& sentence);

}  // namespace hilum::report
