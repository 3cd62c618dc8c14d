// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A training that takes seconds: 24 pictures of 64 x 64 with a dark or a bright square, a network of the real
// family with a small text tower and random weights, a vocabulary of 15 words and the configuration for them.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "core/image/image_file.h"
#include "core/nn/hilum_dual.h"
#include "core/weights/tensor_file.h"

namespace hilum::test {

inline constexpr int kSide = 64;

// A dark square on bright ground ("effusion") or a bright one on dark ground ("nodule"), at varied places.
inline image::Raster picture(int index) {
    const bool effusion = index % 2 == 0;
    auto pixels = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(kSide * kSide),
                                                              std::uint8_t((effusion ? 190 : 30) + index % 7));
    const int left = 8 + (index * 11) % 36;
    const int top = 8 + (index * 5) % 36;
    for (int y = top; y < top + 16; ++y)
        for (int x = left; x < left + 16; ++x) (*pixels)[static_cast<std::size_t>(y * kSide + x)] = effusion ? 60 : 230;
    return {kSide, kSide, 1, pixels};
}

inline nlohmann::json smallModel() {
    return {{"imageSize", 64},
            {"dim", 16},
            {"localWidth", 16},
            {"poolHeads", 2},
            {"text", {{"vocab", 40}, {"width", 16}, {"layers", 1}, {"heads", 2}, {"mlp", 32}, {"positions", 64}}}};
}

inline void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path) << text; }

// Batch-norm of random kernels, set to the statistics of the pictures as training would leave them: one
// pass in training mode moves them by the momentum 0.01, and the rest of the way is arithmetic.
inline void calibrate(nn::HilumDual& model) {
    const torch::NoGradGuard guard;
    auto pixels = torch::empty({24, 3, kSide, kSide});
    for (int i = 0; i < 24; ++i)
        pixels[i] =
            torch::from_blob(const_cast<std::uint8_t*>(picture(i).pixels->data()), {1, kSide, kSide}, torch::kUInt8)
                    .to(torch::kFloat32) /
                128.0 -
            1.0;
    model.train();
    (void)model.imageTower()->forward(pixels);
    for (auto& buffer : model.imageTower()->named_buffers()) {
        if (buffer.key().ends_with("running_mean")) buffer.value().div_(0.01);
        if (buffer.key().ends_with("running_var")) buffer.value().sub_(0.99).div_(0.01).clamp_min_(1e-4);
    }
    model.eval();
}

// Weights, vocabulary, pictures and config in a folder; answers the config's path.
inline std::filesystem::path makeSet(const std::filesystem::path& folder, int steps,
                                     const nlohmann::json& changes = {}) {
    torch::manual_seed(7);
    const auto options = nn::HilumDualOptions::fromJson(smallModel()).value();
    nn::HilumDual model(options);
    calibrate(model);
    const auto save = [&](const char* prefix, const char* file) {
        weights::NamedTensors tensors;
        for (const auto& p : model.named_parameters())
            if (p.key().starts_with(prefix))
                tensors[p.key().substr(std::string(prefix).size())] = p.value().detach().clone();
        for (const auto& b : model.named_buffers())
            if (b.key().starts_with(prefix))
                tensors[b.key().substr(std::string(prefix).size())] = b.value().detach().clone();
        return weights::writeTensors(folder / file, tensors).ok();
    };
    if (!save("image_encoder.", "image.safetensors") || !save("text_encoder.", "text.safetensors")) return {};
    write(folder / "vocab.txt",
          "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nleft\nright\nnodule\neffusion\nin\nthe\nlung\n.\nchest\nradiograph\n");
    std::string csv = "file,patient,text,mask\n";
    for (int i = 0; i < 24; ++i) {
        const std::string name = "p" + std::to_string(i) + ".png";
        if (!image::writePng(folder / name, picture(i)).ok()) return {};
        csv += name + ",P" + std::to_string(i) + "," + (i % 2 == 0 ? "Effusion." : "Nodule.") + ",\n";
    }
    write(folder / "cases.csv", csv);
    nlohmann::json config = {{"model", smallModel()},
                             {"imageWeights", "image.safetensors"},
                             {"textWeights", "text.safetensors"},
                             {"vocabulary", "vocab.txt"},
                             {"out", "out"},
                             {"steps", steps},
                             {"batch", 8},
                             {"maxTokens", 16},
                             {"warmup", 1},
                             {"evaluateEvery", 1000},
                             {"checkpointEvery", 1000},
                             {"freezeImageBlocks", 0},
                             {"freezeTextLayers", 0},
                             {"trainSize", 64},
                             {"seed", 3},
                             {"sources",
                              {{{"name", "squares"},
                                {"csv", "cases.csv"},
                                {"modality", "CR"},
                                {"context", {"chest radiograph"}},
                                {"validation", 0.25}}}}};
    if (changes.is_object()) config.update(changes);
    write(folder / "config.json", config.dump());
    return folder / "config.json";
}

}  // namespace hilum::test
