// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The interface of the engine module (libhilum_engine.so), free of torch types. Everything here is
// synchronous and must be called from one thread only: the Engine's inference thread, or the one
// thread of a command. Implemented in core/engine/module; found with dlopen at first use.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/engine/prompt_segmenter.h"
#include "core/image/image.h"
#include "core/packs/model_manifest.h"

namespace hilum::engine {

struct LoadOptions {
    std::string device = "auto";     // auto | cpu | cuda[:N]
    std::string precision = "auto";  // auto | fp32 | bf16 | fp16 | int8
    int threads = 0;                 // 0 = all cores
    bool verify = true;              // recompute the sha256 of the weights before use
};

using Embedding = std::vector<float>;  // [dim], L2-normalised unless asked otherwise

struct SaliencyResult {
    image::HeatMap map;  // image coordinates, 0..1
    int peakX = 0;       // pixel of the largest value
    int peakY = 0;
    std::string method;
    float similarity = 0;  // cosine of image and text
};

// One loaded image-text pack.
class EncoderSession {
public:
    virtual ~EncoderSession() = default;
    virtual const packs::ModelManifest& manifest() const = 0;
    virtual std::string deviceText() const = 0;  // "cpu bf16", for the status line
    // Input order is kept. ctx is asked between batches.
    virtual base::Result<std::vector<Embedding>> embedImages(std::span<const image::Raster> images, bool normalize,
                                                             const base::JobContext& context) = 0;
    virtual base::Result<std::vector<Embedding>> embedTexts(std::span<const std::string> texts, bool normalize,
                                                            const base::JobContext& context) = 0;
    virtual base::Result<SaliencyResult> saliency(const image::Raster& image, const std::string& text,
                                                  const std::string& method, const base::JobContext& context) = 0;
    // Names of a trained classifier's outputs, in their order; empty for a pack that has none.
    virtual std::vector<std::string> labels() const { return {}; }
    // Probabilities by label (sigmoid of the classifier), in input order. Unsupported where labels() is empty.
    virtual base::Result<std::vector<std::vector<float>>> classifyImages(std::span<const image::Raster> images,
                                                                         const base::JobContext& context) {
        (void)images;
        (void)context;
        return base::makeError(base::ErrorCode::Unsupported,
                               "This model pack has no trained classifier; use prompts for its labels.");
    }
    // exp(logit scale): multiply a cosine by it before a softmax over candidates.
    virtual float logitScale() const = 0;
    // What the loaded pack takes of the device's memory, 0 = not known.
    virtual std::uint64_t memoryBytes() const { return 0; }
};

// Line-wise JSON of a running training, as `hilum train` prints it.
using TrainLine = std::function<void(const std::string& jsonLine)>;
// Reads a picture the way the window shows it (image::modelRendition); given by app/, because core
// never includes dicom. Called from several threads at once.
using ImageReader = std::function<base::Result<image::Raster>(const std::string& path)>;

class EngineModule {
public:
    virtual ~EngineModule() = default;
    virtual base::Result<std::unique_ptr<EncoderSession>> load(const packs::ModelManifest& manifest,
                                                               const LoadOptions& options,
                                                               const base::JobContext& context) = 0;
    // A pack of the SAM family (packs::isSegmenter()). Errors: as load(), and ModelMismatch for any other family.
    virtual base::Result<std::unique_ptr<PromptSegmenter>> loadSegmenter(const packs::ModelManifest& manifest,
                                                                         const LoadOptions& options,
                                                                         const base::JobContext& context) = 0;
    // Runs config.json of `hilum train`; answers the final JSON object as text.
    virtual base::Result<std::string> train(const std::string& configPath, bool resume, const LoadOptions& options,
                                            const ImageReader& readImage, const TrainLine& line,
                                            const base::JobContext& context) = 0;
    // Published weights to a pack folder (safetensors, .bin, .pt, .pth of the known families), installed in the library.
    virtual base::Result<packs::ModelManifest> importWeights(const std::string& path, const std::string& id,
                                                             const std::string& family,
                                                             const std::string& libraryFolder,
                                                             const base::JobContext& context) = 0;
    // Named timings of the encoders for `hilum bench encode`, as JSON text.
    virtual base::Result<std::string> bench(const packs::ModelManifest& manifest, const LoadOptions& options,
                                            const base::JobContext& context) = 0;
};

// The module exports exactly this; a different ABI number answers nullptr.
constexpr int kModuleAbi = 4;
using CreateModule = EngineModule* (*)(int abi);
constexpr const char* kCreateModuleSymbol = "hilum_create_engine_module";

// Opens the module (once per process; later calls answer the same). Takes 0.2-1.4 s the first time.
// Error: ModelMismatch when the module or LibTorch cannot be loaded, with the linker's words as detail.
base::Result<EngineModule*> openModule();

}  // namespace hilum::engine
