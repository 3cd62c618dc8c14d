// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Sizes of a promptable segmenter of the SAM family. Defaults: SAM with ViT-B at 1024 (Kirillov et al. 2023,
// arXiv 2304.02643; segment_anything/build_sam.py). "tiny" is MobileSAM's encoder (Zhang et al. 2023, arXiv
// 2306.14289), with a pointwise stem that of LiteMedSAM. No torch here.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace hilum::nn {

struct SamVitOptions {
    std::int64_t imageSize = 1024;
    std::int64_t patch = 16;
    std::int64_t width = 768;
    std::int64_t layers = 12;
    std::int64_t heads = 12;
    std::int64_t mlp = 3072;
    std::int64_t window = 14;
    std::vector<std::int64_t> globalBlocks{2, 5, 8, 11};  // attend to the whole picture

    std::int64_t grid() const { return imageSize / patch; }
};

struct TinyVitOptions {
    std::int64_t imageSize = 1024;
    std::vector<std::int64_t> widths{64, 128, 160, 320};
    std::vector<std::int64_t> layers{2, 2, 6, 2};
    std::vector<std::int64_t> heads{2, 4, 5, 10};
    std::vector<std::int64_t> windows{7, 7, 14, 7};
    std::int64_t expand = 4;       // of the convolution blocks of stage 0
    std::int64_t mlpRatio = 4;     // of the attention blocks
    bool pointwiseStem = false;    // LiteMedSAM: two 1 x 1 convolutions instead of two of stride 2
    bool lastMergeHalves = false;  // the published models of width 320 keep the grid in the last merging

    std::int64_t stageGrid(std::size_t stage) const;
    std::int64_t grid() const { return stageGrid(widths.size() - 1); }
};

struct SamOptions {
    std::string encoder = "vit";  // "vit" | "tiny"
    SamVitOptions vit;
    TinyVitOptions tiny;
    std::int64_t dim = 256;          // of the image embedding and of every prompt token
    std::int64_t maskChannels = 16;  // of the mask prompt's second convolution
    std::int64_t decoderLayers = 2;
    std::int64_t decoderHeads = 8;
    std::int64_t decoderMlp = 2048;
    std::int64_t maskTokens = 4;  // the first for a single mask, the others for several
    std::int64_t qualityHidden = 256;

    std::int64_t imageSize() const { return encoder == "vit" ? vit.imageSize : tiny.imageSize; }
    std::int64_t grid() const { return encoder == "vit" ? vit.grid() : tiny.grid(); }
    // Errors: ModelMismatch with the option that does not fit.
    static base::Result<SamOptions> fromJson(const nlohmann::json& json);
};

}  // namespace hilum::nn
