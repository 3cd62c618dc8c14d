// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// forEachParallel(): independent items over a few threads, handed out in order; the first error or a cancel
// ends the rest. For batches (all frames of a file, all files of a series); the viewer has its own queue.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::dicom {

inline int allThreads() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }
// One more than there are cores: a thread whose frame lies with a decoder process sleeps, and reads and answers
// between two frames would leave its core idle.
inline int decodingThreads() { return allThreads() + 1; }

template <class F>  // base::Status f(std::size_t item), called from several threads at once
base::Status forEachParallel(std::size_t items, int threads, const base::JobContext& context, F&& f) {
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    base::Status first;
    const auto work = [&] {
        for (std::size_t item = next++; item < items; item = next++) {
            auto status = context.stopRequested() ? base::Status(base::cancelled())
                                                  : base::guarded("Working on an item", [&] { return f(item); });
            if (status.ok()) continue;
            next = items;
            const std::lock_guard lock(mutex);
            if (first.ok()) first = std::move(status);
        }
    };
    {
        std::vector<std::jthread> others;
        const auto count = std::min<std::size_t>(items, static_cast<std::size_t>(std::max(1, threads)));
        for (std::size_t i = 1; i < count; ++i) others.emplace_back(work);
        work();
    }
    return first;
}

}  // namespace hilum::dicom
