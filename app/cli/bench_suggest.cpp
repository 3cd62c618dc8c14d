// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// bench suggest: how long after a study is opened its suggestions are there, with the pack already loaded and
// 10,000 cases in the library: read the file, embed the image, rank captions and past cases. The first time
// includes opening the vectors of library and caption banks, which the window does once; then each next image.
#include <chrono>

#include "app/cli/bench_files.h"
#include "app/cli/bench_registry.h"
#include "app/cli/generated_library.h"
#include "app/cli/read_picture.h"
#include "core/packs/model_manifest.h"
#include "core/phantom/phantom_study.h"
#include "core/reading/case_search.h"
#include "dicom/write/phantom_dicom.h"

namespace hilum::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRuns = 11;
constexpr int kFileSizePx = 2048;
constexpr std::size_t kSuggestions = 10, kSimilar = 12;

double millisecondsSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// kRuns + 1 simulated films, so that no run can live on the one before.
base::Status writeFilms(const std::filesystem::path& folder, const base::JobContext& job) {
    for (int i = 0; i <= kRuns; ++i) {
        if (job.stopRequested()) return base::cancelled();
        phantom::PhantomOptions options;
        options.size = kFileSizePx;
        options.seed += static_cast<std::uint64_t>(i);
        HILUM_TRY(const auto study, phantom::makeChestStudy(options));
        HILUM_TRY_STATUS(dicom::writePhantomImage(study, dicom::identityOf(study, options, "CR"),
                                                  folder / ("film" + std::to_string(i) + ".dcm")));
        job.progress(i + 1, kRuns + 1, base::Stage::Writing);
    }
    return base::okStatus();
}

// What the window does for one study, from its file to the ranked lists.
base::Status readOne(const std::filesystem::path& file, const reading::CaseSearch& cases,
                     engine::EncoderSession& session, const base::JobContext& job) {
    HILUM_TRY(const auto picture, readPicture(file.string(), job));
    HILUM_TRY(auto vectors, session.embedImages(std::span(&picture, 1), true, job));
    HILUM_TRY(const auto captions, cases.suggest(vectors.at(0), "CR", kSuggestions, session, job));
    reading::CaseSearch::Request similar;
    similar.imageEmbedding = vectors.at(0);
    similar.top = kSimilar;
    HILUM_TRY(const auto hits, cases.search(similar, session, job));
    if (captions.empty() || hits.empty())
        return base::makeError(base::ErrorCode::Internal, "An image got no suggestions, so their time means nothing.");
    return base::okStatus();
}

base::Result<std::vector<BenchRow>> run(const Context& context, const base::JobContext& job) {
    HILUM_TRY(const auto session, loadSession(context, job));
    const auto& manifest = session->manifest();
    const BenchFolder folder;
    HILUM_TRY_STATUS(folder.status());
    const auto library = folder.path() / "library";
    HILUM_TRY_STATUS(fillLibrary(library, {10'000, manifest.dim, manifest.id, manifest.sha256}, job));
    HILUM_TRY_STATUS(writeFilms(folder.path(), job));
    const auto film = [&](int i) { return folder.path() / ("film" + std::to_string(i) + ".dcm"); };

    const auto start = Clock::now();
    HILUM_TRY(const auto cases, reading::CaseSearch::open(library, manifest, job));
    HILUM_TRY_STATUS(readOne(film(kRuns), *cases, *session, job));
    const double first = millisecondsSince(start);
    std::vector<double> next;
    for (int i = 0; i < kRuns; ++i) {
        const auto began = Clock::now();
        HILUM_TRY_STATUS(readOne(film(i), *cases, *session, job));
        next.push_back(millisecondsSince(began));
    }
    return std::vector<BenchRow>{
        {"suggest_first_image", first, "ms", 1, "loaded pack, 10,000 cases, their vectors read too; goal 1000"},
        {"suggest_next_image", median(next), "ms", kRuns, "another 2048 x 2048 CR each time; goal 1000"},
    };
}

}  // namespace

BenchGroup bench_suggest();

BenchGroup bench_suggest() {
    return {"suggest", "an opened file until its suggestions and similar cases are there", run};
}

}  // namespace hilum::app
