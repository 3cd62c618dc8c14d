// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What a person measured on an image, as the numbers that a structured report carries (core/report). Reads
// pixels for the values of regions, so never on the UI thread. Frames that cannot be read are left out.
#pragma once

#include <vector>

#include "core/base/job_context.h"
#include "core/report/study_facts.h"
#include "dicom/open/study_source.h"
#include "ui/models/measurement.h"

namespace hilum::ui {

// Of one drawing on its image; reference names the image.
std::vector<report::MeasuredValue> measuredValues(const Measurement& measurement, const image::Image& image,
                                                  const report::ImageReference& reference, int group);

// studyFactsOf(instance) with the measurements of the notes that lie on its frames.
base::Result<report::StudyFacts> studyFacts(const dicom::Instance& instance, const std::vector<StudyNote>& notes,
                                            const base::JobContext& context);

}  // namespace hilum::ui
