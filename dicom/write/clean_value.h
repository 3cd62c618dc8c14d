// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Text of people made fit for a DICOM value (PS3.5 6.2): valid UTF-8 without control characters, without the
// backslash that separates values, cut at whole characters. What is no UID or date is never written as one.
#pragma once

#include <cstddef>
#include <string>

namespace hilum::dicom {

// One line for LO, SH and the like.
std::string cleanValue(const std::string& text, std::size_t maxCharacters);
// Paragraphs for UT, LT and ST: line ends stay, written as CR LF; a backslash is a character here.
std::string cleanText(const std::string& text, std::size_t maxCharacters);
// PN: at most three groups of five components, 64 characters each.
std::string cleanPersonName(const std::string& name);
// PS3.5 9.1: digits and dots, no leading zero in a component, at most 64 characters.
bool isUid(const std::string& text);
// "2026-01-02" -> "20260102"; anything else -> "".
std::string dicomDate(const std::string& isoDate);

}  // namespace hilum::dicom
