// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A file named on the command line as the models see it: DICOM, PNG or JPEG by content, one rendition.
// Any thread. Errors: those of dicom::readFrame.
#pragma once

#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::app {

base::Result<image::Raster> readPicture(const std::string& path, const base::JobContext& context = {});

}  // namespace hilum::app
