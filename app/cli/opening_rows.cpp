// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/opening_rows.h"

#include <string>

#include "app/cli/opening_child.h"
#include "dicom/bench/bench_files.h"
#include "dicom/bench/bench_zip.h"
#include "dicom/open/parallel.h"

namespace hilum::app {

namespace {

namespace fs = std::filesystem;
using base::Result;
using Files = std::vector<fs::path>;

constexpr int kSlices = 500, kSidePx = 512;
constexpr int kManyFiles = 10'000, kManySidePx = 128, kPerSeries = 500;
constexpr int kStudyRuns = 5, kManyRuns = 3, kStudies = 20, kBudgetMb = 200;
constexpr double kRawMb = kSlices * kSidePx * kSidePx * 2 / 1e6;

struct Samples {
    std::vector<double> first, listed, loaded, peers, ratios, resident, memory;
};

base::Error notAll(double frames) {
    return base::makeError(base::ErrorCode::Internal,
                           "The study's images were not all read, so opening was not measured.",
                           std::to_string(frames));
}

Result<Samples> openStudy(const fs::path& path, const fs::path& library, const Files& files,
                          const base::JobContext& job) {
    Samples samples;
    for (int i = 0; i < kStudyRuns; ++i) {
        if (job.stopRequested()) return base::cancelled();
        HILUM_TRY(const auto run, runOpening({path}, library));
        if (run.frames < kSlices) return notAll(run.frames);
        HILUM_TRY(const double peer,
                  dicom::decodeWithPeer(files, dicom::Peer::DcmtkInMemory, dicom::allThreads(), job));
        samples.first.push_back(run.firstImageMs);
        samples.listed.push_back(run.listedMs);
        samples.loaded.push_back(run.loadedMs);
        samples.peers.push_back(peer * 1000);
        samples.ratios.push_back(run.loadedMs / (peer * 1000));
        samples.resident.push_back(run.residentMb - run.residentBeforeMb);
        samples.memory.push_back((run.residentMb - run.residentBeforeMb) / kRawMb);
    }
    return samples;
}

std::vector<BenchRow> studyRows(const std::string& name, const Samples& samples, const std::string& what) {
    const int n = kStudyRuns;
    return {{name + "_first_image", median(samples.first), "ms", n, what + ", painted in the window; goal 300"},
            {name + "_listed", median(samples.listed), "ms", n, "every header read"},
            {name + "_loaded", median(samples.loaded), "ms", n, "every slice decoded and in memory, listing included"},
            {name + "_loaded_ratio", median(samples.ratios), "1", n,
             "to DCMTK's loop with pixels, same threads, no window"},
            {name + "_memory", median(samples.resident), "MB", n, "resident more than before opening"},
            {name + "_memory_ratio", median(samples.memory), "1", n, "to the raw pixels; goal at most 1.3"}};
}

Result<std::vector<BenchRow>> manyRows(const fs::path& folder, const fs::path& library, const base::JobContext& job) {
    HILUM_TRY(const auto files, dicom::writeBenchFiles(folder, dicom::BenchSyntax::Uncompressed, kManyFiles,
                                                       kManySidePx, job, kPerSeries));
    std::vector<double> first, listed, peers, ratios;
    for (int i = 0; i < kManyRuns; ++i) {
        if (job.stopRequested()) return base::cancelled();
        HILUM_TRY(const auto run, runOpening({folder}, library));
        HILUM_TRY(const double peer, dicom::decodeWithPeer(files, dicom::Peer::DcmtkHeader, 1, job));
        first.push_back(run.firstImageMs);
        listed.push_back(run.listedMs);
        peers.push_back(peer * 1000);
        ratios.push_back(run.listedMs / (peer * 1000));
    }
    return std::vector<BenchRow>{
        {"open_folder10k_first_image", median(first), "ms", kManyRuns,
         "10,000 files in 20 series, painted in the window; goal 300"},
        {"open_folder10k_listed", median(listed), "ms", kManyRuns, "all of them in the list; goal 5000"},
        {"open_folder10k_dcmtk", median(peers), "ms", kManyRuns, "DCMTK loadFileUntilTag alone, one thread"},
        {"open_folder10k_ratio", median(ratios), "1", kManyRuns, "to that"}};
}

// The study under twenty names: what is held is counted by path, so that nothing of one helps the next.
Result<std::vector<BenchRow>> budgetRows(const fs::path& folder, const fs::path& study, const fs::path& library) {
    Files paths;
    std::error_code code;
    fs::create_directories(folder, code);
    for (int i = 0; i < kStudies && !code; ++i) {
        paths.push_back(folder / ("study" + std::to_string(i + 1)));
        fs::create_directory_symlink(study, paths.back(), code);
    }
    if (code)
        return base::makeError(base::ErrorCode::Io, "The studies to open in turn could not be made.", code.message());
    HILUM_TRY(const auto run, runOpening(paths, library, kBudgetMb));
    const double more = run.peakMb - run.residentBeforeMb;
    return std::vector<BenchRow>{
        {"open_budget20_held", run.heldMb, "MB", 1, "most that frames took, 20 studies of 262 MB in turn"},
        {"open_budget20_ratio", run.heldMb / run.budgetMb, "1", 1, "to the budget of 200 MB; goal at most 1"},
        {"open_budget20_memory_ratio", more / run.budgetMb, "1", 1,
         "the process' largest size more than before, to the budget"}};
}

void add(std::vector<BenchRow>& rows, std::vector<BenchRow> more) {
    for (auto& row : more) rows.push_back(std::move(row));
}

}  // namespace

Result<std::vector<BenchRow>> openingRows(const fs::path& folder, const base::JobContext& job) {
    const fs::path study = folder / "ct500", zip = folder / "ct500.zip", library = folder / "library";
    std::vector<BenchRow> rows;
    HILUM_TRY(const auto files, dicom::writeBenchFiles(study, dicom::BenchSyntax::Uncompressed, kSlices, kSidePx, job));
    HILUM_TRY(const auto asFolder, openStudy(study, library, files, job));
    add(rows, studyRows("open_ct500", asFolder, "500 slices of 512 x 512"));
    HILUM_TRY_STATUS(dicom::writeBenchZip(zip, files, job));
    HILUM_TRY(const auto asZip, openStudy(zip, library, files, job));
    add(rows, studyRows("open_zip500", asZip, "the same as one ZIP"));
    std::error_code ignored;
    fs::remove(zip, ignored);
    HILUM_TRY(auto budget, budgetRows(folder / "turn", study, library));
    add(rows, std::move(budget));
    fs::remove_all(study, ignored);
    HILUM_TRY(auto many, manyRows(folder / "many", library, job));
    add(rows, std::move(many));
    return rows;
}

}  // namespace hilum::app
