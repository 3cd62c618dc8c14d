// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SAM (segment_anything/build_sam.py), MedSAM (the same network; MedSAM_Inference.py prepares pictures otherwise),
// MobileSAM (mobile_sam/build_sam.py) and LiteMedSAM (branch LiteMedSAM of bowang-lab/MedSAM).
#include "core/weights/published/sam_layouts.h"

#include <cmath>

#include "core/weights/published/key_map.h"

namespace hilum::weights {

namespace {

constexpr std::int64_t kDecoderHeads = 8;  // of every published SAM; no shape tells it
constexpr std::int64_t kNoGlobalBlock = 95;
const char* const kVision = "image_encoder.";

std::int64_t root(std::int64_t square) {
    return static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(square))));
}

nlohmann::json vitOptions(const NamedTensors& t) {
    const std::string blocks = std::string(kVision) + "blocks.";
    const auto grid = extent(t, "image_encoder.pos_embed", 1, 64);
    const auto patch = extent(t, "image_encoder.patch_embed.proj.weight", 2, 16);
    const auto width = extent(t, "image_encoder.pos_embed", 3, 768);
    const auto layers = countLayers(t, blocks);
    std::int64_t window = grid;
    auto global = nlohmann::json::array();
    for (std::int64_t i = 0; i < layers; ++i) {
        const auto side = (extent(t, blocks + std::to_string(i) + ".attn.rel_pos_h", 0, 2 * grid - 1) + 1) / 2;
        if (side == grid)
            global.push_back(i);
        else
            window = side;
    }
    if (global.empty()) global.push_back(kNoGlobalBlock);
    const auto head = std::max<std::int64_t>(1, extent(t, blocks + "0.attn.rel_pos_h", 1, 64));
    return {{"imageSize", grid * patch},
            {"patch", patch},
            {"width", width},
            {"layers", layers},
            {"heads", width / head},
            {"mlp", extent(t, blocks + "0.mlp.lin1.weight", 0, 4 * width)},
            {"window", window},
            {"globalBlocks", global}};
}

nlohmann::json tinyOptions(const NamedTensors& t, const nlohmann::json& config) {
    auto widths = nlohmann::json::array(), layers = nlohmann::json::array(), heads = nlohmann::json::array(),
         windows = nlohmann::json::array();
    auto width = extent(t, "image_encoder.patch_embed.seq.2.c.weight", 0, 64);
    const auto first = width;
    std::int64_t ratio = 4;
    for (int s = 0; s < 4; ++s) {
        const auto stage = "image_encoder.layers." + std::to_string(s) + ".";
        widths.push_back(width);
        layers.push_back(countLayers(t, stage + "blocks."));
        heads.push_back(extent(t, stage + "blocks.0.attn.attention_biases", 0, 1));
        windows.push_back(root(extent(t, stage + "blocks.0.attn.attention_biases", 1, 49)));
        if (s == 1)
            ratio = extent(t, stage + "blocks.0.mlp.fc1.weight", 0, 4 * width) / std::max<std::int64_t>(1, width);
        width = extent(t, stage + "downsample.conv1.c.weight", 0, width);
    }
    const bool pointwise = extent(t, "image_encoder.patch_embed.seq.0.c.weight", 2, 3) == 1;
    // The published code keeps the grid in a merging to these widths.
    const bool keeps = width == 320 || width == 448 || width == 576;
    const auto expand =
        extent(t, "image_encoder.layers.0.blocks.0.conv1.c.weight", 0, 4 * first) / std::max<std::int64_t>(1, first);
    return {{"imageSize", configured(config, {"image_size"}, pointwise ? 256 : 1024)},
            {"widths", widths},
            {"layers", layers},
            {"heads", heads},
            {"windows", windows},
            {"expand", expand},
            {"mlpRatio", ratio},
            {"pointwiseStem", pointwise},
            {"lastMergeHalves", configured(config, {"last_merge_halves"}, keeps ? 0 : 1) != 0}};
}

PublishedModel base(NamedTensors tensors, const char* family, const char* source) {
    PublishedModel model;
    model.family = family;
    model.tensors = std::move(tensors);
    for (const char* word : {"pixel_mean", "pixel_std", "attention_bias_idxs", "image_encoder.norm_head.",
                             "image_encoder.head.", ".attn.ab"})
        drop(model.tensors, word, model.ignored);
    model.dim = extent(model.tensors, "image_encoder.neck.0.weight", 0, 256);
    model.licence = "as published with the weights";
    model.source = source;
    return model;
}

void describe(PublishedModel& model, const char* encoder, nlohmann::json vision, const nlohmann::json& config) {
    const auto& t = model.tensors;
    model.options = {{"encoder", encoder},
                     {"dim", model.dim},
                     {"vision", std::move(vision)},
                     {"maskChannels", extent(t, "prompt_encoder.mask_downscaling.3.weight", 0, 16)},
                     {"decoderLayers", countLayers(t, "mask_decoder.transformer.layers.")},
                     {"decoderHeads", configured(config, {"decoder_heads"}, kDecoderHeads)},
                     {"decoderMlp", extent(t, "mask_decoder.transformer.layers.0.mlp.lin1.weight", 0, 2048)},
                     {"maskTokens", extent(t, "mask_decoder.mask_tokens.weight", 0, 4)},
                     {"qualityHidden", extent(t, "mask_decoder.iou_prediction_head.layers.0.weight", 0, 256)}};
}

std::int64_t sizeOf(const PublishedModel& model) { return model.options["vision"]["imageSize"].get<std::int64_t>(); }

}  // namespace

PublishedModel translateSam(NamedTensors tensors, const nlohmann::json& config) {
    auto model = base(std::move(tensors), "sam", "Segment Anything, Kirillov et al. 2023, arXiv 2304.02643");
    describe(model, "vit", vitOptions(model.tensors), config);
    model.preprocessing = preprocessingOf(sizeOf(model), "corner", "pil-bilinear", "rgb", kImageNetMean, kImageNetStd);
    return model;
}

PublishedModel translateMedSam(NamedTensors tensors, const nlohmann::json& config) {
    auto model = base(std::move(tensors), "medsam", "MedSAM, Ma et al. 2024, Nature Communications 15:654");
    describe(model, "vit", vitOptions(model.tensors), config);
    model.preprocessing = preprocessingOf(sizeOf(model), "stretch", "spline", "rgb", {0, 0, 0}, {1, 1, 1});
    model.preprocessing["scale"] = "minmax";
    return model;
}

PublishedModel translateMobileSam(NamedTensors tensors, const nlohmann::json& config) {
    const bool lite = extent(tensors, "image_encoder.patch_embed.seq.0.c.weight", 2, 3) == 1;
    auto model = base(
        std::move(tensors), lite ? "lite-medsam" : "mobile-sam",
        lite ? "LiteMedSAM, branch LiteMedSAM of bowang-lab/MedSAM" : "MobileSAM, Zhang et al. 2023, arXiv 2306.14289");
    describe(model, "tiny", tinyOptions(model.tensors, config), config);
    if (lite) {
        model.preprocessing = preprocessingOf(sizeOf(model), "corner", "cv-area", "rgb", {0, 0, 0}, {1, 1, 1});
        model.preprocessing["scale"] = "minmax";
    } else {
        model.preprocessing =
            preprocessingOf(sizeOf(model), "corner", "pil-bilinear", "rgb", kImageNetMean, kImageNetStd);
    }
    return model;
}

}  // namespace hilum::weights
