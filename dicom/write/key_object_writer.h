// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Writes a key object selection (PS3.3 A.35.4, template TID 2010) that names images of one study "Of Interest".
// Patient and study are those of the image that `image` locates. Strict, UTF-8, explicit little endian, atomic.
// Errors: InvalidInput (no images, images without UIDs), those of prescan() for the image, Io, PermissionDenied,
// Cancelled, Internal (DCMTK refused a value: our bug).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "dicom/open/presentation_state.h"

namespace hilum::dicom {

// Answers the new object's SOP Instance UID.
base::Result<std::string> writeKeyObjects(const std::vector<PresentationReference>& images, const Locator& image,
                                          const std::filesystem::path& path, const base::JobContext& context = {});

}  // namespace hilum::dicom
