// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/domain.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/reading/text_vectors.h"

namespace hilum::reading {

namespace {

bool readCard(const nlohmann::json& card, int dim, std::vector<engine::Embedding>& centroids, float& minCosine) {
    if (!card.is_object()) return false;
    const auto domain = card.find("domain");
    if (domain == card.end() || !domain->is_object()) return false;
    const auto rows = domain->find("centroids");
    const auto limit = domain->find("minCosine");
    if (rows == domain->end() || !rows->is_array() || limit == domain->end() || !limit->is_number()) return false;
    for (const auto& row : *rows) {
        if (!row.is_array() || row.size() != static_cast<std::size_t>(dim)) return false;
        engine::Embedding vector;
        for (const auto& value : row) {
            if (!value.is_number()) return false;
            vector.push_back(value.get<float>());
        }
        centroids.push_back(ensemble(std::span(&vector, 1)));  // normalised
    }
    minCosine = limit->get<float>();
    return !centroids.empty();
}

}  // namespace

Domain Domain::of(const packs::ModelManifest& manifest) {
    Domain domain;
    if (!readCard(manifest.card, manifest.dim, domain.m_centroids, domain.m_minCosine)) domain.m_centroids.clear();
    return domain;
}

bool Domain::outside(const engine::Embedding& image) const {
    if (m_centroids.empty()) return false;
    float best = -1;
    for (const auto& centroid : m_centroids) best = std::max(best, cosine(image, centroid));
    return best < m_minCosine;
}

}  // namespace hilum::reading
