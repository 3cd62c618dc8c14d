// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A model pack on disk: model.json beside its weights (product.md "Model packs"). Reading a pack never
// runs code from it. Errors: ModelMismatch (missing, altered, unknown family; args name the file).
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::packs {

struct PackFile {
    std::string name;    // relative to the pack's folder; no "..", no absolute path
    std::string sha256;  // 64 lower-case hex digits
};

// How a raster becomes the network's input.
struct Preprocessing {
    int size = 224;
    // "letterbox" (scaled to fit, black around), "pad" (black square around first, then scaled), "stretch",
    // "crop" (shorter side scaled, middle kept), "corner" (longer side scaled, at the top left, zeros after normalising)
    std::string fit = "letterbox";
    // "hilum", "cv-linear", "cv-area" (core/image/resample.h), "pil-bilinear", "pil-bicubic"
    // (core/image/pil_resample.h), "spline" (core/image/spline_resample.h)
    std::string resample = "hilum";
    std::string colour = "grey";  // "grey" (colour pictures lose it, three equal channels) | "rgb"
    std::array<float, 3> mean{0.5F, 0.5F, 0.5F};
    std::array<float, 3> std{0.5F, 0.5F, 0.5F};
    // "byte" (value / 255) | "minmax" (least value of the resized picture 0, largest 1); before mean and std
    std::string scale = "byte";
};

struct ModelManifest {
    std::string id;      // "hilum-base"
    std::string family;  // "hilum-dual"
    std::string version;
    std::string licence;
    int dim = 0;  // embedding width
    Preprocessing preprocessing;
    std::string tokenizer;  // file name of the vocabulary, "" = image-only pack
    int maxTokens = 0;
    bool lowerCase = true;  // of a WordPiece tokenizer
    std::vector<PackFile> files;
    nlohmann::json options;  // family options (widths, pooling, logit scale, ...)
    nlohmann::json card;     // the whole model.json, for `models info`
    std::filesystem::path folder;
    // sha256 over the sorted file hashes and the preprocessing: the name of every embedding it makes.
    std::string sha256;
    bool builtIn = false;
};

base::Result<ModelManifest> readManifest(const std::filesystem::path& folder);
// Recomputes the hash of every file. Cancellable.
base::Status verify(const ModelManifest& manifest, const base::JobContext& context = {});

// Packs of the library's models/ folder, then the built-in ones of resources/models/. A broken pack is
// listed in `broken` with its error and never hides the others.
struct PackList {
    std::vector<ModelManifest> packs;
    std::vector<std::pair<std::filesystem::path, base::Error>> broken;
};
PackList listPacks(const std::filesystem::path& libraryFolder);
base::Result<ModelManifest> findPack(const std::filesystem::path& libraryFolder, const std::string& id);

// A promptable segmenter (SAM, MobileSAM, MedSAM, LiteMedSAM), not an image-text pack.
bool isSegmenter(const std::string& family);

constexpr const char* kDefaultPack = "hilum-base";

}  // namespace hilum::packs
