// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hf-dual: any BERT text encoder beside a ViT, Swin, ResNet or EfficientNet-Lite image encoder, as Hugging Face's
// VisionTextDualEncoderModel joins them: each tower's pooled output, then a matrix without bias. Our names: image
// tower "vision_model", "vision_pooler" (ViT: a tanh layer on the class token), "text_model", "text_pooler",
// visual_projection, text_projection, logit_scale; core/weights/published/hf_layouts.cpp translates.
#include "core/nn/encoder_registry.h"
#include "core/nn/layers/holder.h"
#include "core/nn/published_options.h"
#include "core/nn/vision/efficientnet_lite.h"

namespace hilum::nn {

namespace {

// EfficientNet-Lite0 as an image tower: the mean over places of its last features.
class LiteTowerImpl : public ImageTower {
public:
    LiteTowerImpl() { m_net = register_module("net", EfficientNetLite()); }
    torch::Tensor forward(const torch::Tensor& pixels) override { return m_net->forward(pixels).top.mean({2, 3}); }
    ImageTap tap(const torch::Tensor& pixels) override {
        torch::Tensor x;
        {
            const torch::NoGradGuard guard;
            x = m_net->forward(pixels).top;
        }
        ImageTap tap;
        tap.gridHeight = x.size(2);
        tap.gridWidth = x.size(3);
        tap.activations = x.detach().flatten(2).transpose(1, 2).contiguous().requires_grad_(true);
        tap.embedding = tap.activations.mean(1);
        return tap;
    }
    void fuse() override { m_net->fuse(); }

private:
    EfficientNetLite m_net{nullptr};
};

struct HfDualOptions {
    std::string tower = "vit";
    TimmVitOptions vit;
    SwinOptions swin;
    ResnetOptions resnet;
    BertOptions text{30522, 768, 12, 12, 3072};
    std::int64_t dim = 512;
    bool textPooler = true;
};

class HfDual : public DualEncoder {
public:
    explicit HfDual(const HfDualOptions& o) {
        std::int64_t features = EfficientNetLiteImpl::kTopWidth;
        if (o.tower == "vit") {
            m_vision = register_module("vision_model", std::make_shared<TimmVitImpl>(o.vit));
            features = o.vit.width;
            m_visionPooler = register_module("vision_pooler", torch::nn::Linear(features, features));
        } else if (o.tower == "swin") {
            m_vision = register_module("vision_model", std::make_shared<SwinImpl>(o.swin));
            features = o.swin.features();
        } else if (o.tower == "resnet") {
            m_vision = register_module("vision_model", std::make_shared<ResnetImpl>(o.resnet));
            features = o.resnet.features();
        } else {
            m_vision = register_module("vision_model", std::make_shared<LiteTowerImpl>());
        }
        m_text = register_module("text_model", Bert(o.text));
        if (o.textPooler) m_textPooler = register_module("text_pooler", torch::nn::Linear(o.text.width, o.text.width));
        const auto plain = [&](std::int64_t in) {
            return torch::nn::Linear(torch::nn::LinearOptions(in, o.dim).bias(false));
        };
        m_imageProjection = register_module("visual_projection", plain(features));
        m_textProjection = register_module("text_projection", plain(o.text.width));
        m_scale = register_parameter("logit_scale", torch::tensor(kScaleInit, torch::kFloat32));
    }
    torch::Tensor encodeImage(const torch::Tensor& pixels) override { return projected(m_vision->forward(pixels)); }
    ImageTap tapImage(const torch::Tensor& pixels) override {
        auto tap = m_vision->tap(pixels);
        tap.embedding = projected(tap.embedding);
        return tap;
    }
    torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor& mask) override {
        const auto first = m_text->firstToken(ids, mask);
        return m_textProjection->forward(m_textPooler ? torch::tanh(m_textPooler->forward(first)) : first);
    }
    torch::Tensor logitScale() const override { return m_scale; }
    void fuse() override { m_vision->fuse(); }
    bool pack(NumberFormat format) override {
        const bool pictures = m_vision->pack(format);
        return m_text->pack(format) || pictures;
    }

private:
    torch::Tensor projected(const torch::Tensor& x) {
        return m_imageProjection->forward(m_visionPooler ? torch::tanh(m_visionPooler->forward(x)) : x);
    }

    static constexpr double kScaleInit = 2.6592600369;  // ln(1 / 0.07)
    std::shared_ptr<ImageTower> m_vision;
    Bert m_text{nullptr};
    torch::nn::Linear m_visionPooler{nullptr}, m_textPooler{nullptr}, m_imageProjection{nullptr},
        m_textProjection{nullptr};
    torch::Tensor m_scale;
};

base::Result<std::shared_ptr<DualEncoder>> make(const nlohmann::json& json) {
    OptionReader reader(json, "hf-dual");
    HfDualOptions o;
    reader.word("imageTower", o.tower, {"vit", "swin", "resnet", "efficientnet-lite"});
    reader.number("dim", o.dim, 1, kMostDim);
    reader.flag("textPooler", o.textPooler);
    if (o.tower == "vit") readInside(reader, "vision", o.vit);
    if (o.tower == "swin") readInside(reader, "vision", o.swin);
    if (o.tower == "resnet") readInside(reader, "vision", o.resnet);
    readInside(reader, "text", o.text);
    HILUM_TRY_STATUS(reader.status());
    return std::shared_ptr<DualEncoder>(std::make_shared<HfDual>(o));
}

}  // namespace

void register_hf_dual(EncoderRegistry& registry);

void register_hf_dual(EncoderRegistry& registry) {
    registry.add({"hf-dual", "A BERT text encoder and a ViT, Swin, ResNet or EfficientNet-Lite image encoder", true},
                 make);
}

}  // namespace hilum::nn
