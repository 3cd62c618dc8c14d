// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>

namespace hilum::base {

namespace {
constexpr std::size_t kMaxBytes = 5U << 20;
constexpr std::size_t kMaxFiles = 3;

std::mutex& mutex() {
    static std::mutex instance;
    return instance;
}

std::shared_ptr<spdlog::logger>& logger() {
    static std::shared_ptr<spdlog::logger> instance;
    return instance;
}

void write(spdlog::level::level_enum level, std::string_view message) {
    std::shared_ptr<spdlog::logger> current;
    {
        const std::lock_guard lock(mutex());
        current = logger();
    }
    if (current) current->log(level, "{}", message);
}
}  // namespace

void openLog(const std::filesystem::path& folder) {
    try {
        std::filesystem::create_directories(folder);
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>((folder / "hilum.log").string(), kMaxBytes,
                                                                           kMaxFiles);
        const std::lock_guard lock(mutex());
        logger() = std::make_shared<spdlog::logger>("hilum", std::move(sink));
        logger()->flush_on(spdlog::level::warn);
    } catch (const std::exception&) {
        // A log that cannot be opened must not keep anybody from reading; messages are dropped.
    }
}

void logInfo(std::string_view message) { write(spdlog::level::info, message); }
void logWarning(std::string_view message) { write(spdlog::level::warn, message); }
void logError(std::string_view message) { write(spdlog::level::err, message); }

}  // namespace hilum::base
