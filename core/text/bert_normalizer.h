// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The first half of BERT's tokenizer: cleaning, spacing of CJK ideographs, accents, lower case, and the
// split into words and punctuation. Used by the WordPiece tokenizer only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hilum::text {

// Words of code points, in order; never empty ones.
std::vector<std::u32string> bertWords(std::string_view utf8, bool lowerCase);

}  // namespace hilum::text
