// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// siglip: SigLIP and MedSigLIP (Zhai et al. 2023, arXiv 2303.15343) with the key names of Hugging Face's SiglipModel:
// {vision,text}_model.embeddings.*, .encoder.layers.N.*, vision_model.{post_layernorm,head.*},
// text_model.{final_layer_norm,head}, logit_scale, logit_bias. Pictures are pooled by attention of one learned probe;
// texts are padded to the full length without a mask, as in training, and read at the last position.
#include "core/nn/encoder_registry.h"
#include "core/nn/layers/attention.h"
#include "core/nn/layers/holder.h"
#include "core/nn/published_options.h"
#include "core/nn/vision/image_tower.h"

namespace hilum::nn {

namespace {

struct TowerOptions {
    std::int64_t width = 768;
    std::int64_t layers = 12;
    std::int64_t heads = 12;
    std::int64_t mlp = 3072;
    double eps = 1e-6;
};

struct SiglipOptions {
    TowerOptions vision, text;
    std::int64_t imageSize = 224, patch = 16;
    std::int64_t vocab = 32000, positions = 64, padId = 1;
    std::int64_t dim = 768;
};

struct Mlp {  // fc1, GELU (tanh form), fc2
    torch::nn::Linear up{nullptr}, down{nullptr};
    void add(torch::nn::Module& parent, const TowerOptions& o) {
        auto mlp = child(parent, "mlp");
        up = mlp->register_module("fc1", torch::nn::Linear(o.width, o.mlp));
        down = mlp->register_module("fc2", torch::nn::Linear(o.mlp, o.width));
    }
    torch::Tensor forward(const torch::Tensor& x) { return down->forward(torch::gelu(up->forward(x), "tanh")); }
};

class LayerImpl : public torch::nn::Module {
public:
    explicit LayerImpl(const TowerOptions& o) : m_heads(o.heads) {
        m_norm1 = register_module("layer_norm1", layerNorm(o.width, o.eps));
        auto self = child(*this, "self_attn");
        const auto square = [&](const char* name) {
            return self->register_module(name, torch::nn::Linear(o.width, o.width));
        };
        m_query = square("q_proj");
        m_key = square("k_proj");
        m_value = square("v_proj");
        m_out = square("out_proj");
        m_norm2 = register_module("layer_norm2", layerNorm(o.width, o.eps));
        m_mlp.add(*this, o);
    }
    torch::Tensor forward(const torch::Tensor& x) {
        const auto n = m_norm1->forward(x);
        const auto y = x + m_out->forward(attend(m_query->forward(n), m_key->forward(n), m_value->forward(n), m_heads));
        return y + m_mlp.forward(m_norm2->forward(y));
    }

private:
    std::int64_t m_heads;
    torch::nn::LayerNorm m_norm1{nullptr}, m_norm2{nullptr};
    torch::nn::Linear m_query{nullptr}, m_key{nullptr}, m_value{nullptr}, m_out{nullptr};
    Mlp m_mlp;
};
TORCH_MODULE(Layer);

std::vector<Layer> addLayers(torch::nn::Module& tower, const TowerOptions& o) {
    auto list = child(tower, "encoder")->register_module("layers", torch::nn::ModuleList());
    std::vector<Layer> layers;
    for (std::int64_t i = 0; i < o.layers; ++i) {
        Layer layer(o);
        list->push_back(layer);
        layers.push_back(layer);
    }
    return layers;
}

class Siglip : public DualEncoder {
public:
    explicit Siglip(const SiglipOptions& o) : m_options(o) {
        addVision(*child(*this, "vision_model"));
        addText(*child(*this, "text_model"));
        m_scale = register_parameter("logit_scale", torch::zeros({1}));
        register_parameter("logit_bias", torch::zeros({1}));
    }
    torch::Tensor encodeImage(const torch::Tensor& pixels) override { return pooled(tokens(pixels)); }
    ImageTap tapImage(const torch::Tensor& pixels) override {
        ImageTap tap;
        {
            const torch::NoGradGuard guard;
            tap.activations = tokens(pixels).detach().clone();
        }
        tap.activations.requires_grad_(true);
        tap.gridHeight = tap.gridWidth = m_options.imageSize / m_options.patch;
        tap.embedding = pooled(tap.activations);
        return tap;
    }
    torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor& mask) override {
        const auto length = m_options.positions;
        auto full = torch::where(mask.to(torch::kBool), ids, torch::full_like(ids, m_options.padId));
        full = full.size(1) >= length ? full.slice(1, 0, length)
                                      : torch::constant_pad_nd(full, {0, length - full.size(1)}, m_options.padId);
        auto x = m_words->forward(full) + m_textPositions->weight;
        for (auto& layer : m_textLayers) x = layer->forward(x);
        return m_textHead->forward(m_textNorm->forward(x).select(1, -1));
    }
    torch::Tensor logitScale() const override { return m_scale[0]; }
    void fuse() override {}

private:
    void addVision(torch::nn::Module& tower) {
        const auto& o = m_options.vision;
        auto embeddings = child(tower, "embeddings");
        const auto patch = m_options.patch, side = m_options.imageSize / patch;
        m_patches = embeddings->register_module(
            "patch_embedding", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, o.width, patch).stride(patch)));
        m_positions = embeddings->register_module("position_embedding", torch::nn::Embedding(side * side, o.width));
        m_layers = addLayers(tower, o);
        m_norm = tower.register_module("post_layernorm", layerNorm(o.width, o.eps));
        auto head = child(tower, "head");
        m_probe = head->register_parameter("probe", torch::randn({1, 1, o.width}) * 0.02);
        auto attention = child(*head, "attention");
        m_inWeight = attention->register_parameter("in_proj_weight", torch::randn({3 * o.width, o.width}) * 0.02);
        m_inBias = attention->register_parameter("in_proj_bias", torch::zeros({3 * o.width}));
        m_out = attention->register_module("out_proj", torch::nn::Linear(o.width, o.width));
        m_headNorm = head->register_module("layernorm", layerNorm(o.width, o.eps));
        m_headMlp.add(*head, o);
    }
    void addText(torch::nn::Module& tower) {
        const auto& o = m_options.text;
        auto embeddings = child(tower, "embeddings");
        m_words = embeddings->register_module("token_embedding", torch::nn::Embedding(m_options.vocab, o.width));
        m_textPositions =
            embeddings->register_module("position_embedding", torch::nn::Embedding(m_options.positions, o.width));
        m_textLayers = addLayers(tower, o);
        m_textNorm = tower.register_module("final_layer_norm", layerNorm(o.width, o.eps));
        m_textHead = tower.register_module("head", torch::nn::Linear(o.width, m_options.dim));
    }
    // Before the last layer: [N, L, W].
    torch::Tensor tokens(const torch::Tensor& pixels) {
        auto x = m_patches->forward(pixels).flatten(2).transpose(1, 2) + m_positions->weight;
        for (std::size_t i = 0; i + 1 < m_layers.size(); ++i) x = m_layers[i]->forward(x);
        return x;
    }
    torch::Tensor pooled(const torch::Tensor& before) {
        const auto x = m_norm->forward(m_layers.back()->forward(before));
        const auto weight = m_inWeight.chunk(3, 0), bias = m_inBias.chunk(3, 0);
        const auto query = torch::linear(m_probe.expand({x.size(0), 1, -1}), weight[0], bias[0]);
        const auto y = m_out->forward(attend(query, torch::linear(x, weight[1], bias[1]),
                                             torch::linear(x, weight[2], bias[2]), m_options.vision.heads));
        return (y + m_headMlp.forward(m_headNorm->forward(y))).select(1, 0);
    }

    SiglipOptions m_options;
    torch::nn::Conv2d m_patches{nullptr};
    torch::nn::Embedding m_positions{nullptr}, m_words{nullptr}, m_textPositions{nullptr};
    std::vector<Layer> m_layers, m_textLayers;
    torch::nn::LayerNorm m_norm{nullptr}, m_headNorm{nullptr}, m_textNorm{nullptr};
    torch::Tensor m_probe, m_inWeight, m_inBias, m_scale;
    torch::nn::Linear m_out{nullptr}, m_textHead{nullptr};
    Mlp m_headMlp;
};

