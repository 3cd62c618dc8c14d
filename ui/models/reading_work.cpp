// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/reading_work.h"

#include "core/image/image_file.h"
#include "core/image/window_level.h"
#include "ui/common/text.h"

namespace hilum::ui {

namespace {
constexpr std::size_t kMostContents = 65536;  // hashes of frames
constexpr std::size_t kSpare = 3;             // hits asked for beyond those shown: some are of the same patient
}  // namespace

bool isSamePatient(const library::CaseRecord& record, const std::string& patientId, const dicom::Locator& file) {
    if (!file.path.empty() && record.path == file.path && record.zipEntry == file.zipEntry) return true;
    const auto colon = record.patientKey.find(':');
    return !patientId.empty() && colon != std::string::npos && record.patientKey.substr(colon + 1) == patientId;
}

std::string windowKey(const image::WindowLevel& window) {
    return std::to_string(static_cast<int>(window.function)) + ":" + std::to_string(window.centre) + "/" +
           std::to_string(window.width);
}

void ReadingWork::follow(const engine::EncoderSession& session) {
    if (m_pack == session.manifest().sha256) return;
    m_pack = session.manifest().sha256;
    m_cases.reset();
    m_banks.reset();
    m_probes.clear();
}

base::Result<engine::Embedding> ReadingWork::embed(const ReadingTarget& target, engine::EncoderSession& session,
                                                   const base::JobContext& job) {
    if (m_contents.size() >= kMostContents) m_contents.clear();
    auto& content = m_contents[target.key];
    if (content.empty()) content = image::contentHash(target.frame->image);
    const engine::EmbeddingKey key{content, windowKey(image::defaultWindow(target.frame->image)),
                                   session.manifest().sha256,
                                   engine::preprocessingKey(session.manifest().preprocessing)};
    if (m_cache != nullptr) {
        if (auto kept = m_cache->find(key)) return std::move(*kept);
    }
    const image::Raster raster = image::modelRendition(target.frame->image);
    HILUM_TRY(auto vectors, session.embedImages(std::span(&raster, 1), true, job));
    if (vectors.empty())
        return base::makeError(base::ErrorCode::Internal,
                               "The model gave no embedding for this image; the log has the details.");
    if (m_cache != nullptr) m_cache->put(key, vectors.front());
    return std::move(vectors.front());
}

base::Result<reading::CaseSearch*> ReadingWork::cases(engine::EncoderSession& session, const base::JobContext& job) {
    follow(session);
    if (!m_cases) {
        HILUM_TRY(m_cases, reading::CaseSearch::open(m_folder, session.manifest(), job));
        m_stale = false;
    }
    if (m_stale) {
        HILUM_TRY_STATUS(m_cases->refresh(job));
        m_stale = false;
    }
    return m_cases.get();
}

base::Result<reading::CaseSearch*> ReadingWork::captions(engine::EncoderSession& session, const base::JobContext& job) {
    auto found = cases(session, job);
    const bool unusable = !found.ok() && (found.error().code == base::ErrorCode::Corrupt ||
                                          found.error().code == base::ErrorCode::Unsupported);
    if (!unusable) return found;
    if (!m_banks) {
        HILUM_TRY(m_banks, reading::CaseSearch::open(m_folder / "cache" / "banks", session.manifest(), job));
    }
    return m_banks.get();
}

base::Status ReadingWork::warmUp(engine::EncoderSession& session, const base::JobContext& job) {
    HILUM_TRY(auto* search, captions(session, job));
    return search->warmUp(session, job);
}

base::Result<Suggestions> ReadingWork::suggest(const ReadingTarget& target, engine::EncoderSession& session,
                                               const base::JobContext& job) {
    HILUM_TRY(const auto embedding, embed(target, session, job));
    HILUM_TRY(auto* search, captions(session, job));
    return search->suggest(embedding, target.modality, kSuggestions, session, job);
}

base::Result<CaseHits> ReadingWork::similar(const ReadingTarget& target, engine::EncoderSession& session,
                                            const base::JobContext& job) {
    HILUM_TRY(const auto embedding, embed(target, session, job));
    HILUM_TRY(auto* search, cases(session, job));
    reading::CaseSearch::Request request;
    request.imageEmbedding = embedding;
    request.top = kCases * kSpare;
    request.filters.excludeStudyUid = target.studyUid;
    HILUM_TRY(auto hits, search->search(request, session, job));
    std::erase_if(hits, [&](const reading::CaseHit& hit) {
        const bool itself =
            hit.record.path == target.key.locator.path && hit.record.zipEntry == target.key.locator.zipEntry;
        return itself || (!target.samePatientToo && isSamePatient(hit.record, target.patientId, target.key.locator));
    });
    if (hits.size() > kCases) hits.resize(kCases);
    return hits;
}

base::Result<bool> ReadingWork::outside(const ReadingTarget& target, engine::EncoderSession& session,
                                        const base::JobContext& job) {
    HILUM_TRY(const auto embedding, embed(target, session, job));
    HILUM_TRY(auto* search, captions(session, job));
    return search->outsideTraining(embedding);
}

base::Result<SearchOutcome> ReadingWork::search(const std::string& typed, const std::string& excludePatientId,
                                                engine::EncoderSession& session, const base::JobContext& job) {
    HILUM_TRY(auto* search, cases(session, job));
    SearchOutcome outcome;
    outcome.query = reading::parseQuery(typed);
    reading::CaseSearch::Request request;
    request.text = outcome.query.words;
    request.filters = outcome.query.filters;
    request.top = kCases * kSpare;
    HILUM_TRY(outcome.hits, search->search(request, session, job));
    std::erase_if(outcome.hits,
                  [&](const reading::CaseHit& hit) { return isSamePatient(hit.record, excludePatientId, {}); });
    if (outcome.hits.size() > kCases) outcome.hits.resize(kCases);
    return outcome;
}

namespace {

// ChestX-ray14's labels (Wang et al. 2017, arXiv 1705.02315) and the tumours of the public MR collections.
const char* const kUsualFindings[] = {"Atelectasis",
                                      "Cardiomegaly",
                                      "Consolidation",
                                      "Edema",
                                      "Pleural Effusion",
                                      "Emphysema",
                                      "Fibrosis",
                                      "Hernia",
                                      "Infiltration",
                                      "Mass",
                                      "Nodule",
                                      "Pleural Thickening",
                                      "Pneumonia",
                                      "Pneumothorax",
                                      "Glioma",
                                      "Meningioma",
                                      "Pituitary Tumor",
                                      "Benign Breast Lesion",
                                      "Malignant Breast Lesion"};

std::vector<std::string> allFindings(const packs::ModelManifest& manifest) {
    std::vector<std::string> names;
    const auto words = manifest.card.find("trainedWords");
    if (words != manifest.card.end() && words->is_object() && !words->empty())
        for (const auto& [name, unused] : words->items()) names.push_back(name);
    else
        names.assign(std::begin(kUsualFindings), std::end(kUsualFindings));
    return names;
}

// "thresholds" of the card: {"Pleural Effusion": 0.31, ...}; one half where it says nothing.
float thresholdOf(const packs::ModelManifest& manifest, const std::string& name) {
    constexpr float kHalf = 0.5F;
    const auto all = manifest.card.find("thresholds");
    if (all == manifest.card.end() || !all->is_object()) return kHalf;
    const auto found = all->find(name);
    return found != all->end() && found->is_number() ? found->get<float>() : kHalf;
}

}  // namespace

std::vector<std::string> findingNames(const packs::ModelManifest& manifest, const std::string& modality) {
    std::vector<std::string> names;
    for (const auto& name : allFindings(manifest)) {
        const bool breast = name.find("Breast") != std::string::npos;
        const bool brain = name.find("Glioma") != std::string::npos || name.find("Meningioma") != std::string::npos ||
                           name.find("Pituitary") != std::string::npos || name.find("Brain") != std::string::npos;
        const bool ofBreast = modality == "US" || modality == "MG";
        const bool ofBrain = modality == "MR";
        if (modality.empty() || (breast ? ofBreast : brain ? ofBrain : !ofBreast && !ofBrain)) names.push_back(name);
    }
    return names;
}

base::Result<FindingScores> ReadingWork::findings(const ReadingTarget& target, engine::EncoderSession& session,
                                                  const base::JobContext& job) {
    follow(session);
    const auto& manifest = session.manifest();
    FindingScores scores;
    scores.pack = manifest.id + (manifest.version.empty() ? "" : " " + manifest.version);
    if (const auto labels = session.labels(); !labels.empty()) {
        const image::Raster raster = image::modelRendition(target.frame->image);
        HILUM_TRY(const auto rows, session.classifyImages(std::span(&raster, 1), job));
        scores.fineTuned = true;
        for (std::size_t i = 0; !rows.empty() && i < std::min(labels.size(), rows.front().size()); ++i)
            scores.list.push_back({labels[i], rows.front()[i], thresholdOf(manifest, labels[i])});
        return scores;
    }
    HILUM_TRY(const auto embedding, embed(target, session, job));
    const auto names = findingNames(manifest, target.modality);
    const bool same = m_probes.size() == names.size() &&
                      std::equal(names.begin(), names.end(), m_probes.begin(),
                                 [](const auto& name, const auto& probe) { return name == probe.label; });
    if (!same) {
        HILUM_TRY(const auto prompts, reading::Prompts::load(manifest));
        reading::TextVectors vectors(m_folder, manifest.sha256, manifest.dim);
        HILUM_TRY(m_probes, reading::makeProbes(names, prompts, vectors, session, job));
    }
    for (const auto& probe : m_probes)
        scores.list.push_back({probe.label, reading::probability(probe, embedding, session.logitScale()),
                               thresholdOf(manifest, probe.label)});
    return scores;
}

base::Result<SaliencyOverlay> ReadingWork::saliency(const ReadingTarget& target, const std::string& phrase,
                                                    engine::EncoderSession& session, const base::JobContext& job) {
    const image::Raster raster = image::modelRendition(target.frame->image);
    HILUM_TRY(const auto result, session.saliency(raster, phrase, {}, job));
    return makeSaliencyOverlay(result.map, fromUtf8(phrase), fromUtf8(result.method),
                               QPointF(result.peakX, result.peakY));
}

}  // namespace hilum::ui
