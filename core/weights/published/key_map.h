// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Small tools that layouts are written with: counting layers, sizes from shapes, renaming by prefix.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/weights/published/published_model.h"

namespace hilum::weights {

// 1 + the largest N in keys "prefixN.", 0 when there is none.
std::int64_t countLayers(const NamedTensors& tensors, const std::string& prefix);
// Extent of a dimension, or otherwise when the key or the dimension is missing.
std::int64_t extent(const NamedTensors& tensors, const std::string& key, std::int64_t dimension,
                    std::int64_t otherwise = 0);
// The side of a square grid of positions, the class token left out.
std::int64_t gridSide(std::int64_t positions);
// Longest matching prefix is replaced; keys without a match stay.
NamedTensors renamed(NamedTensors tensors, const std::vector<std::pair<std::string, std::string>>& prefixes);
// Moves the keys that contain a word out of tensors into ignored.
void drop(NamedTensors& tensors, const std::string& word, std::vector<std::string>& ignored);
// Options of a BERT whose keys begin with prefix; heads from the config ("num_attention_heads") or width / 64.
nlohmann::json bertOptions(const NamedTensors& tensors, const std::string& prefix, const nlohmann::json& config);
// Of a ResNet with torchvision's and timm's names, and of a Swin with Hugging Face's; keys begin with prefix.
nlohmann::json resnetOptions(const NamedTensors& tensors, const std::string& prefix);
nlohmann::json swinOptions(const NamedTensors& tensors, const std::string& prefix, const nlohmann::json& config);
// What preprocessor_config.json (config["preprocessor"]) says, on top of what is usual for the family.
nlohmann::json hfPreprocessing(const nlohmann::json& config, nlohmann::json usual);
// The labels of a chest classifier: those of the config, or the published order for that many and that input.
std::vector<std::string> labelsOf(const nlohmann::json& config, std::int64_t channels, std::int64_t count);
// Joins the tensors X + names[i] + part into to + part, for weight and bias, where all are there and alike; else
// nothing is done and loadInto() names what is missing.
void joinRows(NamedTensors& tensors, const std::string& from, const std::vector<std::string>& names,
              const std::string& to);
// An integer of the config or otherwise.
std::int64_t configured(const nlohmann::json& config, const std::vector<std::string>& path, std::int64_t otherwise);

nlohmann::json preprocessingOf(std::int64_t size, const char* fit, const char* resample, const char* colour,
                               const std::vector<double>& mean, const std::vector<double>& deviation);
inline const std::vector<double> kClipMean{0.48145466, 0.4578275, 0.40821073};
inline const std::vector<double> kClipStd{0.26862954, 0.26130258, 0.27577711};
inline const std::vector<double> kImageNetMean{0.485, 0.456, 0.406};
inline const std::vector<double> kImageNetStd{0.229, 0.224, 0.225};

}  // namespace hilum::weights
