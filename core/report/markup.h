// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The one door through which a field reaches an exported document: broken UTF-8, control characters
// and markup from files or typing never pass. Output is valid in HTML and in XML. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hilum::report {

// Valid UTF-8 of characters that XML 1.0 allows; anything else becomes U+FFFD. Bidirectional controls
// (U+202A..E, U+2066..9), which can show a text in another order than it is stored, are dropped.
std::string cleanUtf8(std::string_view text);
// cleanUtf8, then & < > " ' as entities. Safe in element content and in quoted attributes.
std::string escapeMarkup(std::string_view text);
std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace hilum::report
