// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What the inference thread does for the window: embed the image on screen, rank captions, find
// similar cases, search by words, draw saliency. One ReadingWork belongs to one Engine; after its
// construction only the inference thread touches it. No widgets, no signals.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/embedding_cache.h"
#include "core/engine/model_api.h"
#include "core/reading/case_search.h"
#include "core/reading/zero_shot.h"
#include "ui/models/frame_store.h"
#include "ui/viewer/overlay_paint.h"

namespace hilum::ui {

// The image that suggestions, similar cases and saliency are about.
struct ReadingTarget {
    FrameKey key;
    FramePtr frame;
    std::string modality, patientId, studyUid;
    bool samePatientToo = false;
};

using Suggestions = std::vector<reading::Suggestion>;
using CaseHits = std::vector<reading::CaseHit>;

// One finding that the pack knows, for the FINDINGS section.
struct FindingScore {
    std::string name;
    float probability = 0;
    float threshold = 0.5F;
};
struct FindingScores {
    std::vector<FindingScore> list;
    std::string pack;        // whose numbers these are: "hilum-base 1.2"
    bool fineTuned = false;  // of a classifier trained for these findings; otherwise zero-shot
};

struct SearchOutcome {
    reading::ParsedQuery query;
    CaseHits hits;
};

class ReadingWork {
public:
    static constexpr std::size_t kSuggestions = 6;
    static constexpr std::size_t kCases = 9;  // one for each digit key

    explicit ReadingWork(std::filesystem::path libraryFolder) : m_folder(std::move(libraryFolder)) {}
    // Where embeddings of images are kept; must outlive the jobs. Without it they are made each time.
    void setCache(engine::EmbeddingCache* cache) { m_cache = cache; }

    base::Result<engine::Embedding> embed(const ReadingTarget& target, engine::EncoderSession& session,
                                          const base::JobContext& job);
    base::Result<Suggestions> suggest(const ReadingTarget& target, engine::EncoderSession& session,
                                      const base::JobContext& job);
    base::Result<CaseHits> similar(const ReadingTarget& target, engine::EncoderSession& session,
                                   const base::JobContext& job);
    base::Result<bool> outside(const ReadingTarget& target, engine::EncoderSession& session,
                               const base::JobContext& job);
    base::Result<SearchOutcome> search(const std::string& typed, const std::string& excludePatientId,
                                       engine::EncoderSession& session, const base::JobContext& job);
    base::Result<SaliencyOverlay> saliency(const ReadingTarget& target, const std::string& phrase,
                                           engine::EncoderSession& session, const base::JobContext& job);
    // Zero-shot probabilities of the pack's findings that make sense for the target's modality.
    base::Result<FindingScores> findings(const ReadingTarget& target, engine::EncoderSession& session,
                                         const base::JobContext& job);
    // Vectors of caption banks and prompts, so that the first image does not wait for them.
    base::Status warmUp(engine::EncoderSession& session, const base::JobContext& job);
    // The library was written to: look again before the next search.
    void libraryChanged() { m_stale = true; }

private:
    // Another pack than at the last question: its own search, banks and probes.
    void follow(const engine::EncoderSession& session);
    base::Result<reading::CaseSearch*> cases(engine::EncoderSession& session, const base::JobContext& job);
    // The same, or the caption banks alone while the library is damaged or newer than this program.
    base::Result<reading::CaseSearch*> captions(engine::EncoderSession& session, const base::JobContext& job);

    std::filesystem::path m_folder;
    std::unique_ptr<reading::CaseSearch> m_cases;
    std::unique_ptr<reading::CaseSearch> m_banks;  // without a library
    bool m_stale = false;
    std::vector<reading::LabelProbe> m_probes;
    std::string m_pack;  // sha256 of the pack that all of these are of
    engine::EmbeddingCache* m_cache = nullptr;
    std::map<FrameKey, std::string> m_contents;  // hashes of this session's frames
};

// EmbeddingKey::window of a rendition.
std::string windowKey(const image::WindowLevel& window);

// Names of the findings a pack knows ("trainedWords" of its card, or the fourteen of ChestX-ray14 and three brain
// tumours for a pack that does not say), without those of other organs than the modality shows: no glioma on a radiograph.
std::vector<std::string> findingNames(const packs::ModelManifest& manifest, const std::string& modality);

// True when a case of the library is of this patient or is this very file. Keys are "<source>:<id>" and
// one patient may have come from several sources, so the id decides; it errs towards leaving out.
bool isSamePatient(const library::CaseRecord& record, const std::string& patientId, const dicom::Locator& file);

}  // namespace hilum::ui
