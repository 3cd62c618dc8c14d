// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/torch_runtime.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <charconv>
#include <filesystem>
#include <mutex>
#include <thread>

namespace hilum::engine {

namespace {

// Which CPU instructions there are is asked of the compiler's run time, which reads cpuid.
struct Feature {
    const char* name;
    bool present;
};

std::vector<Feature> features() {
    __builtin_cpu_init();
    // AMX is not among the names that this compiler knows; cpuid leaf 7 has it in EDX bits 22 and 24.
    unsigned a = 7, b = 0, c = 0, d = 0;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return {{"avx2", __builtin_cpu_supports("avx2") != 0},
            {"fma", __builtin_cpu_supports("fma") != 0},
            {"avx512f", __builtin_cpu_supports("avx512f") != 0},
            {"avx512-vnni", __builtin_cpu_supports("avx512vnni") != 0},
            {"avx512-bf16", __builtin_cpu_supports("avx512bf16") != 0},
            {"amx-bf16", ((d >> 22) & 1U) != 0 && __builtin_cpu_supports("avx512f") != 0},
            {"amx-int8", ((d >> 25) & 1U) != 0 && __builtin_cpu_supports("avx512f") != 0}};
}

// CUDA lives in its own library, present only when the installed LibTorch was built with it.
bool openCudaLibrary(std::string& why) {
    static std::once_flag once;
    static bool opened = false;
    static std::string reason;
    std::call_once(once, [] {
        Dl_info info{};
        if (::dladdr(reinterpret_cast<void*>(&at::get_num_threads), &info) == 0 || info.dli_fname == nullptr) return;
        const auto library = std::filesystem::path(info.dli_fname).parent_path() / "libtorch_cuda.so";
        std::error_code error;
        if (!std::filesystem::exists(library, error)) {
            reason = "the installed LibTorch was built without CUDA";
            return;
        }
        opened = ::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr;
        if (!opened) {
            const char* words = ::dlerror();
            reason =
                std::string("its CUDA part does not load (") + (words != nullptr ? words : "no reason given") + ")";
        }
    });
    why = reason;
    return opened;
}

bool cudaUsable(std::string& why) {
    if (!openCudaLibrary(why)) return false;
    if (torch::cuda::is_available()) return true;
    why = "no CUDA device answers";
    return false;
}

base::Error noDevice(const std::string& asked, const std::string& why) {
    return base::makeError(base::ErrorCode::Io,
                           "The device \"" + asked + "\" cannot be used because " + why + "; use --device cpu.");
}

}  // namespace

void prepareThreads(int threads) {
    static std::once_flag once;
    std::call_once(once, [] {
        try {
            at::set_num_interop_threads(1);
        } catch (const c10::Error&) {
            // Already fixed by an earlier use; only the number of threads differs.
        }
    });
    const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    at::set_num_threads(threads > 0 ? threads : cores);
}

base::Result<torch::Device> chooseDevice(const std::string& asked) {
    std::string why;
    if (asked == "cpu") return torch::Device(torch::kCPU);
    if (asked.empty() || asked == "auto") return torch::Device(cudaUsable(why) ? torch::kCUDA : torch::kCPU);
    int index = 0;
    const bool numbered = asked.starts_with("cuda:");
    if (numbered) {
        const auto digits = std::string_view(asked).substr(5);
        const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        if (fault != std::errc() || end != digits.data() + digits.size() || index < 0) index = -1;
    }
    if ((asked != "cuda" && !numbered) || index < 0)
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The device \"" + asked + "\" is not known; use auto, cpu, cuda or cuda:N.");
    if (!cudaUsable(why)) return noDevice(asked, why);
    if (index >= static_cast<int>(torch::cuda::device_count())) return noDevice(asked, "there is no such device");
    return torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(index));
}

bool hasFastBf16() {
    for (const auto& feature : features())
        if (feature.present &&
            (std::string_view(feature.name) == "avx512-bf16" || std::string_view(feature.name) == "amx-bf16"))
            return true;
    return false;
}

std::string cpuFeatures() {
    std::string text;
    for (const auto& feature : features())
        if (feature.present) text += (text.empty() ? "" : " ") + std::string(feature.name);
    return text;
}

}  // namespace hilum::engine
