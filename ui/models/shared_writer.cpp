// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/shared_writer.h"

#include <chrono>
#include <map>
#include <mutex>
#include <thread>

namespace hilum::ui {

namespace {

constexpr int kClosingTries = 10;
constexpr std::chrono::milliseconds kClosingWait(20);

bool isLocked(const base::Error& error) {
    for (const auto& [key, value] : error.args)
        if (key == "reason" && value == "locked") return true;
    return false;
}

}  // namespace

base::Result<std::shared_ptr<library::LibraryWriter>> sharedWriter(const std::filesystem::path& folder) {
    static std::mutex mutex;
    static std::map<std::filesystem::path, std::weak_ptr<library::LibraryWriter>> open;
    const std::scoped_lock lock(mutex);
    if (auto writer = open[folder].lock()) return writer;
    // An old writer that nobody can reach any more may still be closing; it takes milliseconds.
    auto made = library::LibraryWriter::open(folder);
    for (int i = 0; i < kClosingTries && !made.ok() && isLocked(made.error()); ++i) {
        std::this_thread::sleep_for(kClosingWait);
        made = library::LibraryWriter::open(folder);
    }
    if (!made.ok()) return made.error();
    std::shared_ptr<library::LibraryWriter> writer = std::move(made).value();
    open[folder] = writer;
    return writer;
}

}  // namespace hilum::ui
