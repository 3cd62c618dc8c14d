// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The indexing loop: workers decode ahead, this thread encodes batches, the writer thread commits the
// batch before. A batch is one transaction, so a stop between batches leaves whole cases only.
#include "core/reading/indexer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <set>

#include "core/reading/case_concepts.h"
#include "core/reading/frame_decoder.h"
#include "core/reading/prompts.h"

namespace hilum::reading {

namespace {

constexpr std::size_t kBatch = 16;  // images in one encoding batch and one commit (at most 20 by contract)

using Commit = std::future<base::Result<std::vector<std::int64_t>>>;

bool finite(const std::vector<float>& vector) {
    return !vector.empty() && std::all_of(vector.begin(), vector.end(), [](float v) { return std::isfinite(v); });
}

class Indexing {
public:
    Indexing(std::vector<IndexItem> items, const FrameReader& readFrame, engine::EncoderSession& session,
             const library::Library& known, library::LibraryWriter& writer, const base::JobContext& context,
             const labels::ConceptLabeler& labeler, const Prompts& prompts)
        : m_items(std::move(items)),
          m_readFrame(readFrame),
          m_session(session),
          m_known(known),
          m_writer(writer),
          m_context(context),
          m_labeler(labeler),
          m_prompts(prompts),
          m_pack(session.manifest().sha256) {}

    base::Result<IndexSummary> run() {
        HILUM_TRY_STATUS(choose());
        FrameDecoder decoder(m_records, m_readFrame, m_context.stopToken());
        for (std::size_t first = 0; first < m_chosen.size(); first += kBatch) {
            const std::size_t last = std::min(first + kBatch, m_chosen.size());
            std::vector<library::NewCase> cases;
            std::vector<image::Raster> pictures;  // of the cases whose vector has to be made
            std::vector<std::size_t> owners;
            for (std::size_t i = first; i < last; ++i) {
                auto decoded = decoder.next();
                if (m_context.stopRequested()) return stopped();
                m_context.progress(static_cast<std::int64_t>(m_done + i), total(), base::Stage::Indexing, fileName(i));
                HILUM_TRY_STATUS(prepare(*m_chosen[i], std::move(decoded), cases, pictures, owners));
            }
            HILUM_TRY_STATUS(embedPictures(cases, pictures, owners));
            HILUM_TRY_STATUS(embedSentences(cases));
            if (m_context.stopRequested()) return stopped();
            HILUM_TRY_STATUS(commit(std::move(cases)));
        }
        HILUM_TRY_STATUS(settle());
        m_context.progress(total(), total(), base::Stage::Indexing);
        return std::move(m_summary);
    }

private:
    std::int64_t total() const { return static_cast<std::int64_t>(m_items.size()); }
    std::string fileName(std::size_t i) const {
        return std::filesystem::path(m_chosen[i]->record.path).filename().string();
    }

    // Cases of batches that were already handed over are whole and stay.
    base::Error stopped() {
        if (auto settled = settle(); !settled.ok()) return settled.error();
        return base::cancelled();
    }

    // Leaves out what is there with a vector of this pack; the same path twice in one call counts once.
    base::Status choose() {
        std::set<std::string> seen;
        for (auto& item : m_items) {
            if (m_context.stopRequested()) return base::cancelled();
            auto& record = item.record;
            if (record.given.empty()) record.given = record.path;
            for (const auto& warning : item.warnings) m_summary.warnings.push_back({record.given, warning});
            const bool fresh =
                seen.insert(record.path + '\n' + record.zipEntry + '\n' + std::to_string(record.frame)).second;
            HILUM_TRY(const auto known, m_known.known(record.path, record.zipEntry, record.frame, m_pack));
            if (!fresh || (known.indexed && known.embedded)) {
                ++m_summary.skipped;
                ++m_done;
                continue;
            }
            if (known.indexed) m_refreshed.insert(&item);
            m_chosen.push_back(&item);
            m_records.push_back(&record);
        }
        return base::okStatus();
    }

