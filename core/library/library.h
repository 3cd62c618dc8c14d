// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Library: reading side of the case library (SQLite, WAL). One object per thread; it opens read-only
// with query_only and never checkpoints (reliability.md 1.3, WAL-reset bug). A library that does not
// exist reads as empty. Errors: Corrupt (not our schema, damaged), Unsupported (newer schema), Io (locked).
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/library/case_record.h"

namespace hilum::library {

struct StoredEmbedding {
    std::int64_t caseId = 0;
    std::vector<float> vector;
};

// What filters, fusion and suggestion need of every case, without its texts.
struct CaseFacts {
    std::int64_t caseId = 0;
    std::int64_t report = 0;  // equal for the images of one report, 0 = none
    std::int64_t study = 0;   // equal for the images of one study, 0 = unknown
    std::string modality, sex, date, patientKey;
    std::optional<int> ageYears;
};

// A finding that the lexicon read in a case's labels and text.
struct CaseConcept {
    std::int64_t caseId = 0;
    Concept finding;
};

// What is already there for one image file (Library::known).
struct KnownImage {
    bool indexed = false;   // this path and frame
    bool embedded = false;  // with an embedding of the pack
};

struct TextHit {
    std::int64_t caseId = 0;
    double bm25 = 0;  // FTS5 rank, smaller is better
};

class Library {
public:
    static base::Result<std::unique_ptr<Library>> open(const std::filesystem::path& folder);
    ~Library();

    base::Result<LibraryStatus> status() const;
    base::Result<CaseRecord> caseById(std::int64_t id) const;
    base::Result<std::optional<CaseRecord>> caseByPath(const std::string& path, const std::string& zipEntry,
                                                       int frame) const;
    base::Result<std::vector<CaseRecord>> casesById(std::span<const std::int64_t> ids) const;
    base::Result<std::vector<std::int64_t>> filteredCaseIds(const Filters& filters) const;
    // Full-text search over texts, labels and modality words; words are stemmed (porter), any may match.
    base::Result<std::vector<TextHit>> searchText(const std::string& words, std::size_t limit) const;
    // All image embeddings of a pack, by case.
    base::Result<std::vector<StoredEmbedding>> imageEmbeddings(const std::string& packSha256,
                                                               const base::JobContext& context = {}) const;
    // Distinct report sentences with their text embeddings of a pack (vector empty when not yet embedded).
    struct EmbeddedSentence {
        Sentence sentence;
        int cases = 1;
        std::vector<float> vector;
    };
    base::Result<std::vector<EmbeddedSentence>> sentences(const std::string& packSha256) const;
    base::Result<std::vector<std::uint8_t>> thumbnailJpeg(const std::string& imageHash) const;  // NotFound
    base::Result<std::vector<DraftRecord>> drafts(const std::string& studyKey) const;
    // Grows with every committed write; a cheap "did anything change".
    base::Result<std::int64_t> dataVersion() const;
    // Grows when cases or embeddings change, not with drafts and feedback: when to reload vectors.
    base::Result<std::int64_t> casesVersion() const;

    base::Result<KnownImage> known(const std::string& path, const std::string& zipEntry, int frame,
                                   const std::string& packSha256) const;
    // Empty when the picture has no embedding of this pack.
    base::Result<std::vector<float>> imageEmbedding(const std::string& imageHash, const std::string& packSha256) const;
    base::Result<bool> sentenceEmbedded(const std::string& sentence, const std::string& packSha256) const;
    base::Result<std::vector<CaseFacts>> caseFacts() const;
    base::Result<std::vector<CaseConcept>> caseConcepts() const;
    // Sentences of each case in report order: (case, index into `texts`).
    struct CaseSentences {
        std::vector<std::string> texts;
        std::vector<std::pair<std::int64_t, std::size_t>> ofCase;
    };
    base::Result<CaseSentences> caseSentences() const;

private:
    struct Impl;
    explicit Library(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hilum::library
