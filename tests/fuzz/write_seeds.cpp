// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// write_seeds TARGET FOLDER: a target's seeds as files, which is what libFuzzer starts from (tests/tools/fuzz.py).
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/seeds.h"

int main(int count, char** words) {
    if (count != 3) return std::fprintf(stderr, "usage: write_seeds TARGET FOLDER\n"), 2;
    const std::filesystem::path folder = words[2];
    std::filesystem::create_directories(folder);
    const auto seeds = hilum::fuzz::seedsOf(words[1]);
    for (std::size_t i = 0; i < seeds.size(); ++i)
        std::ofstream(folder / ("seed" + std::to_string(i)), std::ios::binary)
            .write(reinterpret_cast<const char*>(seeds[i].data()), static_cast<std::streamsize>(seeds[i].size()));
    std::printf("%zu seeds of %s\n", seeds.size(), words[1]);
    return seeds.empty() ? 1 : 0;
}
