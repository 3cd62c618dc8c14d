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
    const torch::AutoGradMode gradients(true);
    const auto tap = model.tapImage(pixels);
    const auto embedding = tap.embedding.to(torch::kFloat32);        // [1, D]
    const auto direction = unit(text.detach().to(torch::kFloat32));  // [1, D]
    const auto similarity = (embedding * direction).sum();
    const auto gradient = torch::autograd::grad({similarity}, {tap.activations})[0];
    const auto map =
        (gradient * tap.activations.detach()).sum(-1).to(torch::kCPU, torch::kFloat32).contiguous();  // [1, L]
    const auto cosine = (unit(embedding.detach()) * direction).sum().item<float>();
    if (!std::isfinite(cosine) || !torch::isfinite(map).all().item<bool>()) return notANumber();
    GridMap grid{tap.gridWidth, tap.gridHeight, {}, cosine};
    grid.values.assign(map.data_ptr<float>(), map.data_ptr<float>() + map.numel());
    return grid;
}

}  // namespace hilum::saliency
