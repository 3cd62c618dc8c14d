// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/job_context.h"

namespace hilum::base {

namespace {
constexpr auto kShortestInterval = std::chrono::milliseconds(50);
}

struct JobContext::Limiter {
    std::mutex mutex;
    ProgressSink sink;
    std::chrono::steady_clock::time_point last{};
};

std::string_view name(Stage stage) {
    switch (stage) {
        case Stage::Reading: return "reading";
        case Stage::Decoding: return "decoding";
        case Stage::Loading: return "loading";
        case Stage::Encoding: return "encoding";
        case Stage::Indexing: return "indexing";
        case Stage::Searching: return "searching";
        case Stage::Training: return "training";
        case Stage::Simulating: return "simulating";
        case Stage::Writing: return "writing";
    }
    return "working";
}

JobContext::JobContext(std::stop_token stop, ProgressSink sink) : m_stop(std::move(stop)) {
    if (sink) {
        m_limiter = std::make_shared<Limiter>();
        m_limiter->sink = std::move(sink);
    }
}

void JobContext::progress(std::int64_t done, std::int64_t total, Stage stage, std::string item) const {
    if (!m_limiter) return;
    const std::lock_guard lock(m_limiter->mutex);
    const auto now = std::chrono::steady_clock::now();
    if (done != total && now - m_limiter->last < kShortestInterval) return;
    m_limiter->last = now;
    m_limiter->sink(Progress{done, total, stage, std::move(item)});
}

}  // namespace hilum::base
