// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// LibraryWriter: the only connection of the process that writes or checkpoints, owned by one writer
// thread; calls from any thread are queued and answered through futures. synchronous FULL, one
// transaction per call of addCases(), so an acknowledged case survives kill -9 and power loss.
// Errors: Io (locked by another window, full disk), PermissionDenied (read-only), Corrupt, Unsupported.
#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/library/case_record.h"

namespace hilum::library {

struct NewCase {
    CaseRecord record;                                   // id ignored
    std::vector<std::string> sentences;                  // of the report, in order
    std::vector<float> imageEmbedding;                   // empty when the hash has one already
    std::vector<std::vector<float>> sentenceEmbeddings;  // parallel to sentences; empty entries = known or later
    std::vector<std::uint8_t> thumbnailJpeg;             // may be empty
    std::vector<Concept> concepts;                       // findings that the lexicon read
    std::string searchWords;                             // further words for full text: modality and finding names
};

class LibraryWriter {
public:
    // Creates the folder and database when absent, migrates an older schema in one transaction.
    static base::Result<std::unique_ptr<LibraryWriter>> open(const std::filesystem::path& folder);
    ~LibraryWriter();  // finishes queued work, checkpoints, joins

    // All or nothing; answers ids in input order. A path and frame that is there keeps its row and id
    // and only gains the embeddings that it lacks (another pack).
    std::future<base::Result<std::vector<std::int64_t>>> addCases(std::vector<NewCase> cases, std::string packSha256,
                                                                  std::string packId);
    std::future<base::Status> removeCase(std::int64_t id);
    // autosave: id 0 makes a new draft; answers its id
    std::future<base::Result<std::int64_t>> saveDraft(DraftRecord draft);
    // A reader's accept/edit/dismiss of a suggestion (IHE AIRAI: accepted, rejected, amended).
    std::future<base::Status> recordFeedback(std::string studyKey, std::string sentence, std::string action,
                                             std::string finalText, std::string packSha256);

private:
    struct Impl;
    explicit LibraryWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hilum::library
