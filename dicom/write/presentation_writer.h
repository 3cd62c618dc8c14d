// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Writes a presentation state (PS3.3 A.33.1, or A.33.2 for colour images) for images of one study. Strict: every
// mandatory module, nothing outside the IOD, UTF-8 texts, explicit little endian, written atomically. Patient and
// study are those of the image that `image` locates.
// Errors: InvalidInput (images without UIDs, nothing referred to), those of prescan() for the image, Io,
// PermissionDenied, Cancelled, Internal (DCMTK refused a value: our bug).
#pragma once

#include <filesystem>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "dicom/open/presentation_state.h"

namespace hilum::dicom {

// Answers the new object's SOP Instance UID. Empty date and time of the state become now; UIDs are made anew.
base::Result<std::string> writePresentation(const PresentationState& state, const Locator& image,
                                            const std::filesystem::path& path, const base::JobContext& context = {});

}  // namespace hilum::dicom
