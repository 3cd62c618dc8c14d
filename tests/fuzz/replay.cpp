// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The fuzz targets as plain programs for ctest: every seed, and every input of the kept corpus that the fuzzer has
// found (tests/data/fuzz/TARGET.bin: a 32-bit little-endian length before each input), through the target once.
//   TARGET                 replays; exit 0 when every input was answered
//   TARGET FILE...         replays these inputs (a finding of the fuzzer)
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;
using hilum::fuzz::Seed;

Seed contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return Seed(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::vector<Seed> corpusOf(const std::string& target) {
    const Seed all = contents(fs::path(HILUM_SOURCE_DIR) / "tests" / "data" / "fuzz" / (target + ".bin"));
    std::vector<Seed> inputs;
    for (std::size_t at = 0; at + 4 <= all.size();) {
        const std::size_t size =
            all[at] | std::size_t{all[at + 1]} << 8 | std::size_t{all[at + 2]} << 16 | std::size_t{all[at + 3]} << 24;
        at += 4;
        if (size > all.size() - at) {
            std::fprintf(stderr, "the corpus of %s is cut off\n", target.c_str());
            std::exit(1);
        }
        const auto from = all.begin() + static_cast<std::ptrdiff_t>(at);
        inputs.emplace_back(from, from + static_cast<std::ptrdiff_t>(size));
        at += size;
    }
    return inputs;
}

}  // namespace

int main(int count, char** words) {
    // Foreign decoders run in this process here: that is what the target is for.
    ::setenv("HILUM_DECODER", "", 1);
    const std::string target = fs::path(words[0]).filename().string();
    std::vector<Seed> inputs;
    for (int i = 1; i < count; ++i) inputs.push_back(contents(words[i]));
    if (count == 1) {
        inputs = hilum::fuzz::seedsOf(target);
        for (auto& input : corpusOf(target)) inputs.push_back(std::move(input));
    }
    if (inputs.empty()) return std::fprintf(stderr, "%s has no inputs\n", target.c_str()), 1;
    // An input that ends the process is named by its number, the last one printed.
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        std::printf("input %zu, %zu bytes\n", i, inputs[i].size());
        std::fflush(stdout);
        LLVMFuzzerTestOneInput(inputs[i].data(), inputs[i].size());
    }
    std::printf("%s: %zu inputs answered\n", target.c_str(), inputs.size());
    return 0;
}
