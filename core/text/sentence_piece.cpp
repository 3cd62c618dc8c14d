// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SentencePiece's unigram tokenizer (Kudo 2018, arXiv 1804.10959): the normaliser of the model file, then the path of
// pieces with the largest sum of scores, id for id as the library runs it (normalizer.cc, unigram_model.cc: float sums,
// the first of equal paths, unknown neighbours as one id, bytes where the model falls back to them). With canonical
// text also SigLIP's own preparation (transformers' SiglipTokenizer): lower case, ASCII punctuation left out, spaces
// collapsed, one "▁" before all.
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <unordered_map>

#include "core/base/file_io.h"
#include "core/text/sentence_piece_model.h"
#include "core/text/tokenizer.h"

namespace hilum::text {

namespace {

constexpr std::string_view kSpaceMark = "\xE2\x96\x81";    // U+2581
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // what stands for a broken byte
// A character becomes eleven times its bytes at most in the published tables; a hostile one must not fill the memory.
constexpr std::size_t kMostGrowth = 32;
constexpr float kUnknownPenalty = 10.0F;
constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

base::Error mismatch(const std::string& why) {
    return base::makeError(base::ErrorCode::ModelMismatch,
                           "The SentencePiece file cannot be used: " + why + "; import the pack again.");
}

// Bytes of the character that begins here by its first byte alone, as the library counts them.
std::size_t byteLength(char first) {
    constexpr std::array<std::uint8_t, 16> kLengths = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4};
    return kLengths[static_cast<std::uint8_t>(first) >> 4];
}

// Bytes of a well-formed character, 0 when there is none.
std::size_t validLength(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[i])); };
    const auto tail = [&](std::size_t i) { return i < text.size() && (at(i) & 0xC0U) == 0x80U; };
    const auto b = at(0);
    if (b < 0x80) return 1;
    if ((b & 0xE0U) == 0xC0U && tail(1)) return (b & 0x1FU) >= 2 ? 2 : 0;
    if ((b & 0xF0U) == 0xE0U && tail(1) && tail(2)) {
        const auto point = ((b & 0x0FU) << 12) | ((at(1) & 0x3FU) << 6) | (at(2) & 0x3FU);
        return point >= 0x800 && (point < 0xD800 || point >= 0xE000) ? 3 : 0;
    }
    if ((b & 0xF8U) == 0xF0U && tail(1) && tail(2) && tail(3)) {
        const auto point = ((b & 0x07U) << 18) | ((at(1) & 0x3FU) << 12) | ((at(2) & 0x3FU) << 6) | (at(3) & 0x3FU);
        return point >= 0x10000 && point <= 0x10FFFF ? 4 : 0;
    }
    return 0;
}

// What Python's str.isspace() and \s take for white space.
bool isPythonSpace(UChar32 c) {
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::string canonical(std::string_view text) {
    auto whole = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 1U << 30))));
    whole.findAndReplace(icu::UnicodeString(UChar32(0x2581)), icu::UnicodeString(UChar32(' ')));
    whole.toLower(icu::Locale::getRoot());
    icu::UnicodeString out(UChar32(0x2581));
    bool space = false;
    for (std::int32_t i = 0; i < whole.length(); i = whole.moveIndex32(i, 1)) {
        const UChar32 c = whole.char32At(i);
        if (c < 0x80 && kPunctuation.find(static_cast<char>(c)) != std::string_view::npos) continue;
        if (isPythonSpace(c)) {
            space = true;
            continue;
        }
        if (space) out.append(UChar32(' '));
        space = false;
        out.append(c);
    }
    std::string utf8;
    out.toUTF8String(utf8);
    return utf8;
}

// Bytes to ids along the pieces; children in one table, because a model has a hundred thousand nodes.
class Trie {
public:
    void add(std::string_view text, std::int64_t id) {
        std::uint32_t node = 0;
        for (const char c : text) {
            const auto [child, isNew] = m_children.try_emplace(key(node, c), m_ids.size());
            if (isNew) m_ids.push_back(-1);
            node = child->second;
        }
        if (m_ids[node] < 0) m_ids[node] = id;
    }
    // Moves on by one byte; false where no piece goes that way.
    bool step(std::uint32_t& node, char c) const {
        const auto child = m_children.find(key(node, c));
        if (child == m_children.end()) return false;
        node = child->second;
        return true;
    }
    std::int64_t id(std::uint32_t node) const { return m_ids[node]; }

private:
    static std::uint64_t key(std::uint32_t node, char c) {
        return (static_cast<std::uint64_t>(node) << 8) | static_cast<std::uint8_t>(c);
    }
    std::unordered_map<std::uint64_t, std::uint32_t> m_children;
    std::vector<std::int64_t> m_ids{-1};
};

