// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/published_options.h"

namespace hilum::nn {

namespace {

constexpr std::int64_t kMostWidth = 8192, kMostLayers = 96, kMostVocab = 1'000'000, kMostMlp = 65536;

void readTransformer(OptionReader& reader, ClipTransformerOptions& o) {
    reader.number("width", o.width, 1, kMostWidth);
    reader.number("layers", o.layers, 1, kMostLayers);
    reader.number("heads", o.heads, 1, kMostWidth);
    o.mlp = 4 * o.width;
    reader.number("mlp", o.mlp, 1, kMostMlp);
    reader.flag("quickGelu", o.quickGelu);
    reader.real("eps", o.eps, 1e-12, 1e-2);
    reader.require(o.width % o.heads == 0, "width must be a multiple of heads");
}

void readPatches(OptionReader& reader, std::int64_t& imageSize, std::int64_t& patch) {
    reader.number("imageSize", imageSize, 8, 2048);
    reader.number("patch", patch, 1, 256);
    reader.require(imageSize % patch == 0, "imageSize must be a multiple of patch");
}

}  // namespace

void readOptions(OptionReader& reader, BertOptions& o) {
    reader.number("vocab", o.vocab, 1, kMostVocab);
    reader.number("width", o.width, 1, kMostWidth);
    reader.number("layers", o.layers, 0, kMostLayers);
    reader.number("heads", o.heads, 1, kMostWidth);
    reader.number("mlp", o.mlp, 1, kMostMlp);
    reader.number("positions", o.positions, 1, 65536);
    reader.number("types", o.types, 1, 16);
    reader.require(o.width % o.heads == 0, "width must be a multiple of heads");
}

void readOptions(OptionReader& reader, ClipTextOptions& o) {
    reader.number("vocab", o.vocab, 1, kMostVocab);
    reader.number("positions", o.positions, 1, 4096);
    readTransformer(reader, o.transformer);
}

void readOptions(OptionReader& reader, ClipVisionOptions& o) {
    readPatches(reader, o.imageSize, o.patch);
    readTransformer(reader, o.transformer);
}

void readOptions(OptionReader& reader, TimmVitOptions& o) {
    readPatches(reader, o.imageSize, o.patch);
    reader.number("width", o.width, 1, kMostWidth);
    reader.number("layers", o.layers, 1, kMostLayers);
    reader.number("heads", o.heads, 1, kMostWidth);
    o.mlp = 4 * o.width;
    reader.number("mlp", o.mlp, 1, kMostMlp);
    reader.real("eps", o.eps, 1e-12, 1e-2);
    reader.require(o.width % o.heads == 0, "width must be a multiple of heads");
}

void readOptions(OptionReader& reader, ResnetOptions& o) {
    reader.list("blocks", o.blocks, 4, 1, 64);
    reader.number("width", o.width, 1, 1024);
    reader.require(o.blocks.size() == 4, "blocks must be four numbers");
}

void readOptions(OptionReader& reader, SwinOptions& o) {
    reader.number("imageSize", o.imageSize, 8, 2048);
    reader.number("patch", o.patch, 1, 64);
    reader.number("width", o.width, 1, 1024);
    reader.list("blocks", o.blocks, 4, 1, 64);
    reader.list("heads", o.heads, 4, 1, 256);
    reader.number("window", o.window, 1, 64);
    reader.require(o.fits(), "sizes, blocks, heads and window do not fit together");
}

}  // namespace hilum::nn
