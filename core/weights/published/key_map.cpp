// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/weights/published/key_map.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace hilum::weights {

std::int64_t countLayers(const NamedTensors& tensors, const std::string& prefix) {
    std::int64_t count = 0;
    for (auto it = tensors.lower_bound(prefix); it != tensors.end() && it->first.starts_with(prefix); ++it) {
        std::int64_t number = 0;
        std::size_t at = prefix.size();
        for (; at < it->first.size() && at < prefix.size() + 4 &&
               std::isdigit(static_cast<unsigned char>(it->first[at])) != 0;
             ++at)
            number = 10 * number + (it->first[at] - '0');
        if (at > prefix.size()) count = std::max(count, number + 1);
    }
    return count;
}

std::int64_t extent(const NamedTensors& tensors, const std::string& key, std::int64_t dimension,
                    std::int64_t otherwise) {
    const auto found = tensors.find(key);
    if (found == tensors.end() || found->second.dim() <= dimension) return otherwise;
    return found->second.size(dimension);
}

std::int64_t gridSide(std::int64_t positions) {
    return static_cast<std::int64_t>(
        std::lround(std::sqrt(static_cast<double>(std::max<std::int64_t>(positions - 1, 0)))));
}

NamedTensors renamed(NamedTensors tensors, const std::vector<std::pair<std::string, std::string>>& prefixes) {
    NamedTensors out;
    for (auto& [key, tensor] : tensors) {
        const std::pair<std::string, std::string>* best = nullptr;
        for (const auto& pair : prefixes)
            if (key.starts_with(pair.first) && (best == nullptr || pair.first.size() > best->first.size()))
                best = &pair;
        out[best == nullptr ? key : best->second + key.substr(best->first.size())] = std::move(tensor);
    }
    return out;
}

void drop(NamedTensors& tensors, const std::string& word, std::vector<std::string>& ignored) {
    std::erase_if(tensors, [&](const auto& item) {
        const bool goes = item.first.find(word) != std::string::npos;
        if (goes) ignored.push_back(item.first);
        return goes;
    });
}

std::int64_t configured(const nlohmann::json& config, const std::vector<std::string>& path, std::int64_t otherwise) {
    const auto* at = &config;
    for (const auto& key : path) {
        if (!at->is_object() || !at->contains(key)) return otherwise;
        at = &(*at)[key];
    }
    return at->is_number_integer() ? at->get<std::int64_t>() : otherwise;
}

nlohmann::json bertOptions(const NamedTensors& tensors, const std::string& prefix, const nlohmann::json& config) {
    const auto words = prefix + "embeddings.word_embeddings.weight";
    const auto width = extent(tensors, words, 1, 768);
    return {{"vocab", extent(tensors, words, 0, 30522)},
            {"width", width},
            {"layers", countLayers(tensors, prefix + "encoder.layer.")},
            {"heads", configured(config, {"num_attention_heads"}, std::max<std::int64_t>(1, width / 64))},
            {"mlp", extent(tensors, prefix + "encoder.layer.0.intermediate.dense.weight", 0, 4 * width)},
            {"positions", extent(tensors, prefix + "embeddings.position_embeddings.weight", 0, 512)},
            {"types", extent(tensors, prefix + "embeddings.token_type_embeddings.weight", 0, 2)}};
}

nlohmann::json resnetOptions(const NamedTensors& t, const std::string& prefix) {
    auto blocks = nlohmann::json::array();
    for (int stage = 1; stage <= 4; ++stage)
        blocks.push_back(countLayers(t, prefix + "layer" + std::to_string(stage) + "."));
    return {{"blocks", blocks}, {"width", extent(t, prefix + "conv1.weight", 0, 64)}};
}

nlohmann::json swinOptions(const NamedTensors& t, const std::string& prefix, const nlohmann::json& config) {
    auto blocks = nlohmann::json::array(), heads = nlohmann::json::array();
    const auto stages = countLayers(t, prefix + "encoder.layers.");
    std::int64_t window = 7;
    for (std::int64_t s = 0; s < stages; ++s) {
        const auto stage = prefix + "encoder.layers." + std::to_string(s) + ".";
        const auto table = stage + "blocks.0.attention.self.relative_position_bias_table";
        blocks.push_back(countLayers(t, stage + "blocks."));
        heads.push_back(extent(t, table, 1, 3));
        if (s == 0) window = (gridSide(extent(t, table, 0, 169) + 1) + 1) / 2;  // (2w - 1)^2 rows
    }
    return {{"imageSize", configured(config, {"image_size"}, 224)},
            {"patch", extent(t, prefix + "embeddings.patch_embeddings.projection.weight", 2, 4)},
            {"width", extent(t, prefix + "embeddings.patch_embeddings.projection.weight", 0, 96)},
            {"blocks", blocks},
            {"heads", heads},
            {"window", window}};
}

