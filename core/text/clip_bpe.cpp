// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// CLIP's byte-pair encoding (Radford et al. 2021; Sennrich et al. 2016, arXiv 1508.07909): NFC, white space
// collapsed, lower case, words of letters, single numerals, runs of the rest, bytes as printable characters, merges by
// rank with "</w>" at word ends. Ids follow from the merges alone: 256 bytes, the same with "</w>", merges, two marks.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <unordered_map>

#include "core/base/file_io.h"
#include "core/text/tokenizer.h"

namespace hilum::text {

namespace {

constexpr std::string_view kWordEnd = "</w>";
constexpr std::size_t kMostMerges = 1'000'000;
constexpr std::size_t kMostWordBytes = 8192;  // far more than any token limit reads; merging is quadratic
constexpr UChar32 kDottedCapitalI = 0x0130, kCombiningDot = 0x0307;

base::Error mismatch(const std::string& why) {
    return base::makeError(base::ErrorCode::ModelMismatch,
                           "The tokenizer file cannot be used: " + why + "; import the pack again.");
}

void appendUtf8(std::string& out, UChar32 c) {
    std::array<std::uint8_t, U8_MAX_LENGTH> bytes{};
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, c);
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

// GPT-2's table: a printable character for each byte, in the order in which the vocabulary lists them.
struct ByteTable {
    std::vector<int> order;                // bytes as listed
    std::array<std::string, 256> letters;  // UTF-8 of each byte's character

    ByteTable() {
        const auto printable = [](int b) { return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174; };
        for (int b = 0; b < 256; ++b)
            if (printable(b)) order.push_back(b);
        int next = 256;
        for (int b = 0; b < 256; ++b) {
            const bool shown = printable(b);
            appendUtf8(letters[static_cast<std::size_t>(b)], shown ? b : next);
            if (!shown) {
                order.push_back(b);
                ++next;
            }
        }
    }
};

const ByteTable& byteTable() {
    static const ByteTable kTable;
    return kTable;
}

enum class Class { Space, Letter, Number, Other };

Class classOf(UChar32 c) {
    if (u_isUWhiteSpace(c)) return Class::Space;
    const auto mask = U_GET_GC_MASK(c);
    if ((mask & U_GC_L_MASK) != 0) return Class::Letter;
    return (mask & U_GC_N_MASK) != 0 ? Class::Number : Class::Other;
}

// NFC and lower case, code point by code point.
std::vector<UChar32> normalized(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(status);
    auto whole = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 1U << 30))));
    if (U_SUCCESS(status)) whole = nfc->normalize(whole, status);
    std::vector<UChar32> out;
    for (std::int32_t i = 0; i < whole.length(); i = whole.moveIndex32(i, 1)) {
        const UChar32 c = whole.char32At(i);
        if (c == kDottedCapitalI) {  // the only letter whose lower case is two
            out.push_back('i');
            out.push_back(kCombiningDot);
        } else {
            out.push_back(u_tolower(c));
        }
    }
    return out;
}

std::size_t contraction(const std::vector<UChar32>& text, std::size_t at) {
    if (text[at] != '\'') return 0;
    for (const std::string_view tail : {"s", "t", "re", "ve", "m", "ll", "d"}) {
        if (at + tail.size() >= text.size()) continue;
        bool same = true;
        for (std::size_t i = 0; i < tail.size() && same; ++i) same = text[at + 1 + i] == tail[i];
        if (same) return 1 + tail.size();
    }
    return 0;
}

// Words as UTF-8, in the order of 's|'t|'re|'ve|'m|'ll|'d|[letters]+|[number]|[rest]+.
std::vector<std::string> wordsOf(std::string_view text) {
    const auto points = normalized(text);
    std::vector<std::string> words;
    for (std::size_t at = 0; at < points.size();) {
        const Class kind = classOf(points[at]);
        if (kind == Class::Space) {
            ++at;
            continue;
        }
        std::size_t end = at + contraction(points, at);
        if (end == at) {
            end = at + 1;
            while (kind != Class::Number && end < points.size() && classOf(points[end]) == kind) ++end;
        }
        std::string word;
        for (; at < end; ++at)
            if (word.size() < kMostWordBytes) appendUtf8(word, points[at]);
        words.push_back(std::move(word));
    }
    return words;
}

class ClipBpe : public Tokenizer {
public:
    static base::Result<std::unique_ptr<Tokenizer>> make(std::string_view merges) {
        auto made = std::make_unique<ClipBpe>();
        const auto& table = byteTable();
        for (const int b : table.order) made->add(table.letters[static_cast<std::size_t>(b)]);
        for (const int b : table.order) made->add(table.letters[static_cast<std::size_t>(b)] + std::string(kWordEnd));
        HILUM_TRY_STATUS(made->readMerges(merges));
        made->m_start = made->add("<|startoftext|>");
        made->m_end = made->add("<|endoftext|>");
        return std::unique_ptr<Tokenizer>(std::move(made));
    }

