// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What LibTorch needs once per process, and the choice of device and number format. Internal to the
// engine module.
#pragma once

#include <torch/torch.h>

#include <string>
#include <type_traits>

#include "core/base/result.h"
#include "core/engine/model_api.h"

namespace hilum::engine {

// Threads of the models (0 = all cores); the inter-op pool is set once and stays at one.
void prepareThreads(int threads);

// "auto", "cpu", "cuda", "cuda:N". Error: Io (exit 5) when a CUDA device is asked for and cannot be used.
base::Result<torch::Device> chooseDevice(const std::string& asked);

// True where bf16 products are done by hardware (AVX512-BF16 or AMX), so that trying it is worth it.
bool hasFastBf16();
// "avx512 amx-bf16 ...": printed with every benchmark.
std::string cpuFeatures();

// Turns what torch throws into an Error; the backtrace never reaches a person.
template <class F>
auto torchGuarded(const char* what, F&& f) -> std::invoke_result_t<F> {
    return base::guarded(what, [&]() -> std::invoke_result_t<F> {
        try {
            return f();
        } catch (const c10::OutOfMemoryError& e) {
            return base::makeError(
                base::ErrorCode::OutOfMemory,
                std::string(what) +
                    " needs more memory than the device has; choose --device cpu or close other programs.",
                e.what_without_backtrace());
        } catch (const c10::Error& e) {
            const std::string words = e.what_without_backtrace();
            const bool memory = words.find("alloc") != std::string::npos;
            return base::makeError(
                memory ? base::ErrorCode::OutOfMemory : base::ErrorCode::Internal,
                std::string(what) + (memory ? " needs more memory than this machine can give; close other programs."
                                            : " failed unexpectedly; the log has the details."),
                words);
        }
    });
}

}  // namespace hilum::engine
