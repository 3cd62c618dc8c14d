// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// clip: OpenAI's CLIP and what was fine-tuned from it (PubMedCLIP, CheXzero, UniMed-CLIP as configurations).
// Radford et al. 2021, arXiv 2103.00020; keys of the published state dict.
#include "core/nn/encoder_registry.h"
#include "core/nn/published_options.h"

namespace hilum::nn {

namespace {

class Clip : public DualEncoder {
public:
    Clip(const ClipVisionOptions& vision, const ClipTextOptions& text) : m_text(*this, text) {
        m_vision = register_module("visual", ClipVision(vision));
        m_scale = register_parameter("logit_scale", torch::tensor(kScaleInit, torch::kFloat32));
    }
    torch::Tensor encodeImage(const torch::Tensor& pixels) override { return m_vision->forward(pixels); }
    ImageTap tapImage(const torch::Tensor& pixels) override { return m_vision->tap(pixels); }
    torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor&) override { return m_text.forward(ids); }
    torch::Tensor logitScale() const override { return m_scale; }
    void fuse() override {}
    bool pack(NumberFormat format) override {
        const bool pictures = m_vision->pack(format);
        return m_text.pack(format) || pictures;
    }
    std::size_t picturesAtOnce() const override { return 4; }

private:
    static constexpr double kScaleInit = 2.6592600369;  // ln(1 / 0.07)
    ClipVision m_vision{nullptr};
    ClipText m_text;
    torch::Tensor m_scale;
};

base::Result<std::shared_ptr<DualEncoder>> make(const nlohmann::json& json) {
    OptionReader reader(json, "clip");
    ClipVisionOptions vision;
    ClipTextOptions text;
    reader.number("dim", vision.dim, 1, kMostDim);
    text.dim = vision.dim;
    readInside(reader, "vision", vision);
    readInside(reader, "text", text);
    HILUM_TRY_STATUS(reader.status());
    return std::shared_ptr<DualEncoder>(std::make_shared<Clip>(vision, text));
}

}  // namespace

void register_clip(EncoderRegistry& registry);

void register_clip(EncoderRegistry& registry) {
    registry.add({"clip", "OpenAI CLIP: vision transformer and causal text transformer", true}, make);
}

}  // namespace hilum::nn
