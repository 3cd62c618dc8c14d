// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// densenet: DenseNet-121 as chest radiograph classifiers are published (torchxrayvision with one grey channel in
// -1024..1024, torchvision's layout, CheXNet's re-implementation). Pictures only: the embedding is the pooled
// features, and classifier.{weight,bias} gives a logit for each label of the card.
#include "core/nn/vision/densenet.h"
#include "core/nn/encoder_registry.h"
#include "core/nn/published_options.h"

namespace hilum::nn {

namespace {

class DensenetClassifier : public DualEncoder {
public:
    DensenetClassifier(const DensenetOptions& options, std::int64_t labels) {
        m_tower = register_module("tower", Densenet(options));
        m_classifier = register_module("classifier", torch::nn::Linear(options.features(), labels));
    }
    torch::Tensor encodeImage(const torch::Tensor& pixels) override { return m_tower->forward(pixels); }
    ImageTap tapImage(const torch::Tensor& pixels) override { return m_tower->tap(pixels); }
    torch::Tensor encodeText(const torch::Tensor&, const torch::Tensor&) override { return {}; }
    torch::Tensor labelLogits(const torch::Tensor& embeddings) override { return m_classifier->forward(embeddings); }
    torch::Tensor logitScale() const override { return torch::zeros({}); }
    void fuse() override {}

private:
    Densenet m_tower{nullptr};
    torch::nn::Linear m_classifier{nullptr};
};

base::Result<std::shared_ptr<DualEncoder>> make(const nlohmann::json& json) {
    OptionReader reader(json, "densenet");
    DensenetOptions o;
    std::int64_t labels = 14;
    reader.number("labels", labels, 1, 100'000);
    reader.number("inputChannels", o.inputChannels, 1, 3);
    reader.number("growth", o.growth, 1, 256);
    reader.number("stem", o.stem, 1, 1024);
    reader.number("bottleneck", o.bottleneck, 1, 64);
    reader.list("layers", o.layers, 4, 1, 128);
    reader.require(o.inputChannels != 2, "inputChannels must be 1 or 3");
    HILUM_TRY_STATUS(reader.status());
    return std::shared_ptr<DualEncoder>(std::make_shared<DensenetClassifier>(o, labels));
}

}  // namespace

void register_densenet(EncoderRegistry& registry);

void register_densenet(EncoderRegistry& registry) {
    registry.add({"densenet", "DenseNet-121 classifier of chest radiographs", false}, make);
}

}  // namespace hilum::nn
