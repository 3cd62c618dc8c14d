// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A trained model as a pack folder: weights.safetensors (half precision; the word embeddings as int8
// with one scale a row, which keeps the exact tokenizer at half the size), vocab.txt, model.json with
// card, hashes and a golden check made by the plain fp32 network.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/nn/hilum_dual.h"
#include "core/text/tokenizer.h"
#include "core/train/config.h"

namespace hilum::train {

// Fields of the config's "pack" object go into the card (id, version, licence, sources, limits, prompts).
base::Status exportPack(const std::filesystem::path& folder, nn::HilumDual& model, const text::Tokenizer& tokenizer,
                        const TrainConfig& config, const nlohmann::json& metrics, const nlohmann::json& domain);

}  // namespace hilum::train
