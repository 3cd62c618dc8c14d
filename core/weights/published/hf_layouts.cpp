// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SigLIP and MedSigLIP (Hugging Face's SiglipModel), any image and text tower joined by VisionTextDualEncoderModel,
// and DenseNet-121 classifiers (torchxrayvision, torchvision, CheXNet's re-implementation).
#include "core/weights/published/hf_layouts.h"

#include <algorithm>
#include <cctype>

#include "core/weights/published/key_map.h"

namespace hilum::weights {

namespace {

constexpr std::int64_t kHeadWidth = 64, kSo400mWidth = 1152, kSo400mHeads = 16;

std::int64_t siglipHeads(const nlohmann::json& config, const char* tower, std::int64_t width) {
    const auto usual = width == kSo400mWidth ? kSo400mHeads : std::max<std::int64_t>(1, width / kHeadWidth);
    return configured(config, {tower, "num_attention_heads"}, usual);
}

nlohmann::json siglipTower(const NamedTensors& t, const nlohmann::json& config, const std::string& prefix,
                           const char* name, std::int64_t width) {
    return {{"width", width},
            {"layers", countLayers(t, prefix + "encoder.layers.")},
            {"heads", siglipHeads(config, name, width)},
            {"mlp", extent(t, prefix + "encoder.layers.0.mlp.fc1.weight", 0, 4 * width)}};
}

NamedTensors hfVitToTimm(NamedTensors tensors) {
    auto t = renamed(std::move(tensors),
                     {{"vision_model.embeddings.cls_token", "vision_model.cls_token"},
                      {"vision_model.embeddings.position_embeddings", "vision_model.pos_embed"},
                      {"vision_model.embeddings.patch_embeddings.projection.", "vision_model.patch_embed.proj."},
                      {"vision_model.encoder.layer.", "vision_model.blocks."},
                      {"vision_model.layernorm.", "vision_model.norm."},
                      {"vision_model.pooler.dense.", "vision_pooler."}});
    const auto layers = countLayers(t, "vision_model.blocks.");
    for (std::int64_t i = 0; i < layers; ++i) {
        const auto block = "vision_model.blocks." + std::to_string(i) + ".";
        joinRows(t, block + "attention.attention.", {"query.", "key.", "value."}, block + "attn.qkv.");
        t = renamed(std::move(t), {{block + "attention.output.dense.", block + "attn.proj."},
                                   {block + "layernorm_before.", block + "norm1."},
                                   {block + "layernorm_after.", block + "norm2."},
                                   {block + "intermediate.dense.", block + "mlp.fc1."},
                                   {block + "output.dense.", block + "mlp.fc2."}});
    }
    return t;
}

const nlohmann::json& member(const nlohmann::json& json, const char* key) {
    static const nlohmann::json kEmpty = nlohmann::json::object();
    const auto found = json.find(key);
    return found != json.end() && found->is_object() ? *found : kEmpty;
}

nlohmann::json vitOptions(const NamedTensors& t, const nlohmann::json& config) {
    const auto width = extent(t, "vision_model.cls_token", 2, 768);
    const auto patch = extent(t, "vision_model.patch_embed.proj.weight", 2, 16);
    return {{"imageSize", gridSide(extent(t, "vision_model.pos_embed", 1, 197)) * patch},
            {"patch", patch},
            {"width", width},
            {"layers", countLayers(t, "vision_model.blocks.")},
            {"heads", configured(config, {"num_attention_heads"}, std::max<std::int64_t>(1, width / kHeadWidth))},
            {"mlp", extent(t, "vision_model.blocks.0.mlp.fc1.weight", 0, 4 * width)},
            {"eps", config.contains("layer_norm_eps") && config["layer_norm_eps"].is_number()
                        ? config["layer_norm_eps"].get<double>()
                        : 1e-12}};
}

// Chooses the tower by its keys and fills options; answers the input's size.
std::int64_t describeTower(PublishedModel& model, const nlohmann::json& config) {
    auto& t = model.tensors;
    const auto& vision = member(config, "vision_config");
    if (t.contains("vision_model.embeddings.cls_token")) {
        t = hfVitToTimm(std::move(t));
        model.options["imageTower"] = "vit";
        model.options["vision"] = vitOptions(t, vision);
        return model.options["vision"]["imageSize"].get<std::int64_t>();
    }
    if (t.contains("vision_model.embeddings.patch_embeddings.projection.weight")) {
        drop(t, "relative_position_index", model.ignored);
        model.options["imageTower"] = "swin";
        model.options["vision"] = swinOptions(t, "vision_model.", vision);
        return model.options["vision"]["imageSize"].get<std::int64_t>();
    }
    if (t.contains("vision_model._conv_stem.weight")) {
        drop(t, "vision_model._fc.", model.ignored);
        t = renamed(std::move(t), {{"vision_model.", "vision_model.net."}});
        model.options["imageTower"] = "efficientnet-lite";
    } else {
        drop(t, "vision_model.fc.", model.ignored);
        model.options["imageTower"] = "resnet";
        model.options["vision"] = resnetOptions(t, "vision_model.");
    }
    return configured(vision, {"image_size"}, 224);
}

// CheXNet's re-implementation was saved by an older torchvision, with dots between the words and numbers.
std::string currentDenseName(std::string key) {
    for (const char* word : {"norm", "conv"})
        for (const char* number : {"1", "2"}) {
            const auto old = std::string(".") + word + "." + number + ".";
            if (const auto at = key.find(old); at != std::string::npos && key.find("denselayer") != std::string::npos)
                key.replace(at, old.size(), std::string(".") + word + number + ".");
        }
    return key;
}

}  // namespace

PublishedModel translateSiglip(NamedTensors tensors, const nlohmann::json& config) {
    PublishedModel model;
    model.family = "siglip";
    model.tensors = std::move(tensors);
    drop(model.tensors, "position_ids", model.ignored);
    const auto& t = model.tensors;
    const auto width = extent(t, "vision_model.embeddings.patch_embedding.weight", 0, 768);
    const auto patch = extent(t, "vision_model.embeddings.patch_embedding.weight", 2, 16);
    const auto side = gridSide(extent(t, "vision_model.embeddings.position_embedding.weight", 0, 196) + 1);
    const auto textWidth = extent(t, "text_model.embeddings.token_embedding.weight", 1, 768);
    model.dim = extent(t, "text_model.head.weight", 0, textWidth);
    auto vision = siglipTower(t, config, "vision_model.", "vision_config", width);
    vision["imageSize"] = side * patch;
    vision["patch"] = patch;
    auto text = siglipTower(t, config, "text_model.", "text_config", textWidth);
    text["vocab"] = extent(t, "text_model.embeddings.token_embedding.weight", 0, 32000);
    text["positions"] = extent(t, "text_model.embeddings.position_embedding.weight", 0, 64);
    text["padId"] = configured(config, {"text_config", "pad_token_id"}, 1);
    model.maxTokens = text["positions"].get<int>();
    model.options = {{"dim", model.dim}, {"vision", vision}, {"text", text}};
    model.preprocessing = hfPreprocessing(
        config, preprocessingOf(side * patch, "stretch", "pil-bicubic", "rgb", {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}));
    model.tokenizer = TokenizerKind::SentencePiece;
    model.licence = "as published with the weights";
    model.source = "SigLIP, Zhai et al. 2023, arXiv 2303.15343";
    return model;
}

PublishedModel translateHfDual(NamedTensors tensors, const nlohmann::json& config) {
    PublishedModel model;
    model.family = "hf-dual";
    model.tensors = renamed(std::move(tensors), {{"text_model.pooler.dense.", "text_pooler."}});
    drop(model.tensors, "position_ids", model.ignored);
    model.dim = extent(model.tensors, "visual_projection.weight", 0, 512);
    const auto size = describeTower(model, config);
    const auto& t = model.tensors;
    model.options["dim"] = model.dim;
    model.options["textPooler"] = t.contains("text_pooler.weight");
    model.options["text"] = bertOptions(t, "text_model.", member(config, "text_config"));
    const bool swin = model.options["imageTower"] != "vit";
    model.preprocessing = hfPreprocessing(
        config, swin ? preprocessingOf(size, "stretch", "pil-bicubic", "rgb", kImageNetMean, kImageNetStd)
                     : preprocessingOf(size, "stretch", "pil-bilinear", "rgb", {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}));
    model.tokenizer = TokenizerKind::WordPiece;
    model.maxTokens = static_cast<int>(
        std::min<std::int64_t>(512, extent(t, "text_model.embeddings.position_embeddings.weight", 0, 512)));
    model.licence = "as published with the weights";
    model.source = "VisionTextDualEncoderModel of Hugging Face's transformers";
    return model;
}

PublishedModel translateDensenet(NamedTensors tensors, const nlohmann::json& config) {
    PublishedModel model;
    model.family = "densenet";
    tensors = renamed(std::move(tensors), {{"densenet121.", ""}, {"model.", ""}});
    tensors = renamed(std::move(tensors), {{"classifier.0.", "classifier."}, {"features.", "tower.features."}});
    NamedTensors current;
    for (auto& [key, tensor] : tensors) current[currentDenseName(key)] = tensor;
    model.tensors = std::move(current);
    drop(model.tensors, "op_threshs", model.ignored);
    const auto& t = model.tensors;
    const std::string features = "tower.features.";
    auto layers = nlohmann::json::array();
    for (int block = 1; block <= 4; ++block)
        layers.push_back(std::max<std::int64_t>(
            1, countLayers(t, features + "denseblock" + std::to_string(block) + ".denselayer") - 1));
    const auto growth = extent(t, features + "denseblock1.denselayer1.conv2.weight", 0, 32);
    const auto channels = extent(t, features + "conv0.weight", 1, 3);
    const auto labels = extent(t, "classifier.weight", 0, 14);
    model.options = {{"labels", labels},
                     {"inputChannels", channels},
                     {"growth", growth},
                     {"stem", extent(t, features + "conv0.weight", 0, 64)},
                     {"bottleneck", extent(t, features + "denseblock1.denselayer1.conv1.weight", 0, 4 * growth) /
                                        std::max<std::int64_t>(1, growth)},
                     {"layers", layers}};
    model.dim = extent(t, "classifier.weight", 1, 1024);
    // torchxrayvision: value / 255 to -1024..1024, one grey channel; otherwise ImageNet's numbers.
    constexpr double kXrvReach = 1024;
    const auto size = configured(config, {"image_size"}, 224);
    if (channels == 1)
        model.preprocessing = preprocessingOf(size, "crop", "pil-bilinear", "grey", {0.5, 0.5, 0.5},
                                              std::vector<double>(3, 0.5 / kXrvReach));
    else
        model.preprocessing = preprocessingOf(size, "crop", "pil-bilinear", "grey", kImageNetMean, kImageNetStd);
    model.labels = labelsOf(config, channels, labels);
    model.licence = "as published with the weights";
    model.source = "DenseNet-121, Huang et al. 2016, arXiv 1608.06993";
    return model;
}

}  // namespace hilum::weights
