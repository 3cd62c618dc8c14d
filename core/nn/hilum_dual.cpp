// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/hilum_dual.h"

#include <cmath>

namespace hilum::nn {

namespace {
constexpr std::int64_t kMiddleStride = 16;
constexpr double kPositionInit = 0.02;

base::Error optionError(const std::string& what) {
    return base::makeError(
        base::ErrorCode::ModelMismatch,
        "The model pack's options do not fit its family hilum-dual: " + what + "; reinstall the pack.");
}
}  // namespace

base::Result<HilumDualOptions> HilumDualOptions::fromJson(const nlohmann::json& json) {
    return base::guarded("Reading the model's options", [&]() -> base::Result<HilumDualOptions> {
        HilumDualOptions o;
        o.imageSize = json.value("imageSize", o.imageSize);
        o.dim = json.value("dim", o.dim);
        o.localWidth = json.value("localWidth", o.localWidth);
        o.poolHeads = json.value("poolHeads", o.poolHeads);
        const auto text = json.value("text", nlohmann::json::object());
        o.text.vocab = text.value("vocab", o.text.vocab);
        o.text.width = text.value("width", o.text.width);
        o.text.layers = text.value("layers", o.text.layers);
        o.text.heads = text.value("heads", o.text.heads);
        o.text.mlp = text.value("mlp", o.text.mlp);
        o.text.positions = text.value("positions", o.text.positions);
        if (o.imageSize < 64 || o.imageSize > 1024 || o.imageSize % 32 != 0)
            return optionError("imageSize must be a multiple of 32 from 64 to 1024");
        if (o.dim < 1 || o.dim > 8192 || o.poolHeads < 1 || o.dim % o.poolHeads != 0)
            return optionError("dim must be a multiple of poolHeads");
        if (o.localWidth < 1 || o.localWidth > 8192) return optionError("localWidth is out of range");
        if (o.text.heads < 1 || o.text.width < 1 || o.text.width % o.text.heads != 0)
            return optionError("text width must be a multiple of its heads");
        if (o.text.layers < 0 || o.text.layers > 48 || o.text.vocab < 1 || o.text.vocab > 1'000'000)
            return optionError("the text tower's size is out of range");
        return o;
    });
}

nlohmann::json HilumDualOptions::toJson() const {
    return {{"imageSize", imageSize},
            {"dim", dim},
            {"localWidth", localWidth},
            {"poolHeads", poolHeads},
            {"text",
             {{"vocab", text.vocab},
              {"width", text.width},
              {"layers", text.layers},
              {"heads", text.heads},
              {"mlp", text.mlp},
              {"positions", text.positions}}}};
}

HilumDual::HilumDual(const HilumDualOptions& options) : m_options(options) {
    using torch::nn::Linear;
    m_image = register_module("image_encoder", EfficientNetLite());
    const std::int64_t side = options.imageSize / kMiddleStride;
    m_middle = register_module("image_middle", Linear(EfficientNetLiteImpl::kMiddleWidth, options.localWidth));
    m_top = register_module("image_top", Linear(EfficientNetLiteImpl::kTopWidth, options.localWidth));
    m_position = register_parameter("image_position", torch::randn({side * side, options.localWidth}) * kPositionInit);
    m_localNorm =
        register_module("image_norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({options.localWidth})));
    m_local = register_module("image_local", Linear(options.localWidth, options.dim));
    m_attention = register_module("image_attention", Linear(options.localWidth, options.poolHeads));
    m_text = register_module("text_encoder", Bert(options.text));
    m_textHidden = register_module("text_hidden", Linear(options.text.width, options.dim));
    m_textOut = register_module("text_out", Linear(options.dim, options.dim));
    m_textSkip =
        register_module("text_skip", Linear(torch::nn::LinearOptions(options.text.width, options.dim).bias(false)));
    m_logitScale = register_parameter("logit_scale", torch::tensor(options.logitScaleInit, torch::kFloat32));
}

LocalFeatures HilumDual::localFeatures(const torch::Tensor& pixels) {
    const auto f = m_image->forward(pixels);
    const auto tokens = [](const torch::Tensor& x) {
        return x.flatten(2).transpose(1, 2);
    };  // [N, C, H, W] -> [N, H*W, C]
    LocalFeatures out;
    out.gridHeight = f.middle.size(2);
    out.gridWidth = f.middle.size(3);
    auto top = m_top->forward(tokens(f.top));  // [N, L/4, W]: projected before upsampling, a quarter of the work
    top = top.transpose(1, 2).reshape({top.size(0), -1, f.top.size(2), f.top.size(3)});
    top = torch::upsample_bilinear2d(top, {out.gridHeight, out.gridWidth}, false);
    const auto hidden =
        torch::gelu(m_localNorm->forward(m_middle->forward(tokens(f.middle)) + tokens(top) + m_position));
    out.local = m_local->forward(hidden);
    out.weights = torch::softmax(m_attention->forward(hidden), 1);
    return out;
}

torch::Tensor HilumDual::pool(const LocalFeatures& f) {
    const auto n = f.local.size(0);
    const auto heads = f.weights.size(2);
    const auto split = f.local.view({n, f.local.size(1), heads, -1});  // [N, L, K, D/K]
    return (split * f.weights.unsqueeze(-1)).sum(1).reshape({n, -1});  // [N, D]
}

ImageTap HilumDual::tapImage(const torch::Tensor& pixels) {
    LocalFeatures features;
    {
        const torch::NoGradGuard guard;  // the gradient starts at the local features, not at the pixels
        features = localFeatures(pixels);
    }
    features.local = features.local.detach().to(torch::kFloat32).requires_grad_(true);
    features.weights = features.weights.detach().to(torch::kFloat32);
    return {features.local, pool(features), features.gridHeight, features.gridWidth};
}

torch::Tensor HilumDual::encodeText(const torch::Tensor& ids, const torch::Tensor& mask) {
    const auto pooled = meanPool(m_text->forward(ids, mask), mask);
    return m_textOut->forward(torch::gelu(m_textHidden->forward(pooled))) + m_textSkip->forward(pooled);
}

}  // namespace hilum::nn