class SentencePiece : public Tokenizer {
public:
    static base::Result<std::unique_ptr<Tokenizer>> make(std::string_view bytes, const SentencePieceOptions& options) {
        auto made = std::make_unique<SentencePiece>();
        HILUM_TRY(made->m_model, readSentencePieceModel(bytes));
        made->m_options = options;
        if (made->m_model.algorithm != 1) return mismatch("it is not of the unigram kind that SigLIP uses");
        if (made->m_model.endId < 0) return mismatch("it has no end mark");
        HILUM_TRY_STATUS(made->build());
        return std::unique_ptr<Tokenizer>(std::move(made));
    }

    Encoded encode(std::string_view text, std::size_t maxTokens) const override {
        const auto prepared = m_options.canonical ? canonical(text) : std::string(text);
        auto ids = path(normalized(prepared));
        const std::size_t most = std::max<std::size_t>(maxTokens, 2) - 1;
        if (ids.size() > most) ids.resize(most);
        ids.push_back(m_model.endId);
        Encoded out;
        out.mask.assign(ids.size(), 1);
        out.ids = std::move(ids);
        return out;
    }
    std::size_t vocabularySize() const override { return m_model.pieces.size(); }
    // SigLIP was trained with the end mark as padding; another model names its own.
    std::int64_t padId() const override { return m_model.padId >= 0 ? m_model.padId : m_model.endId; }
    std::string token(std::int64_t id) const override {
        const bool known = id >= 0 && static_cast<std::size_t>(id) < m_model.pieces.size();
        return known ? m_model.pieces[static_cast<std::size_t>(id)].text : std::string();
    }

private:
    base::Status build() {
        m_least = std::numeric_limits<float>::max();
        m_most = std::numeric_limits<float>::lowest();
        m_bytes.fill(-1);
        for (std::size_t i = 0; i < m_model.pieces.size(); ++i) {
            const auto& piece = m_model.pieces[i];
            const auto id = static_cast<std::int64_t>(i);
            if (piece.kind == PieceKind::Normal) {
                m_least = std::min(m_least, piece.score);
                m_most = std::max(m_most, piece.score);
            }
            if (piece.kind == PieceKind::Normal || piece.kind == PieceKind::UserDefined ||
                piece.kind == PieceKind::Unused)
                m_pieces.add(piece.text, id);
            if (piece.kind == PieceKind::UserDefined) {
                m_symbols.add(piece.text, id);
                m_hasSymbols = true;
            }
            unsigned value = 0;
            if (piece.kind == PieceKind::Byte && std::sscanf(piece.text.c_str(), "<0x%2X>", &value) == 1 && value < 256)
                m_bytes[value] = id;
        }
        if (m_least > m_most) return mismatch("it holds no ordinary pieces");
        if (m_model.byteFallback && std::find(m_bytes.begin(), m_bytes.end(), -1) != m_bytes.end())
            return mismatch("it falls back to bytes but lacks some of them");
        return base::okStatus();
    }

    // The next character or replaced sequence: bytes consumed, and what stands for them.
    std::size_t prefix(std::string_view text, std::string_view& becomes) const {
        if (m_hasSymbols) {
            std::uint32_t node = 0;
            std::size_t longest = 0;
            for (std::size_t i = 0; i < text.size() && m_symbols.step(node, text[i]); ++i)
                if (m_symbols.id(node) >= 0) longest = i + 1;
            if (longest > 0) {
                becomes = text.substr(0, longest);
                return longest;
            }
        }
        if (const auto longest = m_model.replacement(text, becomes); longest > 0) return longest;
        const auto valid = validLength(text);
        becomes = valid > 0 ? text.substr(0, valid) : kReplacement;
        return std::max<std::size_t>(valid, 1);
    }

