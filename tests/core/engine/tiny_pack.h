// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A pack of the real family with seeded random weights and a small text tower, for tests of the engine
// module: no download, no training. The same seed gives the same pack.
#pragma once

#include <torch/torch.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/nn/hilum_dual.h"
#include "core/weights/tensor_file.h"

namespace hilum::testing {

inline nn::HilumDualOptions tinyOptions() {
    nn::HilumDualOptions options;
    options.imageSize = 64;
    options.dim = 32;
    options.localWidth = 32;
    options.poolHeads = 4;
    options.text.width = 32;
    options.text.layers = 1;
    options.text.heads = 2;
    options.text.mlp = 64;
    options.text.positions = 32;
    return options;
}

// Batch-norm statistics away from 0 and 1, so that a folding fault is seen.
inline std::shared_ptr<nn::HilumDual> tinyModel(std::uint64_t seed = 5) {
    torch::manual_seed(seed);
    const torch::NoGradGuard guard;
    auto model = std::make_shared<nn::HilumDual>(tinyOptions());
    for (auto& item : model->named_buffers()) {
        if (item.key().ends_with("running_mean")) item.value().normal_(0, 0.1);
        if (item.key().ends_with("running_var")) item.value().uniform_(0.5, 1.5);
    }
    model->eval();
    return model;
}

inline nlohmann::json tinyCard(const std::filesystem::path& folder) {
    const auto options = tinyOptions();
    nlohmann::json card = {
        {"format", 1},
        {"id", "tiny"},
        {"family", "hilum-dual"},
        {"version", "1"},
        {"licence", "Apache-2.0"},
        {"dim", options.dim},
        {"preprocessing",
         {{"size", options.imageSize}, {"fit", "letterbox"}, {"mean", {0.5, 0.5, 0.5}}, {"std", {0.25, 0.25, 0.25}}}},
        {"tokenizer", "vocab.txt"},
        {"maxTokens", 16},
        {"options", options.toJson()},
        {"files", nlohmann::json::array()}};
    for (const char* name : {"weights.safetensors", "vocab.txt"})
        card["files"].push_back({{"name", name}, {"sha256", base::sha256OfFile(folder / name).valueOr("")}});
    return card;
}

inline void writeCard(const std::filesystem::path& folder, const nlohmann::json& card) {
    (void)base::writeFileAtomically(folder / "model.json", std::string_view(card.dump()));
}

inline weights::NamedTensors tensorsOf(const torch::nn::Module& model) {
    weights::NamedTensors tensors;
    for (const auto& item : model.named_parameters()) tensors[item.key()] = item.value().detach();
    for (const auto& item : model.named_buffers()) tensors[item.key()] = item.value().detach();
    return tensors;
}

// Writes weights, the product's vocabulary and model.json without a golden check.
inline void writeTinyPack(const std::filesystem::path& folder, const weights::NamedTensors& tensors) {
    std::filesystem::create_directories(folder);
    (void)weights::writeTensors(folder / "weights.safetensors", tensors);
    std::filesystem::copy_file(std::filesystem::path(HILUM_SOURCE_DIR) / "resources/models/hilum-base/vocab.txt",
                               folder / "vocab.txt", std::filesystem::copy_options::overwrite_existing);
    writeCard(folder, tinyCard(folder));
}

}  // namespace hilum::testing
