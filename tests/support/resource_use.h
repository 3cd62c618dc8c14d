// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What opening one bad file may cost: 2 s of the processor and 64 MiB plus ten times its size (reliability.md 1.7).
// A limit against harm, not a measure of speed: what a busy machine takes away does not count.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>

namespace hilum::test {

class ResourceUse {
public:
    explicit ResourceUse(std::uint64_t inputBytes) : m_inputBytes(inputBytes) {
        std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts again from here
        m_bytes = statusBytes("VmRSS:");
        m_seconds = cpuSeconds();
    }
    // "" when it was within both limits.
    std::string excess() const {
        const double seconds = cpuSeconds() - m_seconds;
        if (seconds > kMostSeconds) return std::to_string(seconds) + " s";
        const std::uint64_t peak = statusBytes("VmHWM:"), used = peak - std::min(m_bytes, peak);
        if (kMemoryCounts && used > kFreeBytes + 10 * m_inputBytes) return std::to_string(used >> 20) + " MiB";
        return {};
    }

private:
#if defined(__SANITIZE_ADDRESS__)
    static constexpr double kMostSeconds = 30;
    static constexpr bool kMemoryCounts = false;  // shadow memory and quarantine are not the program's
#else
    static constexpr double kMostSeconds = 2;
    static constexpr bool kMemoryCounts = true;
#endif
    static constexpr std::uint64_t kFreeBytes = 64ULL << 20;

    static double cpuSeconds() {
        rusage own{};
        ::getrusage(RUSAGE_SELF, &own);
        const auto seconds = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
        };
        return seconds(own.ru_utime) + seconds(own.ru_stime);
    }
    static std::uint64_t statusBytes(const char* key) {
        std::ifstream file("/proc/self/status");
        for (std::string line; std::getline(file, line);)
            if (line.starts_with(key)) return std::stoull(line.substr(std::string(key).size() + 1)) * 1024;
        return 0;
    }
    std::uint64_t m_inputBytes;
    std::uint64_t m_bytes = 0;
    double m_seconds = 0;
};

}  // namespace hilum::test
