// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What to do when a device's memory does not hold a batch: half of it, down to one, then the same work on the
// processor. No torch here, so that the order of steps can be tested without a GPU.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>

#include "core/base/result.h"

namespace hilum::engine {

struct BatchFallback {
    std::size_t batch = 1;  // the largest that is tried; lowered by what failed
    // Items [first, first + count); OutOfMemory asks for a smaller batch. What it did before it failed is repeated.
    std::function<base::Status(std::size_t first, std::size_t count)> run;
    // Moves the work to the processor; null where it is there already.
    std::function<base::Status()> toProcessor;

    base::Status all(std::size_t count) {
        std::size_t at = 0;
        while (at < count) {
            const std::size_t now = std::min(batch, count - at);
            const auto done = run(at, now);
            if (done.ok()) {
                at += now;
                continue;
            }
            if (done.error().code != base::ErrorCode::OutOfMemory) return done.error();
            if (now > 1) {
                batch = now / 2;
                continue;
            }
            if (!toProcessor) return done.error();
            const auto moved = toProcessor();
            if (!moved.ok()) return moved.error();
            toProcessor = nullptr;
        }
        return base::okStatus();
    }
};

}  // namespace hilum::engine
