// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/layers/bf16_scope.h"

#include <ATen/autocast_mode.h>

namespace hilum::nn {

bool processorHasBf16() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

Bf16Scope::Bf16Scope(bool enable) : m_enabled(enable) {
    if (!m_enabled) return;
    at::autocast::increment_nesting();
    at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
    at::autocast::set_autocast_enabled(at::kCPU, true);
}

Bf16Scope::~Bf16Scope() {
    if (!m_enabled) return;
    at::autocast::set_autocast_enabled(at::kCPU, false);
    // Cached casts of the weights must not outlive the scope: the next step changes the weights.
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
}

}  // namespace hilum::nn
