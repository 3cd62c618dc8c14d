// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Seeds of f_safetensors, f_pickle and f_tokenizer, written by hand: small valid files of every kind first, then files
// that break one rule each. Files of torch.save itself are in the kept corpus (tests/data/fuzz/f_pickle.bin).
#include "tests/fuzz/model_seeds.h"

#include <string_view>

namespace hilum::fuzz {

namespace {

Seed bytes(std::string_view text) { return {text.begin(), text.end()}; }

Seed safetensors(std::string_view header, std::size_t dataBytes) {
    Seed out;
    for (unsigned i = 0; i < 8; ++i) out.push_back(static_cast<std::uint8_t>(header.size() >> (8 * i)));
    out.insert(out.end(), header.begin(), header.end());
    out.resize(out.size() + dataBytes, 0x3c);
    return out;
}

std::vector<Seed> safetensorsSeeds() {
    return {safetensors(R"({})", 0),
            safetensors(R"({"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})", 24),
            safetensors(R"({"__metadata__":{"format":"pt"},"a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]},)"
                        R"("b.weight":{"dtype":"I64","shape":[1,0],"data_offsets":[2,2]},)"
                        R"("c":{"dtype":"F8_E4M3","shape":[5],"data_offsets":[2,7]}})",
                        7),
            safetensors(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                        R"("b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
                        6),
            safetensors(R"({"a":{"dtype":"F64","shape":[9223372036854775807,9],"data_offsets":[0,8]}})", 8),
            safetensors(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4),
            safetensors(R"({"a":{"a":{"a":{"a":{"a":[]}}}}})", 0)};
}

std::vector<Seed> pickleSeeds() {
    using namespace std::string_view_literals;
    return {bytes("\x80\x02}q\x00."sv),  // an empty dictionary
            bytes("\x80\x02]q\x00(K\x01K\x02X\x01\x00\x00\x00"
                  "ae."sv),                                                 // a list of numbers and a text
            bytes("\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00}\x94."sv),  // a frame
            bytes("\x80\x02"
                  "cposix\nsystem\nX\x02\x00\x00\x00ls\x85R."sv),  // what must never run
            bytes("\x80\x02\x8a\x0al\xfc\x9c"
                  "F\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."sv),  // the legacy form, cut
            bytes("PK\x03\x04\x14\x00\x00\x00\x00\x00"sv),
            bytes("\x80\x02((((((((((((tttttttttttt."sv)};
}

// Protocol buffers' field with a length.
std::string field(int number, std::string_view content) {
    std::string out(1, static_cast<char>(number << 3 | 2));
    for (auto left = content.size();; left >>= 7) {
        out += static_cast<char>((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
        if (left <= 0x7f) break;
    }
    return out.append(content);
}

std::string piece(std::string_view text, int kind, char score) {
    // score: a small float, its last byte chooses the size
    return field(1,
                 field(1, text) + std::string("\x15\x00\x00", 3) + score + "\xc0" + "\x18" + static_cast<char>(kind));
}

std::string sentencePiece(std::string_view trainer, std::string_view normalizer) {
    std::string out = piece("<unk>", 2, '\0') + piece("</s>", 3, '\0');
    for (const char* text : {"\xe2\x96\x81", "\xe2\x96\x81left", "le", "f", "t", "e", "l", "lung"})
        out += piece(text, 1, static_cast<char>(out.size()));
    out += piece("[1]", 4, '\0') + piece("unused", 5, '\0');
    return out + field(2, trainer) + field(3, normalizer);
}

Seed tokenizer(std::size_t kind, std::string_view file, std::string_view text) {
    Seed out{static_cast<std::uint8_t>(kind + 5 * 14), static_cast<std::uint8_t>(text.size()), 0};
    out.insert(out.end(), file.begin(), file.end());
    out.insert(out.end(), text.begin(), text.end());
    return out;
}

std::vector<Seed> tokenizerSeeds() {
    using namespace std::string_view_literals;
    constexpr auto kWords = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nleft\nlung\n##s\n,\n\xe4\xb8\xad\n"sv;
    constexpr auto kMerges = "#version: 0.2\nl e\nle f\nlef t</w>\nl u\nlu n\nlun g</w>\n"sv;
    constexpr auto kText = "Left lungs, \xe4\xb8\xad\xc3\xa9 \xf0\x9f\x98\x80 [1]\xff"sv;
    const auto plain = sentencePiece("\x18\x01\x28\x00\xc0\x02\x00\xd0\x02\x01"sv, "\x18\x01\x20\x01\x28\x01"sv);
    // A table of characters: a trie of one unit and the text "a".
    const auto mapped =
        sentencePiece("\x18\x01\xc0\x02\x00\xd0\x02\x01"sv, field(2,
                                                                  "\x08\x00\x00\x00\x00\x04\x00\x00\x61\x01\x00\x00"
                                                                  "a\x00"sv));
    return {tokenizer(0, kWords, kText),
            tokenizer(1, kWords, kText),
            tokenizer(2, kMerges, kText),
            tokenizer(3, plain, kText),
            tokenizer(4, plain, kText),
            tokenizer(4, mapped, kText),
            tokenizer(0, "[UNK]\n", kText),
            tokenizer(2, "a\n", kText),
            tokenizer(3, "\x0a\xff\xff\xff\xff\x0f", ""),
            tokenizer(0, kWords, std::string(200, 'x'))};
}

}  // namespace

std::vector<Seed> modelSeedsOf(const std::string& target) {
    if (target == "f_safetensors") return safetensorsSeeds();
    if (target == "f_pickle") return pickleSeeds();
    if (target == "f_tokenizer") return tokenizerSeeds();
    return {};
}

}  // namespace hilum::fuzz
