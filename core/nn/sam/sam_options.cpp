// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/sam/sam_options.h"

#include <algorithm>

#include "core/nn/option_reader.h"

namespace hilum::nn {

namespace {

constexpr std::int64_t kMostSide = 2048, kMostWidth = 8192, kMostLayers = 96, kMostWindow = 128, kMostMlp = 65536;

void readVit(OptionReader& reader, SamVitOptions& o) {
    reader.number("imageSize", o.imageSize, 16, kMostSide);
    reader.number("patch", o.patch, 1, 64);
    reader.number("width", o.width, 1, kMostWidth);
    reader.number("layers", o.layers, 1, kMostLayers);
    reader.number("heads", o.heads, 1, kMostWidth);
    o.mlp = 4 * o.width;
    reader.number("mlp", o.mlp, 1, kMostMlp);
    reader.number("window", o.window, 1, kMostWindow);
    reader.list("globalBlocks", o.globalBlocks, static_cast<std::size_t>(kMostLayers), 0, kMostLayers - 1);
    reader.require(o.imageSize % o.patch == 0, "imageSize must be a multiple of patch");
    reader.require(o.width % o.heads == 0, "width must be a multiple of heads");
}

void readTiny(OptionReader& reader, TinyVitOptions& o) {
    reader.number("imageSize", o.imageSize, 16, kMostSide);
    reader.list("widths", o.widths, 4, 1, kMostWidth);
    reader.list("layers", o.layers, 4, 1, kMostLayers);
    reader.list("heads", o.heads, 4, 1, kMostWidth);
    reader.list("windows", o.windows, 4, 1, kMostWindow);
    reader.number("expand", o.expand, 1, 16);
    reader.number("mlpRatio", o.mlpRatio, 1, 16);
    reader.flag("pointwiseStem", o.pointwiseStem);
    reader.flag("lastMergeHalves", o.lastMergeHalves);
    const bool four = o.widths.size() == 4 && o.layers.size() == 4 && o.heads.size() == 4 && o.windows.size() == 4;
    reader.require(four, "widths, layers, heads and windows must be four numbers each");
    reader.require(o.imageSize % 32 == 0, "imageSize must be a multiple of 32");
    for (std::size_t i = 0; four && i < 4; ++i)
        reader.require(o.widths[i] % o.heads[i] == 0, "every width must be a multiple of its heads");
}

}  // namespace

std::int64_t TinyVitOptions::stageGrid(std::size_t stage) const {
    const std::int64_t stem = pointwiseStem ? imageSize : imageSize / 4;
    const std::size_t halvings = lastMergeHalves ? stage : std::min<std::size_t>(stage, 2);
    return stem >> halvings;
}

base::Result<SamOptions> SamOptions::fromJson(const nlohmann::json& json) {
    OptionReader reader(json, "sam");
    SamOptions o;
    reader.word("encoder", o.encoder, {"vit", "tiny"});
    reader.number("dim", o.dim, 8, kMostWidth);
    reader.number("maskChannels", o.maskChannels, 4, 1024);
    reader.number("decoderLayers", o.decoderLayers, 1, 16);
    reader.number("decoderHeads", o.decoderHeads, 1, 256);
    reader.number("decoderMlp", o.decoderMlp, 1, kMostMlp);
    reader.number("maskTokens", o.maskTokens, 2, 16);
    reader.number("qualityHidden", o.qualityHidden, 1, kMostWidth);
    auto inner = reader.inside("vision");
    if (o.encoder == "vit")
        readVit(inner, o.vit);
    else
        readTiny(inner, o.tiny);
    reader.take(inner);
    reader.require(o.dim % 8 == 0 && (o.dim / 2) % o.decoderHeads == 0, "half of dim must be a multiple of the heads");
    reader.require(o.maskChannels % 4 == 0, "maskChannels must be a multiple of four");
    HILUM_TRY_STATUS(reader.status());
    return o;
}

}  // namespace hilum::nn
