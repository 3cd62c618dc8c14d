// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// An Instance from a pre-scanned header: identity, dates as YYYY-MM-DD, geometry of the first frame.
#pragma once

#include "dicom/file/prescan.h"
#include "dicom/open/study_source.h"

namespace hilum::dicom {
Instance instanceFrom(const Prescan& file, Locator locator);
// "20260102" and "2026.01.02" -> "2026-01-02"; anything else -> "".
std::string isoDate(const std::string& dicomDate);
// "045Y", "18M", "3W", "10D" -> whole years.
std::optional<int> yearsOf(const std::string& dicomAge);
}  // namespace hilum::dicom
