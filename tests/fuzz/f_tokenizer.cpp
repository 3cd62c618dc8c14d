// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Fuzz target: a tokenizer file and a text for it. The first byte chooses the kind (vocabulary, merges, SentencePiece)
// and the limit of tokens, two more say how long the text at the end is. Ids inside the vocabulary, at most as many
// as asked for, or a sentence.
#include <algorithm>
#include <string_view>

#include "core/text/tokenizer.h"
#include "tests/fuzz/budget.h"

namespace hilum::fuzz {

namespace {

base::Result<std::unique_ptr<text::Tokenizer>> make(int kind, std::string_view file) {
    switch (kind) {
        case 0: return text::makeWordPiece(file, {true});
        case 1: return text::makeWordPiece(file, {false});
        case 2: return text::makeClipBpe(file);
        case 3: return text::makeSentencePiece(file, {true});
        default: return text::makeSentencePiece(file, {false});
    }
}

}  // namespace

}  // namespace hilum::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hilum;
    constexpr std::size_t kHead = 3, kKinds = 5;
    if (size < kHead) return 0;
    const fuzz::Budget budget(size);
    const std::string_view all(reinterpret_cast<const char*>(data + kHead), size - kHead);
    const auto length = std::min<std::size_t>(all.size(), data[1] + (std::size_t{data[2]} << 8));
    const auto words = all.substr(all.size() - length);
    const std::size_t most = 2 + data[0] / kKinds;
    const auto made = fuzz::make(data[0] % kKinds, all.substr(0, all.size() - length));
    if (made.ok()) {
        const auto encoded = (*made)->encode(words, most);
        fuzz::require(encoded.ids.size() <= most && !encoded.ids.empty(), "at most as many ids as asked for");
        fuzz::require(encoded.ids.size() == encoded.mask.size(), "a mask for each id");
        for (const auto id : encoded.ids)
            fuzz::require(id >= 0 && static_cast<std::size_t>(id) < (*made)->vocabularySize(),
                          "an id of the vocabulary");
    } else {
        fuzz::requireTyped(made.error());
    }
    budget.check();
    return 0;
}
