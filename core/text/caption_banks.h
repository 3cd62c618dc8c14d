// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Caption banks: resources/captions/*.txt, one caption a line, "# key: value" lines at the head. They
// give suggestions where the library has no case yet.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace hilum::text {

struct CaptionBank {
    std::string name;  // file name without suffix, the source that is shown
    std::string title;
    std::vector<std::string> modalities;  // DICOM codes; empty = any ("*")
    std::vector<std::string> captions;
};

// One bank. Errors: NotFound, Io.
base::Result<CaptionBank> readCaptionBank(const std::filesystem::path& file);
// Banks of a folder by name; an unreadable one is left out. A missing folder has no banks.
std::vector<CaptionBank> loadCaptionBanks(const std::filesystem::path& folder);
// Lines of a text file without blank ones, `#` lines and a BOM. InvalidInput when nothing is left.
base::Result<std::vector<std::string>> readCaptionLines(const std::filesystem::path& file);

}  // namespace hilum::text
