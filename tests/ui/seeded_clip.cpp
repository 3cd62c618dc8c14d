// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "tests/ui/seeded_clip.h"

#include <torch/torch.h>

#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/nn/encoder_registry.h"
#include "core/weights/tensor_file.h"

namespace hilum::tests {

void writeSeededClip(const std::filesystem::path& folder, const std::string& id) {
    using nlohmann::json;
    std::filesystem::create_directories(folder);
    constexpr int kSide = 64, kDim = 24, kVocabulary = 514;  // 256 bytes, the same at a word's end, start and end
    const json transformer = {{"width", 32}, {"layers", 2}, {"heads", 2}, {"mlp", 64}};
    json vision = transformer, text = transformer;
    vision.update({{"imageSize", kSide}, {"patch", 16}});
    text.update({{"vocab", kVocabulary}, {"positions", 77}});
    const json options = {{"dim", kDim}, {"vision", vision}, {"text", text}};
    nn::EncoderRegistry registry;
    nn::registerAllEncoders(registry);
    torch::manual_seed(17);
    const auto model = registry.make("clip", options);
    if (!model.ok()) throw std::runtime_error(model.error().message);
    weights::NamedTensors tensors;
    for (const auto& item : (*model)->named_parameters()) tensors[item.key()] = item.value().detach();
    (void)weights::writeTensors(folder / "weights.safetensors", tensors);
    (void)base::writeFileAtomically(folder / "merges.txt", std::string_view("#version: 0.2\n"));
    json card = {{"format", 1},
                 {"id", id},
                 {"family", "clip"},
                 {"version", "seeded"},
                 {"licence", "Apache-2.0"},
                 {"description", "Seeded random weights, for tests."},
                 {"limits", {"It knows nothing at all."}},
                 {"dim", kDim},
                 {"options", options},
                 {"preprocessing", {{"size", kSide}, {"fit", "crop"}, {"resample", "pil-bicubic"}, {"colour", "rgb"}}},
                 {"tokenizer", "merges.txt"},
                 {"maxTokens", 77},
                 {"thresholds", {{"Pneumothorax", 0.25}}},
                 {"files", json::array()}};
    for (const char* name : {"weights.safetensors", "merges.txt"})
        card["files"].push_back({{"name", name}, {"sha256", base::sha256OfFile(folder / name).valueOr("")}});
    (void)base::writeFileAtomically(folder / "model.json", std::string_view(card.dump(1)));
}

}  // namespace hilum::tests
