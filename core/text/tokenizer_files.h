// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The tokenizer files that published models come with, brought into the one form a pack keeps: vocab.txt for
// WordPiece, merges.txt for CLIP's byte-pair encoding, spiece.model for SentencePiece. Understood: vocab.txt, merges.txt (with vocab.json, whose
// ids must be those that follow from the merges), bpe_simple_vocab_16e6.txt, Hugging Face's tokenizer.json.
// Errors: ModelMismatch (a file that contradicts itself or the other one).
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace hilum::text {

struct TokenizerFile {
    std::string name;  // "vocab.txt", "merges.txt" or "spiece.model"; "" = the folder has none
    std::string content;
    bool lowerCase = true;  // WordPiece: what tokenizer_config.json or tokenizer.json says; BERT's default otherwise
};

base::Result<TokenizerFile> findWordPieceFile(const std::filesystem::path& folder);
base::Result<TokenizerFile> findClipBpeFile(const std::filesystem::path& folder);
// spiece.model or tokenizer.model; checked by reading it.
base::Result<TokenizerFile> findSentencePieceFile(const std::filesystem::path& folder);
// CLIP's own merges, which the product ships (resources/tokenizers/clip); "" where they are not installed.
base::Result<TokenizerFile> standardClipBpeFile();

}  // namespace hilum::text
