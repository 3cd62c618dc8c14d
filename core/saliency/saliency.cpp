// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/saliency/saliency.h"

#include <algorithm>

namespace hilum::saliency {

namespace {

base::Error notANumber() {
    return base::makeError(
        base::ErrorCode::ModelMismatch,
        "The model answers values that are not numbers, so no map is shown; verify or reinstall its pack.");
}

torch::Tensor unit(const torch::Tensor& rows) { return rows / rows.norm(2, -1, true).clamp_min(1e-12); }

}  // namespace

const std::vector<std::string>& methods() {
    static const std::vector<std::string> kMethods = {"gradcam"};
    return kMethods;
}

base::Result<GridMap> compute(const std::string& method, nn::DualEncoder& model, const torch::Tensor& pixels,
                              const torch::Tensor& text) {
    const auto& known = methods();
    if (!method.empty() && std::find(known.begin(), known.end(), method) == known.end())
        return base::makeError(base::ErrorCode::Unsupported,
                               "The saliency method \"" + method + "\" is not known; use gradcam.");
    nn::LocalFeatures features;
    {
        const torch::NoGradGuard guard;  // the gradient starts at the local features, not at the pixels
        features = model.localFeatures(pixels);
    }
    features.local = features.local.detach().to(torch::kFloat32).requires_grad_(true);
    features.weights = features.weights.detach().to(torch::kFloat32);
    const torch::AutoGradMode gradients(true);
    const auto direction = unit(text.detach().to(torch::kFloat32));  // [1, D]
    const auto pooled = nn::DualEncoder::pool(features);             // [1, D]
    const auto similarity = (pooled * direction).sum();
    const auto gradient = torch::autograd::grad({similarity}, {features.local})[0];
    const auto map = (gradient * features.local.detach()).sum(-1).to(torch::kCPU).contiguous();  // [1, L]
    const auto cosine = (unit(pooled.detach()) * direction).sum().item<float>();
    if (!std::isfinite(cosine) || !torch::isfinite(map).all().item<bool>()) return notANumber();
    GridMap grid{features.gridWidth, features.gridHeight, {}, cosine};
    grid.values.assign(map.data_ptr<float>(), map.data_ptr<float>() + map.numel());
    return grid;
}

}  // namespace hilum::saliency
