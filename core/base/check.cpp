// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

#include "core/base/log.h"

namespace hilum::base {

Error checkError(const char* condition, const char* file, int line) {
    const std::string detail = std::string(file) + ":" + std::to_string(line) + ": check failed: " + condition;
    logError(detail);
#ifdef HILUM_CHECKS
    std::fprintf(stderr, "%s\n", detail.c_str());
    std::abort();
#else
    return makeError(ErrorCode::Internal, "Hilum met a fault of its own and stopped this step; please report it.",
                     detail);
#endif
}

}  // namespace hilum::base
