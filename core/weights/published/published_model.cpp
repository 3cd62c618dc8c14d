// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/weights/published/published_model.h"

#include <algorithm>
#include <cctype>

#include "core/weights/published/clip_layouts.h"
#include "core/weights/published/hf_layouts.h"
#include "core/weights/published/key_map.h"
#include "core/weights/published/medical_layouts.h"
#include "core/weights/published/sam_layouts.h"

namespace hilum::weights {

namespace {

constexpr std::size_t kKeysShown = 8;

std::size_t missing(const PublishedLayout& layout, const NamedTensors& tensors) {
    return static_cast<std::size_t>(std::count_if(layout.signature.begin(), layout.signature.end(),
                                                  [&](const auto& key) { return !tensors.contains(key); }));
}

base::Error unknown(const NamedTensors& tensors, const std::string& family) {
    const PublishedLayout* nearest = nullptr;
    for (const auto& layout : publishedLayouts()) {
        if (!family.empty() && family != layout.family) continue;
        if (nearest == nullptr || missing(layout, tensors) < missing(*nearest, tensors)) nearest = &layout;
    }
    std::string words = "These weights are of no family that Hilum knows";
    if (nearest != nullptr) {
        words += "; nearest is " + std::string(nearest->name) + ", which also has ";
        bool first = true;
        for (const auto& key : nearest->signature) {
            if (tensors.contains(key)) continue;
            words += (first ? "" : ", ") + key;
            first = false;
        }
    }
    std::string keys;
    std::size_t shown = 0;
    for (const auto& [key, tensor] : tensors)
        if (shown++ < kKeysShown) keys += (keys.empty() ? "" : ", ") + key;
    return base::makeError(base::ErrorCode::ModelMismatch,
                           words + "; the file has " + std::to_string(tensors.size()) + " tensors, among them " + keys +
                               "; use --family with a known one, or weights of a known family.");
}

std::vector<std::string> samSignature() {
    return {"image_encoder.pos_embed", "image_encoder.patch_embed.proj.weight", "image_encoder.neck.0.weight",
            "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix", "mask_decoder.mask_tokens.weight"};
}

std::vector<std::string> hfSamSignature() {
    return {"vision_encoder.pos_embed", "vision_encoder.neck.conv1.weight",
            "shared_image_embedding.positional_embedding", "mask_decoder.iou_prediction_head.proj_in.weight",
            "mask_decoder.mask_tokens.weight"};
}

std::vector<std::string> tinySamSignature() {
    return {"image_encoder.patch_embed.seq.0.c.weight", "image_encoder.layers.0.blocks.0.conv1.c.weight",
            "image_encoder.neck.0.weight", "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix",
            "mask_decoder.mask_tokens.weight"};
}

bool contains(std::string text, const std::string& word) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text.find(word) != std::string::npos;
}

}  // namespace

const std::vector<PublishedLayout>& publishedLayouts() {
    static const std::vector<PublishedLayout> kLayouts = {
        {"BiomedCLIP in open_clip's layout",
         "biomedclip",
         {"visual.trunk.cls_token", "visual.head.proj.weight", "text.transformer.embeddings.word_embeddings.weight",
          "text.proj.0.weight", "text.proj.2.weight", "logit_scale"},
         translateBiomedClip},
        {"OpenAI CLIP",
         "clip",
         {"visual.conv1.weight", "visual.class_embedding", "visual.proj", "token_embedding.weight", "text_projection",
          "logit_scale"},
         translateOpenAiClip},
        {"CLIP in Hugging Face's layout",
         "clip",
         {"vision_model.embeddings.class_embedding", "visual_projection.weight",
          "text_model.embeddings.token_embedding.weight", "text_projection.weight", "logit_scale"},
         translateHfClip},
        {"MedCLIP with Swin-T",
         "medclip",
         {"vision_model.model.embeddings.patch_embeddings.projection.weight", "vision_model.projection_head.weight",
          "text_model.model.embeddings.word_embeddings.weight", "text_model.projection_head.weight", "logit_scale"},
         translateMedClipSwin},
        {"MedCLIP with ResNet-50",
         "medclip",
         {"vision_model.model.conv1.weight", "vision_model.model.fc.weight",
          "text_model.model.embeddings.word_embeddings.weight", "text_model.projection_head.weight", "logit_scale"},
         translateMedClipResnet},
        {"the MedPix captioner",
         "medpix",
         {"image_encoder.model.conv1.weight", "text_encoder.model.embeddings.word_embeddings.weight",
          "image_projection.projection.weight", "text_projection.layer_norm.weight"},
         translateMedPix},
        {"UniMed-CLIP in open_clip's layout",
         "unimed-clip",
         {"visual.conv1.weight", "visual.class_embedding", "visual.proj",
          "text.transformer.embeddings.word_embeddings.weight", "logit_scale"},
         translateUnimedClip},
        {"SigLIP in Hugging Face's layout",
         "siglip",
         {"vision_model.head.probe", "vision_model.embeddings.patch_embedding.weight", "text_model.head.weight",
          "text_model.embeddings.token_embedding.weight", "logit_scale"},
         translateSiglip},
        {"a BERT and an image encoder in Hugging Face's layout",
         "hf-dual",
         {"visual_projection.weight", "text_projection.weight", "text_model.embeddings.word_embeddings.weight",
          "logit_scale"},
         translateHfDual},
        {"DenseNet-121",
         "densenet",
         {"features.conv0.weight", "features.norm5.weight", "classifier.weight"},
         translateDensenet},
        {"DenseNet-121 as CheXNet's re-implementation saved it",
         "densenet",
         {"densenet121.features.conv0.weight", "densenet121.features.norm5.weight", "densenet121.classifier.0.weight"},
         translateDensenet},
        {"MedSAM", "medsam", samSignature(), translateMedSam, "medsam"},
        {"SAM", "sam", samSignature(), translateSam},
        {"MedSAM in Hugging Face's layout", "medsam", hfSamSignature(), translateHfMedSam, "medsam"},
        {"SAM in Hugging Face's layout", "sam", hfSamSignature(), translateHfSam},
        {"MobileSAM", "mobile-sam", tinySamSignature(), translateMobileSam},
        {"LiteMedSAM", "lite-medsam", tinySamSignature(), translateMobileSam}};
    return kLayouts;
}

base::Result<PublishedModel> recognise(NamedTensors tensors, const nlohmann::json& config, const std::string& family,
                                       const std::string& fileName) {
    // Data-parallel training puts "module." before every name.
    const bool wrapped = !tensors.empty() && std::all_of(tensors.begin(), tensors.end(), [](const auto& item) {
        return item.first.starts_with("module.");
    });
    if (wrapped) tensors = renamed(std::move(tensors), {{"module.", ""}});
    for (const auto& layout : publishedLayouts()) {
        if ((!family.empty() && family != layout.family) || missing(layout, tensors) > 0) continue;
        if (family.empty() && !contains(fileName, layout.word)) continue;
        auto model = layout.translate(std::move(tensors), config);
        model.layout = layout.name;
        return model;
    }
    return unknown(tensors, family);
}

}  // namespace hilum::weights
