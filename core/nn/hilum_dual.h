// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum-dual, the family of hilum-base: EfficientNet-Lite0 (middle and top features fused on the middle
// grid) with position-aware local projections and multi-head attention pooling, against MiniLM with
// mean pooling and a projection head. Local projections see their place, because "left" and "right"
// cannot be told from position-free averages.
#pragma once

#include "core/nn/dual_encoder.h"
#include "core/nn/text/bert.h"
#include "core/nn/vision/efficientnet_lite.h"

namespace hilum::nn {

struct HilumDualOptions {
    std::int64_t imageSize = 224;   // multiple of 32
    std::int64_t dim = 256;         // embedding width D
    std::int64_t localWidth = 256;  // hidden width of the local projection
    std::int64_t poolHeads = 8;     // K
    BertOptions text;
    double logitScaleInit = 2.6592600369;  // ln(1 / 0.07)

    // Errors: ModelMismatch with the option that does not fit.
    static base::Result<HilumDualOptions> fromJson(const nlohmann::json& json);
    nlohmann::json toJson() const;
};

// Contributions by place: image embedding = sum over locations of weight * local (per head).
struct LocalFeatures {
    torch::Tensor local;    // [N, L, D], L = gridHeight * gridWidth, row-major
    torch::Tensor weights;  // [N, L, K] attention over places, sums to 1 over L; head k pools D/K channels
    std::int64_t gridHeight = 0;
    std::int64_t gridWidth = 0;
};

class HilumDual : public DualEncoder {
public:
    explicit HilumDual(const HilumDualOptions& options);
    LocalFeatures localFeatures(const torch::Tensor& pixels);
    // The pooling, separate so that trainer and saliency can differentiate through it: [N, D].
    static torch::Tensor pool(const LocalFeatures& features);
    torch::Tensor encodeImage(const torch::Tensor& pixels) override { return pool(localFeatures(pixels)); }
    ImageTap tapImage(const torch::Tensor& pixels) override;
    torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor& mask) override;
    torch::Tensor logitScale() const override { return m_logitScale; }
    void fuse() override { m_image->fuse(); }
    bool pack(NumberFormat format) override {
        if (format != NumberFormat::Fp32) m_image->packAs(format);
        return m_text->pack(format);
    }

    EfficientNetLite& imageTower() { return m_image; }
    Bert& textTower() { return m_text; }
    const HilumDualOptions& options() const { return m_options; }

private:
    HilumDualOptions m_options;
    EfficientNetLite m_image{nullptr};
    torch::nn::Linear m_middle{nullptr}, m_top{nullptr}, m_local{nullptr}, m_attention{nullptr};
    torch::nn::LayerNorm m_localNorm{nullptr};
    torch::Tensor m_position;  // [L, localWidth]
    Bert m_text{nullptr};
    torch::nn::Linear m_textHidden{nullptr}, m_textOut{nullptr}, m_textSkip{nullptr};
    torch::Tensor m_logitScale;
};

}  // namespace hilum::nn
