// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SAM (segment_anything/build_sam.py), MedSAM (the same network; MedSAM_Inference.py prepares pictures otherwise),
// MobileSAM (mobile_sam/build_sam.py), SAM and MedSAM as Hugging Face's SamModel names them, and LiteMedSAM (branch LiteMedSAM of bowang-lab/MedSAM).
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

// Three-layer perceptrons: proj_in, layers.0 and proj_out of Hugging Face are layers 0 to 2 as published.
std::vector<std::pair<std::string, std::string>> perceptron(const std::string& name) {
    return {{name + "proj_in.", name + "layers.0."},
            {name + "layers.0.", name + "layers.1."},
            {name + "proj_out.", name + "layers.2."}};
}

NamedTensors asPublished(NamedTensors tensors, std::vector<std::string>& ignored) {
    drop(tensors, "prompt_encoder.shared_embedding.", ignored);  // the same matrix as shared_image_embedding
    std::vector<std::pair<std::string, std::string>> names = {
        {"shared_image_embedding.positional_embedding", "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"},
        {"vision_encoder.pos_embed", "image_encoder.pos_embed"},
        {"vision_encoder.patch_embed.projection.", "image_encoder.patch_embed.proj."},
        {"vision_encoder.neck.conv1.", "image_encoder.neck.0."},
        {"vision_encoder.neck.layer_norm1.", "image_encoder.neck.1."},
        {"vision_encoder.neck.conv2.", "image_encoder.neck.2."},
        {"vision_encoder.neck.layer_norm2.", "image_encoder.neck.3."},
        {"prompt_encoder.mask_embed.conv1.", "prompt_encoder.mask_downscaling.0."},
        {"prompt_encoder.mask_embed.layer_norm1.", "prompt_encoder.mask_downscaling.1."},
        {"prompt_encoder.mask_embed.conv2.", "prompt_encoder.mask_downscaling.3."},
        {"prompt_encoder.mask_embed.layer_norm2.", "prompt_encoder.mask_downscaling.4."},
        {"prompt_encoder.mask_embed.conv3.", "prompt_encoder.mask_downscaling.6."},
        {"prompt_encoder.point_embed.", "prompt_encoder.point_embeddings."},
        {"mask_decoder.upscale_conv1.", "mask_decoder.output_upscaling.0."},
        {"mask_decoder.upscale_layer_norm.", "mask_decoder.output_upscaling.1."},
        {"mask_decoder.upscale_conv2.", "mask_decoder.output_upscaling.3."},
        {"mask_decoder.transformer.layer_norm_final_attn.", "mask_decoder.transformer.norm_final_attn."}};
    const auto add = [&](const std::vector<std::pair<std::string, std::string>>& more) {
        names.insert(names.end(), more.begin(), more.end());
    };
    const auto layers = countLayers(tensors, "vision_encoder.layers.");
    for (std::int64_t i = 0; i < layers; ++i) {
        const auto from = "vision_encoder.layers." + std::to_string(i) + ".",
                   to = "image_encoder.blocks." + std::to_string(i) + ".";
        add({{from + "layer_norm1.", to + "norm1."}, {from + "layer_norm2.", to + "norm2."}, {from, to}});
    }
    for (std::int64_t i = 0; i < countLayers(tensors, "mask_decoder.transformer.layers."); ++i) {
        const auto layer = "mask_decoder.transformer.layers." + std::to_string(i) + ".";
        for (const char* n : {"1.", "2.", "3.", "4."}) add({{layer + "layer_norm" + n, layer + "norm" + n}});
    }
    for (std::int64_t i = 0; i < countLayers(tensors, "mask_decoder.output_hypernetworks_mlps."); ++i)
        add(perceptron("mask_decoder.output_hypernetworks_mlps." + std::to_string(i) + "."));
    add(perceptron("mask_decoder.iou_prediction_head."));
    return renamed(std::move(tensors), names);
}

// Heads as in config.json, where the decoder's stand in a part of their own.
nlohmann::json withDecoderHeads(const nlohmann::json& config) {
    auto out = config.is_object() ? config : nlohmann::json::object();
    out["decoder_heads"] = configured(config, {"mask_decoder_config", "num_attention_heads"}, kDecoderHeads);
    return out;
}

}  // namespace

PublishedModel translateHfSam(NamedTensors tensors, const nlohmann::json& config) {
    std::vector<std::string> ignored;
    auto model = translateSam(asPublished(std::move(tensors), ignored), withDecoderHeads(config));
    model.ignored.insert(model.ignored.end(), ignored.begin(), ignored.end());
    return model;
}

PublishedModel translateHfMedSam(NamedTensors tensors, const nlohmann::json& config) {
    std::vector<std::string> ignored;
    auto model = translateMedSam(asPublished(std::move(tensors), ignored), withDecoderHeads(config));
    model.ignored.insert(model.ignored.end(), ignored.begin(), ignored.end());
    return model;
}

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
