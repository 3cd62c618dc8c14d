// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// OpenAI CLIP: the layout of its own state dict (also open_clip's for its ViT models) and that of Hugging Face's
// CLIPModel, whose separate query, key and value matrices are joined and whose projections are transposed.
#include "core/weights/published/clip_layouts.h"

#include "core/weights/published/key_map.h"

namespace hilum::weights {

namespace {

constexpr std::int64_t kHeadWidth = 64;  // of every published CLIP

void describe(PublishedModel& model, const nlohmann::json& config) {
    const auto& t = model.tensors;
    const auto width = extent(t, "visual.conv1.weight", 0, 768);
    const auto patch = extent(t, "visual.conv1.weight", 2, 32);
    const auto side = gridSide(extent(t, "visual.positional_embedding", 0, 50));
    const auto textWidth = extent(t, "token_embedding.weight", 1, 512);
    model.dim = extent(t, "visual.proj", 1, 512);
    // "quick_gelu" is CLIP's own; LAION's and most fine-tuned open_clip models use the exact function.
    const auto act =
        config.value("vision_config", nlohmann::json::object()).value("hidden_act", std::string("quick_gelu"));
    const bool quick =
        act == "quick_gelu" && config.value("model_cfg", nlohmann::json::object()).value("quick_gelu", true);
    const auto heads = [&](const char* tower, std::int64_t wide) {
        return configured(config, {tower, "num_attention_heads"}, std::max<std::int64_t>(1, wide / kHeadWidth));
    };
    model.family = "clip";
    model.options = {{"dim", model.dim},
                     {"vision",
                      {{"imageSize", side * patch},
                       {"patch", patch},
                       {"width", width},
                       {"layers", countLayers(t, "visual.transformer.resblocks.")},
                       {"heads", heads("vision_config", width)},
                       {"mlp", extent(t, "visual.transformer.resblocks.0.mlp.c_fc.weight", 0, 4 * width)},
                       {"quickGelu", quick}}},
                     {"text",
                      {{"vocab", extent(t, "token_embedding.weight", 0, 49408)},
                       {"positions", extent(t, "positional_embedding", 0, 77)},
                       {"width", textWidth},
                       {"layers", countLayers(t, "transformer.resblocks.")},
                       {"heads", heads("text_config", textWidth)},
                       {"mlp", extent(t, "transformer.resblocks.0.mlp.c_fc.weight", 0, 4 * textWidth)},
                       {"quickGelu", quick}}}};
    model.preprocessing =
        hfPreprocessing(config, preprocessingOf(side * patch, "crop", "pil-bicubic", "rgb", kClipMean, kClipStd));
    model.tokenizer = TokenizerKind::ClipBpe;
    model.maxTokens = static_cast<int>(extent(t, "positional_embedding", 0, 77));
    model.licence = "as published with the weights";
    model.source = "OpenAI CLIP, Radford et al. 2021, arXiv 2103.00020";
}

void transpose(NamedTensors& t, const std::string& from, const std::string& to) {
    const auto found = t.find(from);
    if (found == t.end() || found->second.dim() != 2) return;
    const auto turned = found->second.t().contiguous();
    t.erase(found);
    t[to] = turned;
}

}  // namespace

PublishedModel translateOpenAiClip(NamedTensors tensors, const nlohmann::json& config) {
    PublishedModel model;
    model.tensors = std::move(tensors);
    for (const char* word : {"input_resolution", "context_length", "vocab_size", "attn_mask"})
        drop(model.tensors, word, model.ignored);
    describe(model, config);
    return model;
}

// CLIP's own vision tower, with a BERT where CLIP has its text tower.
PublishedModel translateUnimedClip(NamedTensors tensors, const nlohmann::json& config) {
    constexpr std::int64_t kTokens = 256;
    PublishedModel model;
    model.tensors = std::move(tensors);
    for (const char* word : {"position_ids", ".pooler."}) drop(model.tensors, word, model.ignored);
    describe(model, config);
    const auto& t = model.tensors;
    model.family = "unimed-clip";
    model.options["text"] = bertOptions(t, "text.transformer.", config);
    model.options["textHidden"] = extent(t, "text.proj.0.weight", 0, 0);
    const auto cfg = config.value("model_cfg", nlohmann::json::object());
    const auto text = cfg.is_object() ? cfg.value("text_cfg", nlohmann::json::object()) : nlohmann::json::object();
    const auto pooler = text.is_object() && text.contains("hf_pooler_type") ? text["hf_pooler_type"] : nlohmann::json();
    model.options["meanOfTokens"] = pooler == "mean_pooler";
    model.tokenizer = TokenizerKind::WordPiece;
    model.maxTokens = static_cast<int>(configured(config, {"model_cfg", "text_cfg", "context_length"}, kTokens));
    model.source = "UniMed-CLIP, Khattak et al. 2024, arXiv 2412.10372";
    return model;
}

PublishedModel translateHfClip(NamedTensors tensors, const nlohmann::json& config) {
    PublishedModel model;
    drop(tensors, "position_ids", model.ignored);
    transpose(tensors, "visual_projection.weight", "visual.proj");
    transpose(tensors, "text_projection.weight", "text_projection");
    auto t = renamed(std::move(tensors),
                     {{"vision_model.embeddings.class_embedding", "visual.class_embedding"},
                      {"vision_model.embeddings.patch_embedding.", "visual.conv1."},
                      {"vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"},
                      {"vision_model.pre_layrnorm.", "visual.ln_pre."},
                      {"vision_model.post_layernorm.", "visual.ln_post."},
                      {"vision_model.encoder.layers.", "visual.transformer.resblocks."},
                      {"text_model.embeddings.token_embedding.", "token_embedding."},
                      {"text_model.embeddings.position_embedding.weight", "positional_embedding"},
                      {"text_model.encoder.layers.", "transformer.resblocks."},
                      {"text_model.final_layer_norm.", "ln_final."}});
    for (const char* tower : {"visual.transformer.resblocks.", "transformer.resblocks."}) {
        const auto layers = countLayers(t, tower);
        for (std::int64_t i = 0; i < layers; ++i) {
            const auto block = tower + std::to_string(i) + ".";
            joinRows(t, block + "self_attn.", {"q_proj.", "k_proj.", "v_proj."},
                     block + "attn.in_proj_");  // as OpenAI stored them
            t = renamed(std::move(t), {{block + "self_attn.out_proj.", block + "attn.out_proj."},
                                       {block + "layer_norm1.", block + "ln_1."},
                                       {block + "layer_norm2.", block + "ln_2."},
                                       {block + "mlp.fc1.", block + "mlp.c_fc."},
                                       {block + "mlp.fc2.", block + "mlp.c_proj."}});
        }
    }
    model.tensors = std::move(t);
    describe(model, config);
    return model;
}

}  // namespace hilum::weights
