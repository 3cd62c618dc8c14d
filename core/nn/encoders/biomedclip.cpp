// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// biomedclip: a timm vision transformer and a BERT with a two-layer projection, in open_clip's layout (Zhang et al.
// 2023, arXiv 2303.00915). Keys: visual.trunk.*, visual.head.proj, text.transformer.*, text.proj.{0,2}, logit_scale.
#include "core/nn/encoder_registry.h"
#include "core/nn/layers/holder.h"
#include "core/nn/published_options.h"

namespace hilum::nn {

namespace {

class BiomedClip : public DualEncoder {
public:
    BiomedClip(const TimmVitOptions& vision, const BertOptions& text, std::int64_t hidden, std::int64_t dim) {
        const auto plain = [](std::int64_t in, std::int64_t out) {
            return torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(false));
        };
        auto visual = child(*this, "visual");
        m_vision = visual->register_module("trunk", TimmVit(vision));
        m_imageProjection = child(*visual, "head")->register_module("proj", plain(vision.width, dim));
        auto textTower = child(*this, "text");
        m_text = textTower->register_module("transformer", Bert(text));
        auto projection = child(*textTower, "proj");
        m_textHidden = projection->register_module("0", plain(text.width, hidden));
        m_textOut = projection->register_module("2", plain(hidden, dim));
        m_scale = register_parameter("logit_scale", torch::tensor(kScaleInit, torch::kFloat32));
    }
    torch::Tensor encodeImage(const torch::Tensor& pixels) override {
        return m_imageProjection->forward(m_vision->forward(pixels));
    }
    ImageTap tapImage(const torch::Tensor& pixels) override {
        auto tap = m_vision->tap(pixels);
        tap.embedding = m_imageProjection->forward(tap.embedding);
        return tap;
    }
    torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor& mask) override {
        const auto first = m_text->firstToken(ids, mask);  // "cls_last_hidden_state_pooler"
        return m_textOut->forward(torch::gelu(m_textHidden->forward(first)));
    }
    torch::Tensor logitScale() const override { return m_scale; }
    void fuse() override {}
    bool pack(NumberFormat format) override {
        const bool pictures = m_vision->pack(format);
        return m_text->pack(format) || pictures;
    }
    std::size_t picturesAtOnce() const override { return 4; }

private:
    static constexpr double kScaleInit = 2.6592600369;  // ln(1 / 0.07)
    TimmVit m_vision{nullptr};
    Bert m_text{nullptr};
    torch::nn::Linear m_imageProjection{nullptr}, m_textHidden{nullptr}, m_textOut{nullptr};
    torch::Tensor m_scale;
};

base::Result<std::shared_ptr<DualEncoder>> make(const nlohmann::json& json) {
    OptionReader reader(json, "biomedclip");
    TimmVitOptions vision;
    BertOptions text{30522, 768, 12, 12, 3072};
    std::int64_t dim = 512, hidden = 640;
    reader.number("dim", dim, 1, kMostDim);
    reader.number("textHidden", hidden, 1, kMostDim);
    readInside(reader, "vision", vision);
    readInside(reader, "text", text);
    HILUM_TRY_STATUS(reader.status());
    return std::shared_ptr<DualEncoder>(std::make_shared<BiomedClip>(vision, text, hidden, dim));
}

}  // namespace

void register_biomedclip(EncoderRegistry& registry);

void register_biomedclip(EncoderRegistry& registry) {
    registry.add({"biomedclip", "BiomedCLIP: ViT-B/16 and PubMedBERT in open_clip's layout", true}, make);
}

}  // namespace hilum::nn
