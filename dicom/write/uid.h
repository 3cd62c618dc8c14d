// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// UIDs below the UUID root 2.25 (PS3.5 B.2) made from a text, so that the same arguments always give
// the same UID. Version and variant bits are those of RFC 9562 version 8 (custom).
#pragma once

#include <string>
#include <string_view>

namespace hilum::dicom {

std::string uidFromText(std::string_view text);
// One that nobody has had before: from the system's random numbers.
std::string newUid();

}  // namespace hilum::dicom
