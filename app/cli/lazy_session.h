// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// LazySession: an encoder session that loads its pack at the first question to it, for commands that
// often need no model at all (an indexed image searched by its stored vector, an index that is up to
// date). The manifest is known from the start; a missing pack is said at once. One thread.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "core/engine/model_api.h"
#include "core/packs/model_manifest.h"

namespace hilum::app {

class LazySession final : public engine::EncoderSession {
public:
    // ModelMismatch when there is no such pack.
    static base::Result<std::unique_ptr<LazySession>> find(const Context& context, const base::JobContext& job);

    const packs::ModelManifest& manifest() const override { return m_manifest; }
    std::string deviceText() const override;
    base::Result<std::vector<engine::Embedding>> embedImages(std::span<const image::Raster> images, bool normalize,
                                                             const base::JobContext& context) override;
    base::Result<std::vector<engine::Embedding>> embedTexts(std::span<const std::string> texts, bool normalize,
                                                            const base::JobContext& context) override;
    base::Result<engine::SaliencyResult> saliency(const image::Raster& image, const std::string& text,
                                                  const std::string& method, const base::JobContext& context) override;
    std::vector<std::string> labels() const override;  // empty also when the pack cannot be loaded
    base::Result<std::vector<std::vector<float>>> classifyImages(std::span<const image::Raster> images,
                                                                 const base::JobContext& context) override;
    float logitScale() const override;  // of the loaded pack; CLIP's 100 when it cannot be loaded
    base::Status
    load();  // now, for work that is sure to need it: a model that fails is one error, not one for each item

private:
    LazySession(const Context& context, base::JobContext job, packs::ModelManifest manifest)
        : m_context(context), m_job(std::move(job)), m_manifest(std::move(manifest)) {}
    base::Result<engine::EncoderSession*> session() const;

    const Context& m_context;
    base::JobContext m_job;
    packs::ModelManifest m_manifest;
    mutable std::unique_ptr<engine::EncoderSession> m_session;
};

// An image file's embedding: the library's stored vector when the same pixels are indexed with this
// pack, else made by the session. Errors: those of reading the image and of the model.
struct QueryImage {
    engine::Embedding embedding;
    std::string hash;
    nlohmann::json window;                       // that the model saw (app/cli/rendition.h)
    std::string patientKey, studyUid, modality;  // from the header, or from the case indexed under this path
};
base::Result<QueryImage> embedQueryImage(const Context& context, const std::filesystem::path& file,
                                         LazySession& session, const base::JobContext& job);

}  // namespace hilum::app