    Encoded encode(std::string_view text, std::size_t maxTokens) const override {
        Encoded out;
        const std::size_t most = std::max<std::size_t>(maxTokens, 2);
        out.ids.push_back(m_start);
        for (const auto& word : wordsOf(text)) {
            if (out.ids.size() + 1 >= most) break;
            for (const auto id : encodeWord(word))
                if (out.ids.size() + 1 < most) out.ids.push_back(id);
        }
        out.ids.push_back(m_end);
        out.mask.assign(out.ids.size(), 1);
        return out;
    }
    std::size_t vocabularySize() const override { return m_tokens.size(); }
    std::int64_t padId() const override { return 0; }  // OpenAI's; nothing after the end mark has influence
    std::string token(std::int64_t id) const override {
        return id >= 0 && static_cast<std::size_t>(id) < m_tokens.size() ? m_tokens[static_cast<std::size_t>(id)] : "";
    }

private:
    std::int64_t add(std::string token) {
        const auto id = static_cast<std::int64_t>(m_tokens.size());
        m_ids.emplace(token, id);
        m_tokens.push_back(std::move(token));
        return id;
    }

    base::Status readMerges(std::string_view text) {
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            auto line = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
            if (line.empty() || line.starts_with("#version")) continue;
            const auto space = line.find(' ');
            if (space == std::string_view::npos || space == 0 || space + 1 == line.size())
                return mismatch("a line of its merges is not two parts");
            const std::string left(line.substr(0, space)), right(line.substr(space + 1));
            const auto a = m_ids.find(left), b = m_ids.find(right);
            if (a == m_ids.end() || b == m_ids.end()) return mismatch("a merge in it joins what no merge made");
            if (m_ranks.size() >= kMostMerges) return mismatch("it has more than a million merges");
            const auto id = add(left + right);
            m_ranks.emplace(pairKey(a->second, b->second), id);
        }
        return base::okStatus();
    }

    static std::uint64_t pairKey(std::int64_t a, std::int64_t b) {
        return (static_cast<std::uint64_t>(a) << 32) | static_cast<std::uint64_t>(b);
    }

    // The pair of the lowest rank is joined everywhere until none is left; a merge's id rises with its rank.
    std::vector<std::int64_t> encodeWord(const std::string& word) const {
        std::vector<std::int64_t> parts;
        const auto& letters = byteTable().letters;
        for (std::size_t i = 0; i < word.size(); ++i) {
            const auto& letter = letters[static_cast<std::uint8_t>(word[i])];
            parts.push_back(m_ids.at(i + 1 == word.size() ? letter + std::string(kWordEnd) : letter));
        }
        while (parts.size() > 1) {
            auto best = std::numeric_limits<std::int64_t>::max();
            std::uint64_t pair = 0;
            for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
                const auto key = pairKey(parts[i], parts[i + 1]);
                const auto found = m_ranks.find(key);
                if (found == m_ranks.end() || found->second >= best) continue;
                best = found->second;
                pair = key;
            }
            if (best == std::numeric_limits<std::int64_t>::max()) break;
            std::vector<std::int64_t> joined;
            for (std::size_t i = 0; i < parts.size(); ++i) {
                const bool here = i + 1 < parts.size() && pairKey(parts[i], parts[i + 1]) == pair;
                joined.push_back(here ? best : parts[i]);
                if (here) ++i;
            }
            parts = std::move(joined);
        }
        return parts;
    }

    std::vector<std::string> m_tokens;
    std::unordered_map<std::string, std::int64_t> m_ids;
    std::unordered_map<std::uint64_t, std::int64_t> m_ranks;  // pair -> id of what it becomes
    std::int64_t m_start = 0, m_end = 0;
};

}  // namespace

base::Result<std::unique_ptr<Tokenizer>> makeClipBpe(std::string_view merges) { return ClipBpe::make(merges); }

base::Result<std::unique_ptr<Tokenizer>> loadClipBpe(const std::filesystem::path& merges) {
    const auto text = base::readTextFile(merges);
    if (!text) return mismatch("its merges cannot be read");
    return makeClipBpe(*text);
}

base::Result<std::unique_ptr<Tokenizer>> loadTokenizer(const std::filesystem::path& file,
                                                       const WordPieceOptions& options) {
    if (file.filename() == "merges.txt") return loadClipBpe(file);
    if (file.extension() == ".model") return loadSentencePiece(file, {options.lowerCase});
    return loadWordPiece(file, options);
}

}  // namespace hilum::text