namespace {

// "size": 224, {"shortest_edge": 224} or {"height": 224, "width": 224}
std::int64_t sizeIn(const nlohmann::json& json, std::int64_t otherwise) {
    if (json.is_number_integer()) return json.get<std::int64_t>();
    for (const char* key : {"height", "shortest_edge"})
        if (const auto value = configured(json, {key}, 0); value > 0) return value;
    return otherwise;
}

bool takeTriple(const nlohmann::json& from, nlohmann::json& to) {
    const auto isNumber = [](const nlohmann::json& value) { return value.is_number(); };
    if (!from.is_array() || from.size() != 3 || !std::all_of(from.begin(), from.end(), isNumber)) return false;
    to = from;
    return true;
}

}  // namespace

nlohmann::json hfPreprocessing(const nlohmann::json& config, nlohmann::json usual) {
    constexpr std::int64_t kBilinear = 2, kBicubic = 3;  // of Pillow
    const auto found = config.find("preprocessor");
    if (found == config.end() || !found->is_object()) return usual;
    const auto& said = *found;
    const bool crops = said.contains("do_center_crop") && said["do_center_crop"] == true;
    if (said.contains("do_center_crop") && said["do_center_crop"].is_boolean())
        usual["fit"] = crops ? "crop" : "stretch";
    const char* where = crops && said.contains("crop_size") ? "crop_size" : "size";
    if (said.contains(where)) usual["size"] = sizeIn(said[where], usual["size"].get<std::int64_t>());
    const auto method = configured(said, {"resample"}, 0);
    if (method == kBilinear) usual["resample"] = "pil-bilinear";
    if (method == kBicubic) usual["resample"] = "pil-bicubic";
    if (said.contains("image_mean")) takeTriple(said["image_mean"], usual["mean"]);
    if (said.contains("image_std")) takeTriple(said["image_std"], usual["std"]);
    return usual;
}

std::vector<std::string> labelsOf(const nlohmann::json& config, std::int64_t channels, std::int64_t count) {
    for (const char* key : {"labels", "pathologies"}) {
        const auto found = config.find(key);
        if (found == config.end() || !found->is_array() || static_cast<std::int64_t>(found->size()) != count) continue;
        std::vector<std::string> out;
        for (const auto& label : *found) out.push_back(label.is_string() ? label.get<std::string>() : label.dump());
        return out;
    }
    if (channels == 1 && count == 18)  // torchxrayvision's default_pathologies
        return {"Atelectasis",  "Consolidation",
                "Infiltration", "Pneumothorax",
                "Edema",        "Emphysema",
                "Fibrosis",     "Effusion",
                "Pneumonia",    "Pleural_Thickening",
                "Cardiomegaly", "Nodule",
                "Mass",         "Hernia",
                "Lung Lesion",  "Fracture",
                "Lung Opacity", "Enlarged Cardiomediastinum"};
    if (channels == 3 && count == 14)  // CheXNet's order of ChestX-ray14
        return {"Atelectasis", "Cardiomegaly", "Effusion",           "Infiltration",  "Mass",
                "Nodule",      "Pneumonia",    "Pneumothorax",       "Consolidation", "Edema",
                "Emphysema",   "Fibrosis",     "Pleural_Thickening", "Hernia"};
    std::vector<std::string> out;
    for (std::int64_t i = 0; i < count; ++i) out.push_back("label " + std::to_string(i));
    return out;
}

void joinRows(NamedTensors& tensors, const std::string& from, const std::vector<std::string>& names,
              const std::string& to) {
    for (const char* part : {"weight", "bias"}) {
        std::vector<torch::Tensor> rows;
        for (const auto& name : names)
            if (const auto found = tensors.find(from + name + part); found != tensors.end())
                rows.push_back(found->second);
        const bool alike = std::all_of(rows.begin(), rows.end(), [&](const torch::Tensor& row) {
            return row.sizes() == rows.front().sizes() && row.scalar_type() == rows.front().scalar_type();
        });
        if (rows.size() != names.size() || !alike || rows.front().dim() == 0) continue;
        for (const auto& name : names) tensors.erase(from + name + part);
        tensors[to + part] = torch::cat(rows);
    }
}

nlohmann::json preprocessingOf(std::int64_t size, const char* fit, const char* resample, const char* colour,
                               const std::vector<double>& mean, const std::vector<double>& deviation) {
    return {{"size", size},     {"fit", fit},   {"resample", resample},
            {"colour", colour}, {"mean", mean}, {"std", deviation}};
}

}  // namespace hilum::weights
