// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// BiomedCLIP in open_clip's layout (open_clip_config.json of its repository), MedCLIP (medclip/modeling_medclip.py of
// its authors' repository) and the MedPix captioner (main.ipynb of its repository).
#include "core/weights/published/medical_layouts.h"

#include "core/weights/published/key_map.h"

namespace hilum::weights {

namespace {

// medclip/constants.py: one grey channel, repeated.
constexpr double kMedClipMean = 0.5862785803043838, kMedClipStd = 0.27950088968644304;
constexpr int kBiomedClipTokens = 256, kMedClipTokens = 77, kMedPixTokens = 200;

PublishedModel medClip(NamedTensors tensors) {
    PublishedModel model;
    model.family = "medclip";
    model.tensors = std::move(tensors);
    for (const char* word : {"position_ids", "relative_position_index", ".pooler."})
        drop(model.tensors, word, model.ignored);
    model.preprocessing = preprocessingOf(224, "pad", "pil-bicubic", "grey", {kMedClipMean, kMedClipMean, kMedClipMean},
                                          {kMedClipStd, kMedClipStd, kMedClipStd});
    model.tokenizer = TokenizerKind::WordPiece;
    model.maxTokens = kMedClipTokens;
    model.licence = "as published with the weights";
    model.source = "MedCLIP, Wang et al. 2022, arXiv 2210.10163";
    return model;
}

}  // namespace

PublishedModel translateBiomedClip(NamedTensors tensors, const nlohmann::json& config) {
    PublishedModel model;
    model.family = "biomedclip";
    model.tensors = std::move(tensors);
    for (const char* word : {"position_ids", ".pooler."}) drop(model.tensors, word, model.ignored);
    const auto& t = model.tensors;
    const auto width = extent(t, "visual.trunk.pos_embed", 2, 768);
    const auto patch = extent(t, "visual.trunk.patch_embed.proj.weight", 2, 16);
    const auto size = gridSide(extent(t, "visual.trunk.pos_embed", 1, 197)) * patch;
    model.dim = extent(t, "visual.head.proj.weight", 0, 512);
    model.options = {{"dim", model.dim},
                     {"textHidden", extent(t, "text.proj.0.weight", 0, 640)},
                     {"vision",
                      {{"imageSize", size},
                       {"patch", patch},
                       {"width", width},
                       {"layers", countLayers(t, "visual.trunk.blocks.")},
                       {"heads", configured(config, {"vision_heads"}, std::max<std::int64_t>(1, width / 64))},
                       {"mlp", extent(t, "visual.trunk.blocks.0.mlp.fc1.weight", 0, 4 * width)}}},
                     {"text", bertOptions(t, "text.transformer.", config)}};
    model.preprocessing = preprocessingOf(size, "crop", "pil-bicubic", "rgb", kClipMean, kClipStd);
    model.tokenizer = TokenizerKind::WordPiece;
    model.maxTokens =
        static_cast<int>(configured(config, {"model_cfg", "text_cfg", "context_length"}, kBiomedClipTokens));
    model.licence = "MIT";
    model.source = "BiomedCLIP, Zhang et al. 2023, arXiv 2303.00915";
    return model;
}

PublishedModel translateMedClipSwin(NamedTensors tensors, const nlohmann::json& config) {
    auto model = medClip(std::move(tensors));
    const auto& t = model.tensors;
    model.dim = extent(t, "vision_model.projection_head.weight", 0, 512);
    model.options = {{"imageTower", "swin"},
                     {"dim", model.dim},
                     {"vision", swinOptions(t, "vision_model.model.", config)},
                     {"text", bertOptions(t, "text_model.model.", config)}};
    model.preprocessing["size"] = model.options["vision"]["imageSize"];
    return model;
}

PublishedModel translateMedClipResnet(NamedTensors tensors, const nlohmann::json& config) {
    auto model = medClip(std::move(tensors));
    const auto& t = model.tensors;
    model.dim = extent(t, "vision_model.model.fc.weight", 0, 512);
    model.options = {{"imageTower", "resnet"},
                     {"dim", model.dim},
                     {"vision", resnetOptions(t, "vision_model.model.")},
                     {"text", bertOptions(t, "text_model.model.", config)}};
    return model;
}

PublishedModel translateMedPix(NamedTensors tensors, const nlohmann::json& config) {
    PublishedModel model;
    model.family = "medpix";
    model.tensors = std::move(tensors);
    for (const char* word : {"position_ids", ".pooler.", "image_encoder.model.fc."})
        drop(model.tensors, word, model.ignored);
    const auto& t = model.tensors;
    model.dim = extent(t, "image_projection.projection.weight", 0, 256);
    model.options = {{"dim", model.dim},
                     {"vision", resnetOptions(t, "image_encoder.model.")},
                     {"text", bertOptions(t, "text_encoder.model.", config)}};
    model.preprocessing = preprocessingOf(224, "stretch", "cv-linear", "rgb", kImageNetMean, kImageNetStd);
    model.tokenizer = TokenizerKind::WordPiece;
    model.maxTokens = kMedPixTokens;
    model.licence = "as published with the weights";
    model.source = "Mauville/MedCLIP, the MedPix retrieval captioner";
    return model;
}

}  // namespace hilum::weights