void readTower(OptionReader& reader, TowerOptions& o) {
    reader.number("width", o.width, 1, 8192);
    reader.number("layers", o.layers, 1, 96);
    reader.number("heads", o.heads, 1, 8192);
    o.mlp = 4 * o.width;
    reader.number("mlp", o.mlp, 1, 65536);
    reader.real("eps", o.eps, 1e-12, 1e-2);
    reader.require(o.width % o.heads == 0, "width must be a multiple of heads");
}

base::Result<std::shared_ptr<DualEncoder>> make(const nlohmann::json& json) {
    OptionReader reader(json, "siglip");
    SiglipOptions o;
    reader.number("dim", o.dim, 1, kMostDim);
    auto vision = reader.inside("vision");
    readTower(vision, o.vision);
    vision.number("imageSize", o.imageSize, 8, 2048);
    vision.number("patch", o.patch, 1, 256);
    vision.require(o.imageSize % o.patch == 0, "imageSize must be a multiple of patch");
    vision.require(o.vision.width == o.dim, "width must be the embedding's");
    reader.take(vision);
    auto text = reader.inside("text");
    readTower(text, o.text);
    text.number("vocab", o.vocab, 1, 1'000'000);
    text.number("positions", o.positions, 1, 4096);
    text.number("padId", o.padId, 0, o.vocab - 1);
    reader.take(text);
    HILUM_TRY_STATUS(reader.status());
    return std::shared_ptr<DualEncoder>(std::make_shared<Siglip>(o));
}

}  // namespace

void register_siglip(EncoderRegistry& registry);

void register_siglip(EncoderRegistry& registry) {
    registry.add({"siglip", "SigLIP and MedSigLIP in Hugging Face's layout", true}, make);
}

}  // namespace hilum::nn
