// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The words of a structured report (PS3.3 A.35, C.17.3): the TEXT items of its content tree in order,
// one line for each section. Read through the pre-scan's own bounded parser; histories, requests and
// reasons are left out, because they state what was asked and not what was seen.
#pragma once

#include <string>

#include "dicom/open/study_source.h"

namespace hilum::dicom {

bool isReport(const Instance& instance);  // any SR document class

// Errors: those of prescan(); InvalidInput when the file is not an SR document.
base::Result<std::string> readReportText(const Locator& locator, const base::JobContext& context = {});

}  // namespace hilum::dicom
