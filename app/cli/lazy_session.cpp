// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/lazy_session.h"

#include "app/cli/index_sources.h"
#include "app/cli/rendition.h"
#include "core/image/image_file.h"
#include "core/image/window_level.h"
#include "core/library/library.h"

namespace hilum::app {

base::Result<std::unique_ptr<LazySession>> LazySession::find(const Context& context, const base::JobContext& job) {
    HILUM_TRY(auto manifest,
              packs::findPack(context.library, context.model.empty() ? packs::kDefaultPack : context.model));
    return std::unique_ptr<LazySession>(new LazySession(context, job, std::move(manifest)));
}

base::Result<engine::EncoderSession*> LazySession::session() const {
    if (!m_session) {
        HILUM_TRY(m_session, loadSession(m_context, m_job));
    }
    return m_session.get();
}

base::Status LazySession::load() {
    HILUM_TRY(const auto* real, session());
    (void)real;
    return base::okStatus();
}

std::string LazySession::deviceText() const { return m_session ? m_session->deviceText() : std::string(); }

base::Result<std::vector<engine::Embedding>> LazySession::embedImages(std::span<const image::Raster> images,
                                                                      bool normalize, const base::JobContext& context) {
    HILUM_TRY(auto* real, session());
    return real->embedImages(images, normalize, context);
}

base::Result<std::vector<engine::Embedding>> LazySession::embedTexts(std::span<const std::string> texts, bool normalize,
                                                                     const base::JobContext& context) {
    HILUM_TRY(auto* real, session());
    return real->embedTexts(texts, normalize, context);
}

base::Result<engine::SaliencyResult> LazySession::saliency(const image::Raster& image, const std::string& text,
                                                           const std::string& method, const base::JobContext& context) {
    HILUM_TRY(auto* real, session());
    return real->saliency(image, text, method, context);
}

std::vector<std::string> LazySession::labels() const {
    const auto real = session();
    return real.ok() ? (*real)->labels() : std::vector<std::string>();
}

base::Result<std::vector<std::vector<float>>> LazySession::classifyImages(std::span<const image::Raster> images,
                                                                          const base::JobContext& context) {
    HILUM_TRY(auto* real, session());
    return real->classifyImages(images, context);
}

float LazySession::logitScale() const {
    constexpr float kClipScale = 100.0F;
    const auto real = session();
    return real.ok() ? (*real)->logitScale() : kClipScale;
}

base::Result<QueryImage> embedQueryImage(const Context& context, const std::filesystem::path& file,
                                         LazySession& session, const base::JobContext& job) {
    HILUM_TRY(const auto header, dicom::readHeader({file, {}}));
    const int frame = header.frames > 1 ? header.frames / 2 : 0;
    HILUM_TRY(const auto image, dicom::readFrame({file, {}}, frame, job));
    QueryImage query;
    query.hash = image::contentHash(image);
    query.window = modelWindow(image);
    query.patientKey = patientKeyOf(header);
    if (header.isDicom) {
        query.studyUid = header.studyUid;
        query.modality = header.modality;
    }
    HILUM_TRY(const auto library, library::Library::open(context.library));
    HILUM_TRY(query.embedding, library->imageEmbedding(query.hash, session.manifest().sha256));
    if (query.patientKey.empty() || query.modality.empty()) {
        HILUM_TRY(const auto same, library->caseByPath(recordOf(header, frame).path, "", frame));
        if (same && query.patientKey.empty()) query.patientKey = same->patientKey;
        if (same && query.modality.empty()) query.modality = same->modality;
    }
    if (query.embedding.size() == static_cast<std::size_t>(session.manifest().dim)) return query;
    const auto raster = image::modelRendition(image);
    HILUM_TRY(auto vectors, session.embedImages(std::span(&raster, 1), true, job));
    if (vectors.size() != 1)
        return base::makeError(base::ErrorCode::Internal,
                               "The model gave no vector for this image; the log has the details.");
    query.embedding = std::move(vectors.front());
    return query;
}

}  // namespace hilum::app
