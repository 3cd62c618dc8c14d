// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The stem of an English word by the Porter2 algorithm (M. F. Porter, "The English (Porter2) stemming algorithm",
// Snowball, 2002), which METEOR's second stage compares. Golden-tested against the Snowball class in meteor-1.5.jar. Pure function; any thread.
#pragma once

#include <string>

namespace hilum::metrics {

// word: lower case; a letter outside a-z and ' is a consonant.
std::string stemOf(const std::string& word);

}  // namespace hilum::metrics
