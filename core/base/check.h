// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// HILUM_CHECK: for our own bugs only (a bad file is never a check). Aborts in development and test
// builds (HILUM_CHECKS); in a release it logs and returns ErrorCode::Internal from the function.
#pragma once

#include "core/base/result.h"

namespace hilum::base {
[[noreturn]] void failCheck(const char* condition, const char* file, int line);
Error checkError(const char* condition, const char* file, int line);
}  // namespace hilum::base

#ifdef HILUM_CHECKS
#define HILUM_CHECK(cond) \
    do {                  \
        if (!(cond)) ::hilum::base::failCheck(#cond, __FILE__, __LINE__); \
    } while (false)
#else
#define HILUM_CHECK(cond) \
    do {                  \
        if (!(cond)) return ::hilum::base::checkError(#cond, __FILE__, __LINE__); \
    } while (false)
#endif
