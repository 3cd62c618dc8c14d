// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// medpix: the MedPix retrieval captioner, timm ResNet-50 and Bio_ClinicalBERT with projection heads
// LayerNorm(Linear(GELU(p)) + p), p = Linear(features). Keys: image_encoder.model.*, text_encoder.model.*,
// {image,text}_projection.{projection,fc,layer_norm}. No logit scale: training used temperature 1.
#include "core/nn/encoder_registry.h"
#include "core/nn/layers/holder.h"
#include "core/nn/published_options.h"

namespace hilum::nn {

namespace {

class ProjectionImpl : public torch::nn::Module {
public:
    ProjectionImpl(std::int64_t in, std::int64_t dim) {
        m_projection = register_module("projection", torch::nn::Linear(in, dim));
        m_fc = register_module("fc", torch::nn::Linear(dim, dim));
        m_norm = register_module("layer_norm", layerNorm(dim, 1e-5));
    }
    torch::Tensor forward(const torch::Tensor& x) {
        const auto p = m_projection->forward(x);
        return m_norm->forward(torch::dropout(m_fc->forward(torch::gelu(p)), kDropout, is_training()) + p);
    }

private:
    static constexpr double kDropout = 0.1;
    torch::nn::Linear m_projection{nullptr}, m_fc{nullptr};
    torch::nn::LayerNorm m_norm{nullptr};
};
TORCH_MODULE(Projection);

class MedPix : public DualEncoder {
public:
    MedPix(const ResnetOptions& vision, const BertOptions& text, std::int64_t dim) {
        m_vision = child(*this, "image_encoder")->register_module("model", Resnet(vision));
        m_text = child(*this, "text_encoder")->register_module("model", Bert(text));
        m_imageProjection = register_module("image_projection", Projection(vision.features(), dim));
        m_textProjection = register_module("text_projection", Projection(text.width, dim));
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
        return m_textProjection->forward(m_text->firstToken(ids, mask));
    }
    torch::Tensor logitScale() const override { return torch::zeros({}); }
    void fuse() override { m_vision->fuse(); }
    bool pack(NumberFormat format) override {
        const bool pictures = m_vision->pack(format);
        return m_text->pack(format) || pictures;
    }

private:
    Resnet m_vision{nullptr};
    Bert m_text{nullptr};
    Projection m_imageProjection{nullptr}, m_textProjection{nullptr};
};

base::Result<std::shared_ptr<DualEncoder>> make(const nlohmann::json& json) {
    OptionReader reader(json, "medpix");
    ResnetOptions vision;
    BertOptions text{28996, 768, 12, 12, 3072};
    std::int64_t dim = 256;
    reader.number("dim", dim, 1, kMostDim);
    readInside(reader, "vision", vision);
    readInside(reader, "text", text);
    HILUM_TRY_STATUS(reader.status());
    return std::shared_ptr<DualEncoder>(std::make_shared<MedPix>(vision, text, dim));
}

}  // namespace

void register_medpix(EncoderRegistry& registry);

void register_medpix(EncoderRegistry& registry) {
    registry.add({"medpix", "MedPix captioner: ResNet-50 and ClinicalBERT with projection heads", true}, make);
}

}  // namespace hilum::nn
