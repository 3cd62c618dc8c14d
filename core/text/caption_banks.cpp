// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/text/caption_banks.h"

#include <algorithm>
#include <string_view>

#include "core/base/file_io.h"
#include "core/base/log.h"

namespace hilum::text {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMaxBytes = 16ULL << 20;

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

template <class F>
void eachLine(std::string_view text, F&& take) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (auto line = trimmed(text.substr(0, end)); !line.empty()) take(std::move(line));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void takeHeader(const std::string& line, CaptionBank& bank) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) return;
    const std::string key = trimmed(std::string_view(line).substr(1, colon - 1));
    const std::string value = trimmed(std::string_view(line).substr(colon + 1));
    if (key == "title") bank.title = value;
    if (key != "modality" || value == "*") return;
    for (std::size_t start = 0; start <= value.size();) {
        const auto end = std::min(value.find(',', start), value.size());
        if (auto code = trimmed(std::string_view(value).substr(start, end - start)); !code.empty())
            bank.modalities.push_back(code);
        start = end + 1;
    }
}

}  // namespace

base::Result<CaptionBank> readCaptionBank(const fs::path& file) {
    HILUM_TRY(const auto text, base::readTextFile(file, kMaxBytes));
    CaptionBank bank;
    bank.name = file.stem().string();
    eachLine(text, [&](std::string line) {
        if (line.front() == '#')
            takeHeader(line, bank);
        else
            bank.captions.push_back(std::move(line));
    });
    return bank;
}

std::vector<CaptionBank> loadCaptionBanks(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
        if (it->path().extension() == ".txt") files.push_back(it->path());
    std::sort(files.begin(), files.end());
    std::vector<CaptionBank> banks;
    for (const auto& file : files) {
        auto bank = readCaptionBank(file);
        if (bank.ok())
            banks.push_back(std::move(*bank));
        else
            base::logWarning("a caption bank could not be read: " + bank.error().detail);
    }
    return banks;
}

base::Result<std::vector<std::string>> readCaptionLines(const fs::path& file) {
    HILUM_TRY(const auto text, base::readTextFile(file, kMaxBytes));
    std::vector<std::string> lines;
    eachLine(text, [&](std::string line) {
        if (line.front() != '#') lines.push_back(std::move(line));
    });
    if (lines.empty())
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The caption file " + file.string() + " holds no caption; write one on each line.");
    return lines;
}

}  // namespace hilum::text