    void fail(const IndexItem& item, const base::Error& error) {
        m_summary.failed.push_back({item.record.given, error.message});
    }

    base::Status prepare(IndexItem& item, DecodedItem decoded, std::vector<library::NewCase>& cases,
                         std::vector<image::Raster>& pictures, std::vector<std::size_t>& owners) {
        if (!decoded.picture.ok()) {
            if (decoded.picture.error().code == base::ErrorCode::Cancelled) return base::cancelled();
            fail(item, decoded.picture.error());
            return base::okStatus();
        }
        library::NewCase added;
        added.record = item.record;
        auto& record = added.record;
        record.imageHash = decoded.hash;
        record.width = decoded.width;
        record.height = decoded.height;
        added.thumbnailJpeg = std::move(decoded.thumbnailJpeg);
        if (record.text.empty()) record.text = item.report;
        if (record.text.empty() && !record.labels.empty()) {
            for (const auto& label : record.labels) {
                const auto name = m_labeler.canonical(label);
                record.text += (record.text.empty() ? "" : " ") + m_prompts.sentence(name.empty() ? label : name);
            }
            record.textFromLabels = true;
        }
        added.sentences = labels::splitSentences(record.text);
        added.concepts = conceptsOf(m_labeler, record.textFromLabels ? std::string() : record.text, record.labels);
        added.searchWords = searchWordsOf(added.concepts, record.modality);
        HILUM_TRY(const auto stored, m_known.imageEmbedding(record.imageHash, m_pack));
        const bool embedded = !stored.empty() || !m_hashes.insert(record.imageHash).second;
        if (!embedded) {
            owners.push_back(cases.size());
            pictures.push_back(std::move(*decoded.picture));
        }
        m_owner.push_back(&item);
        cases.push_back(std::move(added));
        return base::okStatus();
    }

    // One batch; when it fails as a whole, one by one, so that a single picture fails alone.
    base::Status embedPictures(std::vector<library::NewCase>& cases, std::vector<image::Raster>& pictures,
                               const std::vector<std::size_t>& owners) {
        std::set<std::size_t> broken;
        if (!pictures.empty()) {
            auto vectors = m_session.embedImages(pictures, true, m_context);
            if (!vectors.ok() && vectors.error().code == base::ErrorCode::Cancelled) return stopped();
            if (!vectors.ok() && vectors.error().code == base::ErrorCode::ModelMismatch)
                return vectors.error();  // no item's fault
            for (std::size_t i = 0; i < pictures.size(); ++i) {
                base::Result<engine::Embedding> vector = base::cancelled();
                if (vectors.ok() && i < vectors->size())
                    vector = std::move((*vectors)[i]);
                else
                    HILUM_TRY_STATUS(embedOne(pictures[i], vector));
                if (vector.ok() && finite(*vector)) {
                    cases[owners[i]].imageEmbedding = std::move(*vector);
                    continue;
                }
                fail(*m_owner[owners[i]], vector.ok()
                                              ? base::makeError(base::ErrorCode::ModelMismatch,
                                                                "The model gave numbers that are not finite for this "
                                                                "image; use another pack or precision.")
                                              : vector.error());
                m_hashes.erase(cases[owners[i]].record.imageHash);
                broken.insert(owners[i]);
            }
        }
        for (auto it = broken.rbegin(); it != broken.rend(); ++it) {
            cases.erase(cases.begin() + static_cast<std::ptrdiff_t>(*it));
            m_owner.erase(m_owner.begin() + static_cast<std::ptrdiff_t>(*it));
        }
        return base::okStatus();
    }

    base::Status embedOne(const image::Raster& picture, base::Result<engine::Embedding>& out) {
        auto one = m_session.embedImages(std::span(&picture, 1), true, m_context);
        if (one.ok() && one->size() == 1)
            out = std::move(one->front());
        else if (!one.ok() && one.error().code == base::ErrorCode::Cancelled)
            return stopped();
        else
            out = one.ok() ? base::makeError(base::ErrorCode::Internal,
                                             "The model gave no vector for this image; the log has the details.")
                           : one.error();
        return base::okStatus();
    }

