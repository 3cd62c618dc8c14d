// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Bf16Scope: mixed precision for one scope of the training thread. Matrix products run in bf16 where
// the processor has instructions for it (AMX, AVX512-BF16: 5 to 10 times faster), sums stay fp32.
#pragma once

#include <torch/torch.h>

namespace hilum::nn {

bool processorHasBf16();

class Bf16Scope {
public:
    explicit Bf16Scope(bool enable = processorHasBf16());
    ~Bf16Scope();
    Bf16Scope(const Bf16Scope&) = delete;
    Bf16Scope& operator=(const Bf16Scope&) = delete;

private:
    bool m_enabled;
};

}  // namespace hilum::nn
