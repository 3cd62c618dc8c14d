// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Holder: a module without a forward of its own. Nested holders give the published dotted names
// ("attention.self.query") without writing a class for each level.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>

namespace hilum::nn {

struct Holder : torch::nn::Module {};

inline std::shared_ptr<Holder> child(torch::nn::Module& parent, const std::string& name) {
    return parent.register_module(name, std::make_shared<Holder>());
}

inline torch::nn::LayerNorm layerNorm(std::int64_t width, double eps) {
    return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}).eps(eps));
}

}  // namespace hilum::nn
