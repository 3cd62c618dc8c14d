// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Text of a DICOM element as UTF-8 (PS3.5 6.1, specific character set (0008,0005), with ISO 2022
// escapes). Bytes that the declared set does not know become U+FFFD; nothing fails.
#pragma once

#include <string>

namespace hilum::dicom {
std::string toUtf8(const std::string& text, const std::string& charset);
}
