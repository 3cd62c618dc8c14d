// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// torch's dispatcher is asked for two operators less: a key that is on only inside the scope stands before the
// processor's own kernels, answers uniform_ and normal_ with the tensor as it is, and lets everything else through.
// Where another copy of this code has taken the key (a test that is linked to it and opens the module), initial
// values are drawn as ever.
#include "core/weights/skip_init.h"

#include <torch/library.h>
#include <torch/torch.h>

#include <memory>

namespace hilum::weights {

namespace {

constexpr auto kKey = c10::DispatchKey::TESTING_ONLY_GenericMode;

at::Tensor& untouched(at::Tensor& self, double, double, std::optional<at::Generator>) { return self; }

bool takeKey() {
    static std::unique_ptr<torch::Library> all, aten;  // registered as long as they live
    try {
        all = std::make_unique<torch::Library>(torch::Library::IMPL, "_", kKey, __FILE__, __LINE__);
        all->fallback(torch::CppFunction::makeFallthrough());
        aten = std::make_unique<torch::Library>(torch::Library::IMPL, "aten", kKey, __FILE__, __LINE__);
        aten->impl("uniform_", untouched);
        aten->impl("normal_", untouched);
        return true;
    } catch (const c10::Error&) {
        aten.reset();
        all.reset();
        return false;
    }
}

c10::DispatchKeySet keys() {
    static const bool taken = takeKey();
    return taken ? c10::DispatchKeySet(kKey) : c10::DispatchKeySet();
}

}  // namespace

SkipInit::SkipInit() : m_guard(keys()) {}

}  // namespace hilum::weights
