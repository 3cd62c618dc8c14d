// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// bench open: how soon the first image of a file and of a folder is ready to be drawn, as the window opens
// them (headers first, the first instance decoded while the rest is still being read), and how soon it is
// painted in a real window. The files are simulated radiographs written as DICOM into a temporary folder; whole
// studies follow in opening_rows.cpp.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "app/cli/bench_files.h"
#include "app/cli/bench_registry.h"
#include "app/cli/child_process.h"
#include "app/cli/opening_rows.h"
#include "core/base/paths.h"
#include "core/image/window_level.h"
#include "core/phantom/phantom_study.h"
#include "dicom/open/study_source.h"
#include "dicom/write/phantom_dicom.h"

namespace hilum::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRuns = 11;
constexpr int kFolderFiles = 200;
constexpr int kFileSizePx = 2048;
constexpr int kFolderSizePx = 512;

double millisecondsSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// One simulated study, written `count` times with the UIDs of that many instances.
base::Status writeFiles(const std::filesystem::path& folder, int sizePx, int count, const base::JobContext& job) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    phantom::PhantomOptions options;
    options.size = sizePx;
    HILUM_TRY(const auto study, phantom::makeChestStudy(options));
    for (int i = 0; i < count; ++i) {
        if (job.stopRequested()) return base::cancelled();
        auto identity = dicom::identityOf(study, options, "CR");
        identity.imageUid += "." + std::to_string(i + 1);
        HILUM_TRY_STATUS(
            dicom::writePhantomImage(study, identity, folder / ("image" + std::to_string(1000 + i) + ".dcm")));
        job.progress(i + 1, count, base::Stage::Writing);
    }
    return base::okStatus();
}

struct Opened {
    double firstMs = 0;  // until the first instance is decoded and windowed to 8 bits
    double allMs = 0;    // until every header is read
    int instances = 0;
};

base::Result<Opened> openOnce(const std::filesystem::path& path, const base::JobContext& job) {
    Opened opened;
    base::Status decoded;
    const auto start = Clock::now();
    double decodingMs = 0;
    const auto sink = [&](const dicom::Instance& instance) {
        ++opened.instances;
        if (opened.instances != 1) return;
        const auto began = Clock::now();
        const auto image = dicom::readFrame(instance.locator, 0, job);
        if (image.ok()) {
            const auto raster = image::render(*image, image::defaultWindow(*image));
            if (raster.empty())
                decoded = base::makeError(base::ErrorCode::Internal, "The first image could not be drawn.");
        } else {
            decoded = image.error();
        }
        decodingMs = millisecondsSince(began);
        opened.firstMs = millisecondsSince(start);
    };
    HILUM_TRY_STATUS(dicom::scan({path}, sink, job));
    HILUM_TRY_STATUS(std::move(decoded));
    opened.allMs = millisecondsSince(start) - decodingMs;
    return opened;
}

// A window in a process of its own: from the request to open the file to its first painted image.
base::Result<double> windowOnce(const std::filesystem::path& file, const std::filesystem::path& library) {
    ChildOptions options;
    options.words = {(base::executableFolder() / "hilum").string(), "--quit-after-first-image", "--library",
                     library.string(), file.string()};
    options.environment = benchWindowEnvironment(library);
    HILUM_TRY(const auto run, runChild(options));
    double milliseconds = 0;
    if (run.exitCode != 0 || std::sscanf(run.firstLine.c_str(), "first-image-ms %lf", &milliseconds) != 1)
        return base::makeError(
            base::ErrorCode::Internal,
            "The window did not say when its first image was painted, so opening could not be measured.",
            "exit " + std::to_string(run.exitCode) + ", line '" + run.firstLine + "'");
    return milliseconds;
}

base::Result<std::vector<BenchRow>> run(const Context&, const base::JobContext& job) {
    const BenchFolder folder;
    HILUM_TRY_STATUS(folder.status());
    const auto single = folder.path() / "single", many = folder.path() / "folder", library = folder.path() / "library";
    HILUM_TRY_STATUS(writeFiles(single, kFileSizePx, 1, job));
    HILUM_TRY_STATUS(writeFiles(many, kFolderSizePx, kFolderFiles, job));
    const auto file = single / "image1000.dcm";
    std::vector<double> one, first, all, window;
    int instances = 0;
    for (int i = 0; i < kRuns; ++i) {
        if (job.stopRequested()) return base::cancelled();
        HILUM_TRY(const auto ofFile, openOnce(file, job));
        HILUM_TRY(const auto ofFolder, openOnce(many, job));
        HILUM_TRY(const double painted, windowOnce(file, library));
        one.push_back(ofFile.firstMs);
        first.push_back(ofFolder.firstMs);
        all.push_back(ofFolder.allMs);
        window.push_back(painted);
        instances = ofFolder.instances;
    }
    if (instances != kFolderFiles)
        return base::makeError(base::ErrorCode::Internal,
                               "The folder's images were not all found, so opening was not measured.",
                               std::to_string(instances));
    std::vector<BenchRow> rows{
        {"open_first_image_window", median(window), "ms", kRuns,
         "dropped 2048 x 2048 CR, until it is painted; goal 300"},
        {"open_first_image_file", median(one), "ms", kRuns, "the same file until it can be painted, without a window"},
        {"open_first_image_folder", median(first), "ms", kRuns, "first of 200 files of 512 x 512"},
        {"open_headers_folder", median(all), "ms", kRuns, "headers of all 200"},
    };
    HILUM_TRY(auto whole, openingRows(folder.path(), job));
    for (auto& row : whole) rows.push_back(std::move(row));
    return rows;
}

}  // namespace

BenchGroup bench_open() {
    return {"open", "the first image of a file, a folder and a ZIP, whole studies, their memory", run};
}

}  // namespace hilum::app
