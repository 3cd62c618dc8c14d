// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One DICOM series to parts that can each be scrolled and measured as one: localizers, other orientations
// or sizes, and phases that a file states (temporal position, echo, b-value) part from each other. The part
// of the first image that arrived keeps the series' UID, so that a series does not change its name while
// the rest of it is being read.
#pragma once

#include "dicom/open/study_source.h"

namespace hilum::dicom {

// instances are in the order of their arrival; answers at least one part, each still unsorted.
std::vector<Series> splitSeries(Series series);

}  // namespace hilum::dicom
