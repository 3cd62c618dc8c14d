// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What several benchmarks share: a temporary folder that vanishes with its object, and the environment in
// which they start the window (off-screen where there is no display, never on the reader's own library).
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace hilum::app {

class BenchFolder {
public:
    BenchFolder() {
        std::error_code error;
        auto pattern = (std::filesystem::temp_directory_path(error) / "hilum-bench-XXXXXX").string();
        if (!error && ::mkdtemp(pattern.data()) != nullptr) m_path = pattern;
    }
    ~BenchFolder() {
        std::error_code ignored;
        if (!m_path.empty()) std::filesystem::remove_all(m_path, ignored);
    }
    BenchFolder(const BenchFolder&) = delete;
    BenchFolder& operator=(const BenchFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    base::Status status() const {
        if (!m_path.empty()) return base::okStatus();
        return base::makeError(base::ErrorCode::Io,
                               "No temporary folder could be made; check TMPDIR and its free space.");
    }

private:
    std::filesystem::path m_path;
};

inline std::vector<std::pair<std::string, std::string>> benchWindowEnvironment(const std::filesystem::path& library) {
    std::vector<std::pair<std::string, std::string>> variables = {{"HILUM_LIBRARY", library.string()}};
    if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr)
        variables.emplace_back("QT_QPA_PLATFORM", "offscreen");
    // Qt would warn at each start; of a run that is only timed nobody reads that.
    if (std::getenv("XDG_RUNTIME_DIR") == nullptr && std::getenv("QT_LOGGING_RULES") == nullptr)
        variables.emplace_back("QT_LOGGING_RULES", "default.warning=false");
    return variables;
}

}  // namespace hilum::app
