// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Japanese text with code extensions (PS3.3 C.12.1.1.2, PS3.5 H.3: ISO 2022 IR 13, 87 and 159), which DCMTK hands to
// an iconv that glibc does not have: the escape sequences are followed here, the tables are the C library's.
#pragma once

#include <optional>
#include <string>

namespace hilum::dicom {

// Do these defined terms name a Japanese set with code extensions?
bool isJapanese(const std::string& terms);
// UTF-8, or nothing when the text is none of these sets. Every component of a name begins in the first set again.
std::optional<std::string> japaneseToUtf8(const std::string& text);
// UTF-8 from a set that iconv knows by this name.
std::optional<std::string> iconvToUtf8(const std::string& text, const char* name);

}  // namespace hilum::dicom
