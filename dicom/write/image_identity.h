// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What every object made for images of a study shares: patient and study as the image has them, and texts cut to
// what a VR holds. Internal to dicom/write.
#pragma once

#include <string>

#include "dicom/file/element_set.h"
#include "dicom/write/dataset_filler.h"

namespace hilum::dicom {

// Patient and General Study modules of `image`; what it lacks of type 2 stays empty. UTF-8.
void putImageIdentity(DatasetFiller& fill, const ElementSet& image);
// At most n characters of UTF-8, cut between characters, without control characters or backslashes; with `lines`
// a backslash is one and \n becomes CR LF.
std::string shortened(const std::string& text, std::size_t n, bool lines = false);
// CS: capitals, digits, space and underscore, 16 at most.
std::string codeString(const std::string& text, const char* otherwise);

struct LocalClock {
    std::string date, time;  // DA, TM
};
LocalClock localNow();

constexpr std::size_t kLongStringChars = 64, kShortTextChars = 1024;

}  // namespace hilum::dicom
