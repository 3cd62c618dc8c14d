// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

#include "core/base/log.h"

namespace hilum::base {

void failCheck(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
    std::abort();
}

Error checkError(const char* condition, const char* file, int line) {
    const std::string detail = std::string(file) + ":" + std::to_string(line) + ": check failed: " + condition;
    logError(detail);
    return makeError(ErrorCode::Internal, "Hilum met a fault of its own and stopped this step; please report it.",
                     detail);
}

}  // namespace hilum::base
