// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Domain: what a pack was trained on, as a few centroids of its training images in its own embedding
// space with the smallest cosine that held-out images had ("domain" in the pack's card). A pack without
// it claims nothing. Decides the line "outside what this pack was trained on".
#pragma once

#include <vector>

#include "core/engine/model_api.h"
#include "core/packs/model_manifest.h"

namespace hilum::reading {

class Domain {
public:
    static Domain of(const packs::ModelManifest& manifest);
    bool outside(const engine::Embedding& image) const;  // false when nothing is known

private:
    std::vector<engine::Embedding> m_centroids;
    float m_minCosine = -2.0F;
};

}  // namespace hilum::reading
