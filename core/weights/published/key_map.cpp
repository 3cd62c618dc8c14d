// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/weights/published/key_map.h"

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

nlohmann::json preprocessingOf(std::int64_t size, const char* fit, const char* resample, const char* colour,
                               const std::vector<double>& mean, const std::vector<double>& deviation) {
    return {{"size", size},     {"fit", fit},   {"resample", resample},
            {"colour", colour}, {"mean", mean}, {"std", deviation}};
}

}  // namespace hilum::weights
