// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Tokenizer: text to the ids a text tower was trained with. Immutable after loading, so any thread may
// encode. Any bytes are accepted: malformed UTF-8 is dropped like U+FFFD, never an error.
// WordPiece: the BERT tokenizer of Devlin et al. 2018 exactly as the `tokenizers` package runs it; so is CLIP's
// byte-pair encoding; SentencePiece as its library does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace hilum::text {

struct Encoded {
    std::vector<std::int64_t> ids;   // [T], with the start and end tokens
    std::vector<std::int64_t> mask;  // [T], 1 = token, 0 = padding
};

// Row-major [rows, width], padded to the longest text.
struct EncodedBatch {
    std::int64_t rows = 0;
    std::int64_t width = 0;
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> mask;
};

class Tokenizer {
public:
    virtual ~Tokenizer() = default;
    // Not padded; at most maxTokens ids (at least 2: start and end), cut at the right.
    virtual Encoded encode(std::string_view text, std::size_t maxTokens) const = 0;
    virtual std::size_t vocabularySize() const = 0;
    virtual std::int64_t padId() const = 0;
    // The token's own spelling, "" for an unknown id.
    virtual std::string token(std::int64_t id) const = 0;

    EncodedBatch encodeBatch(std::span<const std::string> texts, std::size_t maxTokens) const;
};

struct WordPieceOptions {
    bool lowerCase = true;  // also strips accents, as BERT's uncased models do
    std::size_t maxCharactersPerWord = 100;
};

// vocab.txt: one token a line, the line number is the id.
// Errors: ModelMismatch (unreadable, no [UNK] [CLS] [SEP] [PAD], more than a million lines).
base::Result<std::unique_ptr<Tokenizer>> loadWordPiece(const std::filesystem::path& vocabulary,
                                                       const WordPieceOptions& options = {});
base::Result<std::unique_ptr<Tokenizer>> makeWordPiece(std::string_view vocabularyText,
                                                       const WordPieceOptions& options = {});

// CLIP's byte-pair encoding. merges: one pair a line, best first (merges.txt); ids follow from them.
// Errors: ModelMismatch (a line that is no pair, a merge of unknown parts, more than a million merges).
base::Result<std::unique_ptr<Tokenizer>> loadClipBpe(const std::filesystem::path& merges);
base::Result<std::unique_ptr<Tokenizer>> makeClipBpe(std::string_view merges);

struct SentencePieceOptions {
    bool canonical = true;  // SigLIP's: lower case, no ASCII punctuation, one space between words
};

// SentencePiece's unigram models (spiece.model). Ids end with the model's end mark and begin with none.
// Errors: ModelMismatch (damaged, another algorithm than unigram, no end mark).
base::Result<std::unique_ptr<Tokenizer>> loadSentencePiece(const std::filesystem::path& file,
                                                           const SentencePieceOptions& options = {});
base::Result<std::unique_ptr<Tokenizer>> makeSentencePiece(std::string_view bytes,
                                                           const SentencePieceOptions& options = {});

// By the file's name: merges.txt is byte-pair encoding, *.model SentencePiece (canonical where lowerCase is asked
// for), anything else a WordPiece vocabulary.
base::Result<std::unique_ptr<Tokenizer>> loadTokenizer(const std::filesystem::path& file,
                                                       const WordPieceOptions& options = {});

}  // namespace hilum::text
