// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// hilum-dual: EfficientNet-Lite0 + MiniLM, the family of the built-in pack hilum-base.
#include "core/nn/hilum_dual.h"
#include "core/nn/encoder_registry.h"

namespace hilum::nn {

void register_hilum_dual(EncoderRegistry& registry);

void register_hilum_dual(EncoderRegistry& registry) {
    registry.add({"hilum-dual", "EfficientNet-Lite0 and MiniLM with position-aware local projections", true},
                 [](const nlohmann::json& json) -> base::Result<std::shared_ptr<DualEncoder>> {
                     HILUM_TRY(const auto options, HilumDualOptions::fromJson(json));
                     return std::shared_ptr<DualEncoder>(std::make_shared<HilumDual>(options));
                 });
}

}  // namespace hilum::nn
