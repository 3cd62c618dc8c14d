// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/text/tokenizer_files.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/file_io.h"
#include "core/base/paths.h"
#include "core/text/tokenizer.h"

namespace hilum::text {

namespace {

namespace fs = std::filesystem;
using base::Result;
using nlohmann::json;

constexpr std::size_t kOpenAiMerges = 49152 - 256 - 2;  // of the published list, which holds more

base::Error mismatch(const fs::path& file, const std::string& why) {
    return base::makeError(base::ErrorCode::ModelMismatch,
                           "The tokenizer file " + file.string() + " cannot be used: " + why + "; download it again.");
}

bool isFile(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

Result<json> readJson(const fs::path& file) {
    HILUM_TRY(const auto text, base::readTextFile(file));
    auto parsed = json::parse(text, nullptr, false);
    if (!parsed.is_object()) return mismatch(file, "it is not a JSON object");
    return parsed;
}

// {"token": id} to lines by id; every id from 0 must be there once.
Result<std::string> linesOf(const json& vocabulary, const fs::path& file) {
    std::vector<std::string> lines(vocabulary.size());
    std::vector<bool> seen(vocabulary.size(), false);
    for (const auto& item : vocabulary.items()) {
        const auto id = item.value().is_number_unsigned() ? item.value().get<std::size_t>() : lines.size();
        if (id >= lines.size() || seen[id] || item.key().find('\n') != std::string::npos)
            return mismatch(file, "its ids are not 0, 1, 2 and so on");
        lines[id] = item.key();
        seen[id] = true;
    }
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    return text;
}

// "model": {"vocab": {...}, "merges": ["a b", ...] or [["a", "b"], ...]} of tokenizer.json.
Result<std::string> mergeLines(const json& merges, const fs::path& file) {
    std::string text;
    for (const auto& merge : merges) {
        if (merge.is_string()) {
            text += merge.get<std::string>() + '\n';
        } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            text += merge[0].get<std::string>() + ' ' + merge[1].get<std::string>() + '\n';
        } else {
            return mismatch(file, "one of its merges is no pair");
        }
    }
    return text;
}

base::Status idsFollow(const std::string& merges, const json& vocabulary, const fs::path& file) {
    HILUM_TRY(const auto tokenizer, makeClipBpe(merges));
    if (vocabulary.size() != tokenizer->vocabularySize()) return mismatch(file, "its vocabulary and merges do not fit");
    for (std::size_t id = 0; id < vocabulary.size(); ++id) {
        const auto found = vocabulary.find(tokenizer->token(static_cast<std::int64_t>(id)));
        if (found == vocabulary.end() || *found != id) return mismatch(file, "its vocabulary and merges do not fit");
    }
    return base::okStatus();
}

// The published list begins with a version line and is longer than what the model knows.
std::string firstMerges(const std::string& text, std::size_t most) {
    std::size_t at = text.find('\n') + 1;
    const std::size_t begin = at;
    for (std::size_t line = 0; line < most && at < text.size(); ++line)
        at = std::min(text.find('\n', at), text.size() - 1) + 1;
    return text.substr(begin, at - begin);
}

}  // namespace

Result<TokenizerFile> findWordPieceFile(const fs::path& folder) {
    TokenizerFile out;
    if (isFile(folder / "tokenizer_config.json")) {
        HILUM_TRY(const auto config, readJson(folder / "tokenizer_config.json"));
        if (config.contains("do_lower_case") && config["do_lower_case"].is_boolean())
            out.lowerCase = config["do_lower_case"];
    }
    if (isFile(folder / "vocab.txt")) {
        HILUM_TRY(out.content, base::readTextFile(folder / "vocab.txt"));
        out.name = "vocab.txt";
        return out;
    }
    const auto file = folder / "tokenizer.json";
    if (!isFile(file)) return out;
    HILUM_TRY(const auto whole, readJson(file));
    const auto model = whole.value("model", json::object());
    if (!model.contains("vocab") || !model["vocab"].is_object()) return mismatch(file, "it holds no vocabulary");
    const auto normalizer = whole.value("normalizer", json());
    if (normalizer.is_object() && normalizer.contains("lowercase") && normalizer["lowercase"].is_boolean())
        out.lowerCase = normalizer["lowercase"];
    HILUM_TRY(out.content, linesOf(model["vocab"], file));
    out.name = "vocab.txt";
    return out;
}

Result<TokenizerFile> findClipBpeFile(const fs::path& folder) {
    TokenizerFile out;
    out.name = "merges.txt";
    if (const auto file = folder / "merges.txt"; isFile(file)) {
        HILUM_TRY(out.content, base::readTextFile(file));
        if (!isFile(folder / "vocab.json")) return out;
        HILUM_TRY(const auto vocabulary, readJson(folder / "vocab.json"));
        HILUM_TRY_STATUS(idsFollow(out.content, vocabulary, folder / "vocab.json"));
        return out;
    }
    if (const auto file = folder / "tokenizer.json"; isFile(file)) {
        HILUM_TRY(const auto whole, readJson(file));
        const auto model = whole.value("model", json::object());
        if (!model.contains("merges") || !model.contains("vocab")) return mismatch(file, "it holds no merges");
        HILUM_TRY(out.content, mergeLines(model["merges"], file));
        HILUM_TRY_STATUS(idsFollow(out.content, model["vocab"], file));
        return out;
    }
    if (const auto file = folder / "bpe_simple_vocab_16e6.txt"; isFile(file)) {
        HILUM_TRY(const auto text, base::readTextFile(file));
        out.content = firstMerges(text, kOpenAiMerges);
        return out;
    }
    return TokenizerFile{};
}

Result<TokenizerFile> findSentencePieceFile(const fs::path& folder) {
    constexpr std::uint64_t kMostBytes = 64ULL << 20;
    TokenizerFile out;
    for (const char* name : {"spiece.model", "tokenizer.model"}) {
        if (!isFile(folder / name)) continue;
        HILUM_TRY(out.content, base::readTextFile(folder / name, kMostBytes));
        HILUM_TRY(const auto tokenizer, makeSentencePiece(out.content));
        (void)tokenizer;
        out.name = "spiece.model";
        if (!isFile(folder / "tokenizer_config.json")) return out;
        HILUM_TRY(const auto config, readJson(folder / "tokenizer_config.json"));
        if (config.contains("do_lower_case") && config["do_lower_case"].is_boolean())
            out.lowerCase = config["do_lower_case"];
        return out;
    }
    return out;
}

Result<TokenizerFile> standardClipBpeFile() {
    const auto file = base::resourcesFolder() / "tokenizers" / "clip" / "merges.txt";
    TokenizerFile out;
    if (!isFile(file)) return out;
    HILUM_TRY(out.content, base::readTextFile(file));
    out.name = "merges.txt";
    return out;
}

}  // namespace hilum::text