    base::Status embedSentences(std::vector<library::NewCase>& cases) {
        for (auto& added : cases) added.sentenceEmbeddings.resize(added.sentences.size());
        if (m_session.manifest().tokenizer.empty()) return base::okStatus();  // an image-only pack
        std::vector<std::string> texts;
        std::vector<std::pair<std::size_t, std::size_t>> slots;
        for (std::size_t c = 0; c < cases.size(); ++c) {
            for (std::size_t s = 0; s < cases[c].sentences.size(); ++s) {
                const auto& sentence = cases[c].sentences[s];
                if (!m_sentences.insert(sentence).second) continue;
                HILUM_TRY(const bool there, m_known.sentenceEmbedded(sentence, m_pack));
                if (there) continue;
                texts.push_back(sentence);
                slots.emplace_back(c, s);
            }
        }
        if (texts.empty()) return base::okStatus();
        auto vectors = m_session.embedTexts(texts, true, m_context);
        if (!vectors.ok()) return vectors.error().code == base::ErrorCode::Cancelled ? stopped() : vectors.error();
        for (std::size_t i = 0; i < slots.size() && i < vectors->size(); ++i)
            if (finite((*vectors)[i]))
                cases[slots[i].first].sentenceEmbeddings[slots[i].second] = std::move((*vectors)[i]);
        return base::okStatus();
    }

    base::Status commit(std::vector<library::NewCase> cases) {
        HILUM_TRY_STATUS(settle());
        for (const auto* item : m_owner) (m_refreshed.contains(item) ? m_refreshing : m_adding) += 1;
        m_owner.clear();
        if (!cases.empty()) m_commit = m_writer.addCases(std::move(cases), m_pack, m_session.manifest().id);
        return base::okStatus();
    }

    // Waits for the batch that is being written; only then it counts.
    base::Status settle() {
        if (!m_commit) return base::okStatus();
        auto result = m_commit->get();
        m_commit.reset();
        if (!result.ok()) return std::move(result).error();
        m_summary.added += m_adding;
        m_summary.skipped += m_refreshing;
        m_adding = m_refreshing = 0;
        return base::okStatus();
    }

    std::vector<IndexItem> m_items;
    const FrameReader& m_readFrame;
    engine::EncoderSession& m_session;
    const library::Library& m_known;
    library::LibraryWriter& m_writer;
    const base::JobContext& m_context;
    const labels::ConceptLabeler& m_labeler;
    const Prompts& m_prompts;
    std::string m_pack;
    std::vector<IndexItem*> m_chosen;
    std::vector<const library::CaseRecord*> m_records;
    std::set<const IndexItem*> m_refreshed;       // there already, gains this pack's vectors
    std::vector<const IndexItem*> m_owner;        // of the batch being made
    std::set<std::string> m_hashes, m_sentences;  // embedded in this run
    std::optional<Commit> m_commit;
    std::size_t m_done = 0;
    std::int64_t m_adding = 0, m_refreshing = 0;
    IndexSummary m_summary;
};

}  // namespace

base::Result<IndexSummary> indexItems(std::vector<IndexItem> items, const FrameReader& readFrame,
                                      engine::EncoderSession& session, const library::Library& known,
                                      library::LibraryWriter& writer, const base::JobContext& context) {
    const auto start = std::chrono::steady_clock::now();
    HILUM_TRY(const auto labeler, labels::ConceptLabeler::loadDefault());
    HILUM_TRY(const auto prompts, Prompts::load(session.manifest()));
    auto summary = base::guarded("Indexing", [&] {
        return Indexing(std::move(items), readFrame, session, known, writer, context, labeler, prompts).run();
    });
    if (summary.ok())
        summary->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return summary;
}

}  // namespace hilum::reading
