// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// JobContext: stop token and progress sink; the last parameter of everything that may take more than
// 100 ms. Words for a Stage are made in ui/; the sink is limited to 20 updates a second.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace hilum::base {

enum class Stage { Reading, Decoding, Loading, Encoding, Indexing, Searching, Training, Simulating, Writing };

std::string_view name(Stage stage);

struct Progress {
    std::int64_t done = 0;
    std::int64_t total = 0;  // 0 = not known
    Stage stage = Stage::Reading;
    std::string item;  // what is being worked on: a file name, never patient data
};

using ProgressSink = std::function<void(const Progress&)>;

class JobContext {
public:
    JobContext() = default;
    explicit JobContext(std::stop_token stop, ProgressSink sink = {});

    bool stopRequested() const { return m_stop.stop_requested(); }
    const std::stop_token& stopToken() const { return m_stop; }
    // Reports at most 20 times a second, and always when done == total. Safe from any thread.
    void progress(std::int64_t done, std::int64_t total, Stage stage, std::string item = {}) const;

private:
    struct Limiter;
    std::stop_token m_stop;
    std::shared_ptr<Limiter> m_limiter;
};

}  // namespace hilum::base
