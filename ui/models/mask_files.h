// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Which pictures of an opened folder are outlines of findings (masks) and not images to read. A picture
// that a person names by itself is always shown. Pure.
#pragma once

#include <filesystem>
#include <vector>

#include "dicom/open/study_source.h"

namespace hilum::ui {

// True for PNG and JPEG below a folder named masks, mask, segmentations or annotations, or whose own name
// ends in _mask, -mask, _seg or -seg, unless it is one of the paths that were asked for.
bool isMaskPicture(const dicom::Instance& instance, const std::vector<std::filesystem::path>& asked);

}  // namespace hilum::ui
