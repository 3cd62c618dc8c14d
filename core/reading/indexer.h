// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Indexer: images and texts into the case library, with embeddings. Incremental (known paths are
// skipped), resumable (a commit at least every 20 images), failures listed per item.
// The window posts it as background work, the command line runs it directly.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/engine/model_api.h"
#include "core/image/image.h"
#include "core/library/library.h"
#include "core/library/library_writer.h"

namespace hilum::reading {

// One thing to index; made from a folder scan (dicom/) or from a cases CSV.
struct IndexItem {
    library::CaseRecord record;  // path and what is known before decoding
    std::string report;          // whole text, "" when none
    std::vector<std::string> warnings;
};

struct ItemFailure {
    std::string path;
    std::string reason;
};

struct IndexSummary {
    std::int64_t added = 0;
    std::int64_t skipped = 0;
    std::vector<ItemFailure> failed;
    std::vector<ItemFailure> warnings;
    double seconds = 0;
};

// Reads the pixels of an item (given by app/ and ui/, because core never includes dicom).
using FrameReader = std::function<base::Result<image::Image>(const library::CaseRecord& record)>;

base::Result<IndexSummary> indexItems(std::vector<IndexItem> items, const FrameReader& readFrame,
                                      engine::EncoderSession& session, const library::Library& known,
                                      library::LibraryWriter& writer, const base::JobContext& context);

// A cases CSV (product.md): header row, columns by name in any order and case; columns overrides
// ("image=A,text=B"). Relative paths are resolved against the CSV's folder. Broken rows are failures.
struct CasesCsv {
    std::vector<IndexItem> items;
    std::vector<ItemFailure> failed;
    std::vector<ItemFailure> warnings;
};
base::Result<CasesCsv> readCasesCsv(const std::filesystem::path& csv, const std::string& columns = {});

}  // namespace hilum::reading
