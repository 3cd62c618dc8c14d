// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The one symbol that libhilum_engine.so exports, and the module behind it.
#include "core/engine/module/dual_session.h"
#include "core/engine/module/encoder_bench.h"
#include "core/engine/module/import_weights.h"
#include "core/engine/module/sam_session.h"
#include "core/engine/module/torch_runtime.h"
#include "core/train/train.h"

namespace hilum::engine {

namespace {

class Module : public EngineModule {
public:
    base::Result<std::unique_ptr<EncoderSession>> load(const packs::ModelManifest& manifest, const LoadOptions& options,
                                                       const base::JobContext& context) override {
        HILUM_TRY(auto session, DualSession::open(manifest, options, context));
        return std::unique_ptr<EncoderSession>(std::move(session));
    }

    base::Result<std::unique_ptr<PromptSegmenter>> loadSegmenter(const packs::ModelManifest& manifest,
                                                                 const LoadOptions& options,
                                                                 const base::JobContext& context) override {
        HILUM_TRY(auto session, SamSession::open(manifest, options, context));
        return std::unique_ptr<PromptSegmenter>(std::move(session));
    }

    base::Result<std::string> train(const std::string& configPath, bool resume, const LoadOptions& options,
                                    const ImageReader& readImage, const TrainLine& line,
                                    const base::JobContext& context) override {
        return torchGuarded("Training", [&]() -> base::Result<std::string> {
            prepareThreads(options.threads);
            return hilum::train::runTraining(configPath, resume, readImage, line, context);
        });
    }

    base::Result<packs::ModelManifest> importWeights(const std::string& path, const std::string& id,
                                                     const std::string& family, const std::string& libraryFolder,
                                                     const base::JobContext& context) override {
        return torchGuarded("Importing the weights",
                            [&] { return importPublished(path, id, family, libraryFolder, context); });
    }

    base::Result<std::string> bench(const packs::ModelManifest& manifest, const LoadOptions& options,
                                    const base::JobContext& context) override {
        return torchGuarded("The benchmark", [&] { return benchEncoders(manifest, options, context); });
    }
};

}  // namespace

}  // namespace hilum::engine

extern "C" __attribute__((visibility("default"))) hilum::engine::EngineModule* hilum_create_engine_module(int abi);

extern "C" hilum::engine::EngineModule* hilum_create_engine_module(int abi) {
    if (abi != hilum::engine::kModuleAbi) return nullptr;
    static hilum::engine::Module module;
    return &module;
}
