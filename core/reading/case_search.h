// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Suggesting captions and finding similar cases, for window and command line alike.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/engine/model_api.h"
#include "core/index/vector_index.h"
#include "core/library/library.h"

namespace hilum::reading {

struct Suggestion {
    std::string text;
    float score = 0;          // 0..1, calibrated for ranking within one image
    std::string source;       // "bank:<file>", "case", "file"
    std::int64_t caseId = 0;  // 0 when not from a case
    int cases = 0;            // how many past cases contain the sentence
};

struct CaseHit {
    library::CaseRecord record;
    float score = 0;
    int rank = 0;         // 1-based
    std::string caption;  // the sentence shown under the picture
};

// One part of a typed query, shown as a chip: "finding", "negated", "modality", "age", "sex", "date", "words".
struct Chip {
    std::string kind;
    std::string text;
};

struct ParsedQuery {
    std::vector<Chip> chips;
    library::Filters filters;
    std::string words;                                   // what goes to the text tower and to full text
    std::vector<std::string> findings, negatedFindings;  // canonical names of core/labels
    std::vector<library::Concept> concepts;              // the same with side; state -1 or 1
};
// The texts of the chips, joined, parse to the same chips again, so that a window can drop one.
ParsedQuery parseQuery(const std::string& typed);

// Holds the vectors of one library and pack in memory; rebuilt when the library's data version moves.
// Lives on the inference thread (or the one thread of a command).
class CaseSearch {
public:
    static base::Result<std::unique_ptr<CaseSearch>> open(const std::filesystem::path& libraryFolder,
                                                          const packs::ModelManifest& manifest,
                                                          const base::JobContext& context = {});
    ~CaseSearch();
    base::Status refresh(const base::JobContext& context = {});

    struct Request {
        std::string text;                  // typed words, may be empty
        engine::Embedding imageEmbedding;  // may be empty
        library::Filters filters;
        std::size_t top = 10;
    };
    base::Result<std::vector<CaseHit>> search(const Request& request, engine::EncoderSession& session,
                                              const base::JobContext& context) const;
    // Captions from the library's sentences and the caption banks (resources/captions/*.txt), ranked.
    base::Result<std::vector<Suggestion>> suggest(const engine::Embedding& image, const std::string& modality,
                                                  std::size_t top, engine::EncoderSession& session,
                                                  const base::JobContext& context) const;
    // True when the image lies outside what the pack was trained on (line above the suggestions).
    bool outsideTraining(const engine::Embedding& image) const;
    std::size_t size() const;
    // Makes the vectors of caption banks and prompts now, so that the first suggestion does not wait.
    base::Status warmUp(engine::EncoderSession& session, const base::JobContext& context) const;

private:
    struct Impl;
    explicit CaseSearch(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

// `suggest --captions FILE`: the given lines alone.
base::Result<std::vector<Suggestion>> suggestFrom(std::span<const std::string> captions, const engine::Embedding& image,
                                                  std::size_t top, engine::EncoderSession& session,
                                                  const base::JobContext& context);

}  // namespace hilum::reading
