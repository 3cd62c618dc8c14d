// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// HILUM_CHECK: for our own bugs only (a bad file is never a check). Development and test builds abort; a
// release logs and returns ErrorCode::Internal from the function. Which of the two is compiled into
// check.cpp alone, so that both kinds of build share every other object file in the compiler cache.
#pragma once

#include "core/base/result.h"

namespace hilum::base {
// Aborts in builds with HILUM_CHECKS; otherwise logs and answers the Internal error.
Error checkError(const char* condition, const char* file, int line);
}  // namespace hilum::base

#define HILUM_CHECK(cond)                                                         \
    do {                                                                          \
        if (!(cond)) return ::hilum::base::checkError(#cond, __FILE__, __LINE__); \
    } while (false)
