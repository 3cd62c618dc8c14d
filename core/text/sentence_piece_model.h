// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A SentencePiece model file (Kudo & Richardson 2018, arXiv 1808.06226; sentencepiece_model.proto) as data: pieces
// with scores, and the normaliser's table of replacements (a Darts double array over UTF-8, then zero-ended texts).
// Read here and not by the library: LibTorch carries a protobuf of its own under the same symbols, and a damaged
// file must end in an error, not in the library's abort. Every index is checked. Only the tokenizer uses this.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace hilum::text {

enum class PieceKind { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

struct SentencePieceModel {
    struct Piece {
        std::string text;
        float score = 0;
        PieceKind kind = PieceKind::Normal;
    };
    std::vector<Piece> pieces;
    int algorithm = 1;  // 1 unigram, 2 byte pairs, 3 words, 4 characters
    std::int64_t unknownId = 0, beginId = 1, endId = 2, padId = -1;
    bool byteFallback = false, spaceAsSuffix = false;
    bool dummyPrefix = true, removeExtraSpaces = true, escapeSpaces = true;
    std::vector<std::uint32_t> charTrie;  // empty = characters stay as they are
    std::string charTexts;

    // Longest replacement at the beginning of text: bytes consumed (0 = none) and what they become.
    std::size_t replacement(std::string_view text, std::string_view& becomes) const;
};

// Errors: ModelMismatch (not such a file, cut, an index outside, more than a million pieces).
base::Result<SentencePieceModel> readSentencePieceModel(std::string_view bytes);

}  // namespace hilum::text
