// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// torch's dispatcher is asked for two operators less: a key that is on only inside the scope stands before the
// processor's own kernels, answers uniform_ and normal_ with the tensor as it is, and lets everything else through.
#include "core/weights/skip_init.h"

#include <torch/library.h>
#include <torch/torch.h>

namespace hilum::weights {

namespace {

constexpr auto kKey = c10::DispatchKey::TESTING_ONLY_GenericMode;

at::Tensor& untouched(at::Tensor& self, double, double, std::optional<at::Generator>) { return self; }

TORCH_LIBRARY_IMPL(_, TESTING_ONLY_GenericMode, library) { library.fallback(torch::CppFunction::makeFallthrough()); }

TORCH_LIBRARY_IMPL(aten, TESTING_ONLY_GenericMode, library) {
    library.impl("uniform_", untouched);
    library.impl("normal_", untouched);
}

}  // namespace

SkipInit::SkipInit() : m_guard(c10::DispatchKeySet(kKey)) {}

}  // namespace hilum::weights
