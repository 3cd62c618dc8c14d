// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// medclip: MedCLIP with Swin-T or ResNet-50 and Bio_ClinicalBERT (Wang et al. 2022, arXiv 2210.10163). Keys:
// vision_model.{model.*,projection_head}, text_model.{model.*,projection_head}, logit_scale.
// The published text embedding averages layers 1, 2 and the last over all positions, padding included, so that it
// depends on the longest text of its batch. Here every text is as if alone: only its own tokens count.
#include "core/nn/encoder_registry.h"
#include "core/nn/layers/holder.h"
#include "core/nn/published_options.h"

namespace hilum::nn {

namespace {

torch::nn::Linear plain(std::int64_t in, std::int64_t out) {
    return torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(false));
}

class MedClip : public DualEncoder {
public:
    MedClip(const std::string& vision, const SwinOptions& swin, const ResnetOptions& resnet, const BertOptions& text,
            std::int64_t dim) {
        auto image = child(*this, "vision_model");
        if (vision == "swin") {
            m_vision = image->register_module("model", Swin(swin));
            m_imageProjection = image->register_module("projection_head", plain(swin.features(), dim));
        } else {
            m_vision = image->register_module("model", Resnet(resnet));  // its fc is the projection
        }
        auto words = child(*this, "text_model");
        m_text = words->register_module("model", Bert(text));
        m_textProjection = words->register_module("projection_head", plain(text.width, dim));
        m_scale = register_parameter("logit_scale", torch::tensor(kScaleInit, torch::kFloat32));
    }
    torch::Tensor encodeImage(const torch::Tensor& pixels) override { return projected(m_vision->forward(pixels)); }
    ImageTap tapImage(const torch::Tensor& pixels) override {
        auto tap = m_vision->tap(pixels);
        tap.embedding = projected(tap.embedding);
        return tap;
    }
    torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor& mask) override {
        const auto states = m_text->hiddenStates(ids, mask);
        const auto first = states[std::min<std::size_t>(1, states.size() - 1)];
        const auto second = states[std::min<std::size_t>(2, states.size() - 1)];
        return m_textProjection->forward(meanPool((first + second + states.back()) / 3, mask));
    }
    torch::Tensor logitScale() const override { return m_scale; }
    void fuse() override { m_vision->fuse(); }
    bool pack(NumberFormat format) override {
        const bool pictures = m_vision->pack(format);
        return m_text->pack(format) || pictures;
    }

private:
    torch::Tensor projected(const torch::Tensor& x) { return m_imageProjection ? m_imageProjection->forward(x) : x; }

    static constexpr double kScaleInit = 2.6592600369;  // ln(1 / 0.07)
    std::shared_ptr<ImageTower> m_vision;
    Bert m_text{nullptr};
    torch::nn::Linear m_imageProjection{nullptr}, m_textProjection{nullptr};
    torch::Tensor m_scale;
};

base::Result<std::shared_ptr<DualEncoder>> make(const nlohmann::json& json) {
    OptionReader reader(json, "medclip");
    std::string vision = "swin";
    SwinOptions swin;
    ResnetOptions resnet;
    BertOptions text{28996, 768, 12, 12, 3072};
    std::int64_t dim = 512;
    reader.word("imageTower", vision, {"swin", "resnet"});
    reader.number("dim", dim, 1, kMostDim);
    resnet.dim = dim;
    if (vision == "swin")
        readInside(reader, "vision", swin);
    else
        readInside(reader, "vision", resnet);
    readInside(reader, "text", text);
    HILUM_TRY_STATUS(reader.status());
    return std::shared_ptr<DualEncoder>(std::make_shared<MedClip>(vision, swin, resnet, text, dim));
}

}  // namespace

void register_medclip(EncoderRegistry& registry);

void register_medclip(EncoderRegistry& registry) {
    registry.add({"medclip", "MedCLIP: Swin-T or ResNet-50 and Bio_ClinicalBERT", true}, make);
}

}  // namespace hilum::nn