    std::string normalized(std::string_view text) const {
        std::string_view piece;
        if (m_model.removeExtraSpaces)
            while (!text.empty()) {
                const auto used = prefix(text, piece);
                if (piece != " ") break;
                text.remove_prefix(used);
            }
        std::string out;
        if (text.empty()) return out;
        const std::string space(m_model.escapeSpaces ? kSpaceMark : std::string_view(" "));
        if (m_model.dummyPrefix && !m_model.spaceAsSuffix) out += space;
        bool afterSpace = m_model.removeExtraSpaces;
        const std::size_t most = kMostGrowth * (text.size() + kMostGrowth);
        while (!text.empty() && out.size() < most) {
            const auto used = prefix(text, piece);
            while (afterSpace && piece.starts_with(' ')) piece.remove_prefix(1);
            if (!piece.empty()) {
                for (const char c : piece) {
                    if (c == ' ')
                        out += space;
                    else
                        out += c;
                }
                afterSpace = piece.ends_with(' ');
            }
            text.remove_prefix(used);
            if (!m_model.removeExtraSpaces) afterSpace = false;
        }
        if (m_model.removeExtraSpaces)
            while (out.ends_with(space)) out.resize(out.size() - space.size());
        if (m_model.dummyPrefix && m_model.spaceAsSuffix) out += space;
        return out;
    }

    struct Step {
        std::int64_t id = -1;
        float score = 0;
        std::ptrdiff_t from = -1;
    };

    // Best paths to every byte, then back from the end. Sums in float, scores of user symbols in double, as published.
    std::vector<Step> bestSteps(std::string_view text) const {
        std::vector<Step> best(text.size() + 1);
        const float unknown = m_least - kUnknownPenalty;
        for (std::size_t from = 0; from < text.size();) {
            const std::size_t single = std::min(byteLength(text[from]), text.size() - from);
            const float sofar = best[from].score;
            bool known = false;
            std::uint32_t node = 0;
            const auto take = [&](std::size_t to, double score, std::int64_t id) {
                auto& target = best[to];
                if (target.from >= 0 && !(score > static_cast<double>(target.score))) return;
                target = {id, static_cast<float>(score), static_cast<std::ptrdiff_t>(from)};
            };
            for (std::size_t to = from; to < text.size() && m_pieces.step(node, text[to]);) {
                ++to;
                const auto id = m_pieces.id(node);
                if (id < 0) continue;
                const auto& piece = m_model.pieces[static_cast<std::size_t>(id)];
                if (piece.kind == PieceKind::Unused) continue;
                const auto length = static_cast<float>(to - from);
                const double score = piece.kind == PieceKind::UserDefined ? static_cast<double>(length * m_most) - 0.1
                                                                          : static_cast<double>(piece.score);
                take(to, score + static_cast<double>(sofar), id);
                known = known || to - from == single;
            }
            if (!known) take(from + single, static_cast<double>(unknown + sofar), m_model.unknownId);
            from += single;
        }
        return best;
    }

    std::vector<std::int64_t> path(std::string_view text) const {
        const auto best = bestSteps(text);
        std::vector<std::int64_t> ids;  // from the end
        bool afterUnknown = false;
        for (auto at = static_cast<std::ptrdiff_t>(text.size()); at > 0;) {
            const auto& step = best[static_cast<std::size_t>(at)];
            if (step.from < 0) break;  // cannot be: every character has its unknown step
            const bool isUnknown = step.id == m_model.unknownId;
            if (isUnknown && m_model.byteFallback) {
                for (auto i = at; i > step.from; --i)
                    ids.push_back(m_bytes[static_cast<std::uint8_t>(text[static_cast<std::size_t>(i - 1)])]);
            } else if (!isUnknown || !afterUnknown) {
                ids.push_back(step.id);
            }
            afterUnknown = isUnknown;
            at = step.from;
        }
        std::reverse(ids.begin(), ids.end());
        return ids;
    }

    SentencePieceModel m_model;
    SentencePieceOptions m_options;
    Trie m_pieces, m_symbols;
    bool m_hasSymbols = false;
    float m_least = 0, m_most = 0;
    std::array<std::int64_t, 256> m_bytes{};
};

}  // namespace

base::Result<std::unique_ptr<Tokenizer>> makeSentencePiece(std::string_view bytes,
                                                           const SentencePieceOptions& options) {
    return SentencePiece::make(bytes, options);
}

base::Result<std::unique_ptr<Tokenizer>> loadSentencePiece(const std::filesystem::path& file,
                                                           const SentencePieceOptions& options) {
    constexpr std::uint64_t kMostBytes = 64ULL << 20;
    const auto bytes = base::readTextFile(file, kMostBytes);
    if (!bytes) return mismatch("it cannot be read");
    return makeSentencePiece(*bytes, options);
}

}  // namespace hilum::text
