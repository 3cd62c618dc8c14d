// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Greedy longest-match WordPiece over BERT's words. Special tokens written in the text ("[SEP]") are
// taken as themselves, as the reference does.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/base/file_io.h"
#include "core/text/bert_normalizer.h"
#include "core/text/tokenizer.h"

namespace hilum::text {

namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kMaxVocabulary = 1'000'000;
constexpr std::uint64_t kMaxVocabularyBytes = 64ULL << 20;
constexpr std::string_view kContinuation = "##";
constexpr std::array<std::string_view, 5> kSpecial = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using IdMap = std::unordered_map<std::string, std::int64_t, StringHash, std::equal_to<>>;

void appendUtf8(std::string& out, char32_t c) {
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    const auto v = static_cast<std::uint32_t>(c);
    if (v < 0x80) {
        put(v);
    } else if (v < 0x800) {
        put(0xC0 | (v >> 6));
        put(0x80 | (v & 0x3F));
    } else if (v < 0x10000) {
        put(0xE0 | (v >> 12));
        put(0x80 | ((v >> 6) & 0x3F));
        put(0x80 | (v & 0x3F));
    } else {
        put(0xF0 | (v >> 18));
        put(0x80 | ((v >> 12) & 0x3F));
        put(0x80 | ((v >> 6) & 0x3F));
        put(0x80 | (v & 0x3F));
    }
}

class WordPiece : public Tokenizer {
public:
    WordPiece(std::vector<std::string> tokens, const WordPieceOptions& options)
        : m_tokens(std::move(tokens)), m_options(options) {
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            const std::string_view token = m_tokens[i];
            const auto id = static_cast<std::int64_t>(i);
            m_longest = std::max(m_longest, token.size());
            if (token.starts_with(kContinuation)) m_inner[std::string(token.substr(kContinuation.size()))] = id;
            m_start[std::string(token)] = id;
        }
    }

    // The first special token that the vocabulary lacks, "" when it has all that encoding needs.
    std::string missingSpecial() {
        for (const auto& [name, id] :
             {std::pair{"[PAD]", &m_pad}, {"[UNK]", &m_unknown}, {"[CLS]", &m_begin}, {"[SEP]", &m_end}}) {
            const auto found = m_start.find(std::string_view(name));
            if (found == m_start.end()) return name;
            *id = found->second;
        }
        return {};
    }

    Encoded encode(std::string_view text, std::size_t maxTokens) const override {
        const std::size_t room = std::max<std::size_t>(maxTokens, 2) - 2;
        Encoded out;
        out.ids.push_back(m_begin);
        appendText(text, room + 1, out.ids);
        if (out.ids.size() > room + 1) out.ids.resize(room + 1);
        out.ids.push_back(m_end);
        out.mask.assign(out.ids.size(), 1);
        return out;
    }
    std::size_t vocabularySize() const override { return m_tokens.size(); }
    std::int64_t padId() const override { return m_pad; }
    std::string token(std::int64_t id) const override {
        return id >= 0 && static_cast<std::size_t>(id) < m_tokens.size() ? m_tokens[static_cast<std::size_t>(id)]
                                                                         : std::string();
    }

private:
    // Ordinary text between special tokens; stops when `enough` ids are there.
    void appendText(std::string_view text, std::size_t enough, std::vector<std::int64_t>& ids) const {
        while (!text.empty() && ids.size() < enough) {
            std::size_t at = std::string_view::npos;
            std::string_view special;
            for (const auto candidate : kSpecial) {
                const auto found = text.find(candidate);
                if (found < at && m_start.contains(candidate)) {
                    at = found;
                    special = candidate;
                }
            }
            for (const auto& word : bertWords(text.substr(0, at), m_options.lowerCase)) {
                if (ids.size() >= enough) return;
                appendWord(word, ids);
            }
            if (special.empty()) return;
            ids.push_back(m_start.find(special)->second);
            text.remove_prefix(at + special.size());
        }
    }

    void appendWord(const std::u32string& word, std::vector<std::int64_t>& ids) const {
        if (word.size() > m_options.maxCharactersPerWord) return ids.push_back(m_unknown);
        std::string utf8;
        std::vector<std::size_t> ends;  // byte offset after each code point
        for (const char32_t c : word) {
            appendUtf8(utf8, c);
            ends.push_back(utf8.size());
        }
        const std::string_view view = utf8;
        const std::size_t before = ids.size();
        std::size_t begin = 0;
        while (begin < view.size()) {
            const auto& map = begin == 0 ? m_start : m_inner;
            auto end = ends.rbegin();
            auto found = map.end();
            for (; end != ends.rend() && *end > begin; ++end) {
                if (*end - begin > m_longest) continue;
                found = map.find(view.substr(begin, *end - begin));
                if (found != map.end()) break;
            }
            if (found == map.end()) {  // one part unknown makes the whole word unknown
                ids.resize(before);
                return ids.push_back(m_unknown);
            }
            ids.push_back(found->second);
            begin = *end;
        }
    }

    std::vector<std::string> m_tokens;
    WordPieceOptions m_options;
    IdMap m_start;  // a word's first piece
    IdMap m_inner;  // later pieces, without their "##"
    std::size_t m_longest = 0;
    std::int64_t m_pad = 0, m_unknown = 0, m_begin = 0, m_end = 0;
};

base::Error refuse(const std::string& why) {
    return base::makeError(ErrorCode::ModelMismatch,
                           "The vocabulary of the model pack cannot be used: " + why + "; install the pack again.");
}

}  // namespace

EncodedBatch Tokenizer::encodeBatch(std::span<const std::string> texts, std::size_t maxTokens) const {
    std::vector<Encoded> rows;
    rows.reserve(texts.size());
    EncodedBatch batch;
    batch.rows = static_cast<std::int64_t>(texts.size());
    std::size_t width = 0;
    for (const auto& text : texts) {
        rows.push_back(encode(text, maxTokens));
        width = std::max(width, rows.back().ids.size());
    }
    batch.width = static_cast<std::int64_t>(width);
    batch.ids.assign(rows.size() * width, padId());
    batch.mask.assign(rows.size() * width, 0);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto offset = static_cast<std::ptrdiff_t>(r * width);
        std::copy(rows[r].ids.begin(), rows[r].ids.end(), batch.ids.begin() + offset);
        std::copy(rows[r].mask.begin(), rows[r].mask.end(), batch.mask.begin() + offset);
    }
    return batch;
}

Result<std::unique_ptr<Tokenizer>> makeWordPiece(std::string_view vocabularyText, const WordPieceOptions& options) {
    std::vector<std::string> tokens;
    while (!vocabularyText.empty()) {
        const auto end = std::min(vocabularyText.find('\n'), vocabularyText.size());
        auto line = vocabularyText.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        tokens.emplace_back(line);
        vocabularyText.remove_prefix(std::min(end + 1, vocabularyText.size()));
        if (tokens.size() > kMaxVocabulary) return refuse("it has more than a million lines");
    }
    auto tokenizer = std::make_unique<WordPiece>(std::move(tokens), options);
    if (const auto missing = tokenizer->missingSpecial(); !missing.empty())
        return refuse("the token " + missing + " is missing");
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
}

Result<std::unique_ptr<Tokenizer>> loadWordPiece(const std::filesystem::path& vocabulary,
                                                 const WordPieceOptions& options) {
    const auto text = base::readTextFile(vocabulary, kMaxVocabularyBytes);
    if (!text) return refuse(text.error().message);
    return makeWordPiece(*text, options);
}

}  // namespace hilum::text
