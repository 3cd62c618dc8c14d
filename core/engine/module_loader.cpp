// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Opens libhilum_engine.so, which brings LibTorch with it, at the first use of a model. It is never
// closed again: LibTorch keeps threads and static state that do not survive a dlclose.
#include <dlfcn.h>

#include <cstdlib>
#include <mutex>
#include <vector>

#include "core/base/paths.h"
#include "core/engine/model_api.h"

namespace hilum::engine {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

constexpr const char* kModuleFile = "libhilum_engine.so";

// DEEPBIND: the program brings OpenCV and with it Debian's reference BLAS, whose sgemm_ would be found
// before LibTorch's own and make every matrix product twenty times slower.
// The sanitizers' run time refuses it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kOpenFlags = RTLD_NOW | RTLD_LOCAL;
#else
constexpr int kOpenFlags = RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND;
#endif

std::vector<fs::path> candidates() {
    if (const char* named = std::getenv("HILUM_ENGINE_MODULE"); named != nullptr && *named != '\0') return {named};
    const auto here = base::executableFolder();
    // Beside the program, installed, and from the test programs of a build tree (tests/bin).
    return {here / kModuleFile, here / "../lib/hilum" / kModuleFile, here / "../.." / kModuleFile};
}

base::Error unusable(const std::string& why, const std::string& detail) {
    return base::makeError(ErrorCode::ModelMismatch,
                           "Models cannot be used because " + why +
                               "; run ./bootstrap.sh again, everything that needs no model keeps working.",
                           detail);
}

Result<EngineModule*> open() {
    std::string tried;
    for (const auto& path : candidates()) {
        std::error_code error;
        if (!fs::exists(path, error)) {
            tried += path.string() + " is not there. ";
            continue;
        }
        void* handle = ::dlopen(path.c_str(), kOpenFlags);
        if (handle == nullptr) {
            const char* words = ::dlerror();
            return unusable("the engine module or LibTorch does not load", words != nullptr ? words : "dlopen failed");
        }
        void* symbol = ::dlsym(handle, kCreateModuleSymbol);
        if (symbol == nullptr) return unusable("the engine module is not Hilum's", path.string());
        const auto create = reinterpret_cast<CreateModule>(symbol);
        EngineModule* module = create(kModuleAbi);
        if (module == nullptr) return unusable("the engine module belongs to another version of Hilum", path.string());
        return module;
    }
    return unusable("the engine module is not installed", tried);
}

}  // namespace

Result<EngineModule*> openModule() {
    // Only success is remembered, so that a person can put the module in place and try again.
    static std::mutex mutex;
    static EngineModule* module = nullptr;
    const std::lock_guard lock(mutex);
    if (module != nullptr) return module;
    HILUM_TRY(module, open());
    return module;
}

}  // namespace hilum::engine
