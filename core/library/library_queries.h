// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The SELECTs behind Library, one function each; internal to core/library. Called with a connection of
// the calling thread.
#pragma once

#include "core/library/library.h"
#include "core/library/sqlite.h"

namespace hilum::library::queries {

base::Result<LibraryStatus> status(const Database& database);
base::Result<std::vector<CaseRecord>> casesById(const Database& database, std::span<const std::int64_t> ids);
base::Result<std::optional<CaseRecord>> caseByPath(const Database& database, const std::string& path,
                                                   const std::string& zipEntry, int frame);
base::Result<std::vector<std::int64_t>> filteredCaseIds(const Database& database, const Filters& filters);
base::Result<std::vector<TextHit>> searchText(const Database& database, const std::string& words, std::size_t limit);
base::Result<std::vector<StoredEmbedding>> imageEmbeddings(const Database& database, const std::string& packSha256,
                                                           const base::JobContext& context);
base::Result<std::vector<Library::EmbeddedSentence>> sentences(const Database& database, const std::string& packSha256);
base::Result<std::vector<std::uint8_t>> thumbnail(const Database& database, const std::string& imageHash);
base::Result<std::vector<DraftRecord>> drafts(const Database& database, const std::string& studyKey);
base::Result<KnownImage> known(const Database& database, const std::string& path, const std::string& zipEntry,
                               int frame, const std::string& packSha256);
base::Result<std::vector<float>> imageEmbedding(const Database& database, const std::string& imageHash,
                                                const std::string& packSha256);
base::Result<bool> sentenceEmbedded(const Database& database, const std::string& sentence,
                                    const std::string& packSha256);
base::Result<std::vector<CaseFacts>> caseFacts(const Database& database);
base::Result<std::vector<CaseConcept>> caseConcepts(const Database& database);
base::Result<Library::CaseSentences> caseSentences(const Database& database);

// "left effusion, no" -> "\"left\" OR \"effusion\""; function words are dropped, "" when nothing is left.
std::string fullTextQuery(const std::string& words);

}  // namespace hilum::library::queries
