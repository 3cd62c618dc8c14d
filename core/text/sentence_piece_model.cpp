// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/text/sentence_piece_model.h"

#include <bit>
#include <cmath>
#include <optional>

namespace hilum::text {

namespace {

constexpr std::size_t kMostPieces = 1'000'000;

base::Error broken(const std::string& why) {
    return base::makeError(base::ErrorCode::ModelMismatch,
                           "The SentencePiece file cannot be used: " + why + "; download it again.");
}

// Protocol buffers' wire format: fields of a message one after another; the first fault ends it.
class Fields {
public:
    explicit Fields(std::string_view bytes) : m_bytes(bytes) {}
    // False at the end or at a fault.
    bool next() {
        if (m_bytes.empty() || m_failed) return false;
        const auto tag = varint();
        m_number = tag >> 3;
        switch (tag & 7) {
            case 0: m_value = varint(); break;
            case 1: m_text = take(8); break;
            case 2: m_text = take(varint()); break;
            case 5: m_text = take(4); break;
            default: m_failed = true;
        }
        m_wire = static_cast<int>(tag & 7);
        return !m_failed;
    }
    bool failed() const { return m_failed; }
    std::uint64_t number() const { return m_number; }
    bool isText(std::uint64_t number) const { return m_number == number && m_wire == 2; }
    bool isNumber(std::uint64_t number) const { return m_number == number && m_wire == 0; }
    std::string_view text() const { return m_text; }
    std::int64_t value() const { return static_cast<std::int64_t>(m_value); }
    std::optional<float> real(std::uint64_t number) const {
        if (m_number != number || m_wire != 5) return std::nullopt;
        return std::bit_cast<float>(littleEndian(m_text));
    }
    static std::uint32_t littleEndian(std::string_view four) {
        std::uint32_t out = 0;
        for (std::size_t i = 0; i < 4; ++i)
            out |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(four[i])) << (8 * i);
        return out;
    }

private:
    std::uint64_t varint() {
        std::uint64_t out = 0;
        for (unsigned shift = 0; shift < 64 && !m_bytes.empty(); shift += 7) {
            const auto byte = static_cast<std::uint8_t>(m_bytes.front());
            m_bytes.remove_prefix(1);
            out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) return out;
        }
        m_failed = true;
        return 0;
    }
    std::string_view take(std::uint64_t count) {
        if (count > m_bytes.size()) {
            m_failed = true;
            return {};
        }
        const auto out = m_bytes.substr(0, count);
        m_bytes.remove_prefix(count);
        return out;
    }

    std::string_view m_bytes, m_text;
    std::uint64_t m_number = 0, m_value = 0;
    int m_wire = 0;
    bool m_failed = false;
};

bool readPiece(std::string_view bytes, SentencePieceModel::Piece& piece) {
    Fields fields(bytes);
    while (fields.next()) {
        if (fields.isText(1)) piece.text = fields.text();
        if (const auto score = fields.real(2)) piece.score = *score;
        if (!fields.isNumber(3)) continue;
        if (fields.value() < 1 || fields.value() > 6) return false;
        piece.kind = static_cast<PieceKind>(fields.value());
    }
    return !fields.failed() && !piece.text.empty() && std::isfinite(piece.score);
}

bool readTrainer(std::string_view bytes, SentencePieceModel& model) {
    Fields fields(bytes);
    while (fields.next()) {
        if (fields.isNumber(3)) model.algorithm = static_cast<int>(fields.value());
        if (fields.isNumber(24)) model.spaceAsSuffix = fields.value() != 0;
        if (fields.isNumber(35)) model.byteFallback = fields.value() != 0;
        if (fields.isNumber(40)) model.unknownId = fields.value();
        if (fields.isNumber(41)) model.beginId = fields.value();
        if (fields.isNumber(42)) model.endId = fields.value();
        if (fields.isNumber(43)) model.padId = fields.value();
    }
    return !fields.failed();
}

bool readCharMap(std::string_view blob, SentencePieceModel& model) {
    if (blob.empty()) return true;
    if (blob.size() < 4) return false;
    const std::size_t bytes = Fields::littleEndian(blob);
    if (bytes % 4 != 0 || bytes == 0 || bytes > blob.size() - 4) return false;
    for (std::size_t at = 4; at < 4 + bytes; at += 4)
        model.charTrie.push_back(Fields::littleEndian(blob.substr(at, 4)));
    model.charTexts = blob.substr(4 + bytes);
    return model.charTexts.empty() || model.charTexts.back() == '\0';
}

bool readNormalizer(std::string_view bytes, SentencePieceModel& model) {
    Fields fields(bytes);
    while (fields.next()) {
        if (fields.isText(2) && !readCharMap(fields.text(), model)) return false;
        if (fields.isNumber(3)) model.dummyPrefix = fields.value() != 0;
        if (fields.isNumber(4)) model.removeExtraSpaces = fields.value() != 0;
        if (fields.isNumber(5)) model.escapeSpaces = fields.value() != 0;
    }
    return !fields.failed();
}

}  // namespace

base::Result<SentencePieceModel> readSentencePieceModel(std::string_view bytes) {
    SentencePieceModel model;
    Fields fields(bytes);
    while (fields.next()) {
        if (fields.isText(1)) {
            if (model.pieces.size() >= kMostPieces) return broken("it has more than a million pieces");
            SentencePieceModel::Piece piece;
            if (!readPiece(fields.text(), piece)) return broken("one of its pieces is damaged");
            model.pieces.push_back(std::move(piece));
        }
        if (fields.isText(2) && !readTrainer(fields.text(), model)) return broken("its description is damaged");
        if (fields.isText(3) && !readNormalizer(fields.text(), model))
            return broken("its table of characters is damaged");
    }
    if (fields.failed()) return broken("it is cut or no such file");
    const auto count = static_cast<std::int64_t>(model.pieces.size());
    if (count == 0) return broken("it holds no pieces");
    if (model.unknownId < 0 || model.unknownId >= count || model.endId >= count || model.beginId >= count ||
        model.padId >= count)
        return broken("one of its marks is not among its pieces");
    return model;
}

// Darts-clone: a unit holds a label, the offset of its children and whether a value hangs below it.
std::size_t SentencePieceModel::replacement(std::string_view text, std::string_view& becomes) const {
    if (charTrie.empty()) return 0;
    const auto label = [](std::uint32_t unit) { return unit & ((1U << 31) | 0xFFU); };
    const auto offset = [](std::uint32_t unit) { return (unit >> 10) << ((unit & (1U << 9)) >> 6); };
    std::size_t longest = 0;
    std::uint32_t at = offset(charTrie[0]);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        at ^= byte;
        if (at >= charTrie.size()) break;
        const auto unit = charTrie[at];
        if (label(unit) != byte) break;
        at ^= offset(unit);
        if (((unit >> 8) & 1U) == 0) continue;
        if (at >= charTrie.size()) break;
        const std::size_t value = charTrie[at] & 0x7FFFFFFFU;
        if (value >= charTexts.size()) continue;
        longest = i + 1;
        becomes = std::string_view(charTexts.data() + value);  // the table ends with a zero
    }
    return longest;
}

}  // namespace hilum::text
