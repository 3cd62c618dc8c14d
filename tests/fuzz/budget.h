// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What one fuzzed input may cost (reliability.md 1.7): 64 MiB plus ten times its bytes, and 2 s of this thread's
// processor time (ten times that under sanitizers, whose checks and coverage counters are not the program's).
// Memory is what is allocated at once: counted by the sanitizer's hooks, or as the peak of the resident set in a
// plain build. fail() ends the process, which is what libFuzzer and ctest both look for.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::fuzz {

using Input = std::span<const std::uint8_t>;

constexpr std::uint64_t kFreeBytes = 64ULL << 20;
constexpr std::uint64_t kBytesPerByte = 10;
// Larger pictures only make a fuzzer slow; tst_hostile opens them.
constexpr std::uint64_t kMostPixels = 1ULL << 20;

[[noreturn]] void fail(const std::string& what);
inline void require(bool holds, const char* what) {
    if (!holds) fail(what);
}

class Budget {
public:
    explicit Budget(std::size_t inputBytes);
    // Ends the process when the input has cost too much.
    void check() const;

private:
    std::uint64_t m_limitBytes;
    std::uint64_t m_startBytes;
    double m_startSeconds;
};

// An error is one sentence of a kind that a file can have: never Internal, which is a fault of ours.
void requireTyped(const base::Error& error);
// As many bytes as its size says, and one picture from it.
void requireWhole(const image::Image& image);

// A folder of this process, removed at its end, for targets whose input is a file.
const std::string& ownFolder();
std::string writeInput(Input input, const char* name);

}  // namespace hilum::fuzz
