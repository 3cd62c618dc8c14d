// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/read_picture.h"

#include "core/image/window_level.h"
#include "dicom/open/study_source.h"

namespace hilum::app {

base::Result<image::Raster> readPicture(const std::string& path, const base::JobContext& context) {
    HILUM_TRY(const auto frame, dicom::readFrame({path, {}}, 0, context));
    return image::modelRendition(frame);
}

}  // namespace hilum::app
