// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The pixel side of de-identification: whether letters may be burned into an image (PS3.15 E.3.1), blanking of
// rectangles and of everything outside an ultrasound's regions (PS3.3 C.8.5.5), overlay planes hidden in unused
// bits, and comments inside compressed streams. Internal to dicom/deid. Errors: those of decoding, Cancelled.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "dicom/deid/profile.h"
#include "dicom/file/prescan.h"

class DcmDataset;

namespace hilum::dicom {

// Before the profile is applied. Answers whether pixels were blanked; then they are no longer compressed.
base::Result<bool> cleanPixels(DcmDataset& dataset, const Prescan& file, const DeidOptions& options,
                               std::vector<std::string>& warnings, const base::JobContext& context);

// JPEG, JPEG-LS: without COM and APPn segments but those that say how to read the colours (APP0, APP8, APP14).
// JPEG 2000: without COM in its main header. Anything else stays as it is.
std::vector<std::uint8_t> withoutComments(const std::vector<std::uint8_t>& stream);

}  // namespace hilum::dicom
