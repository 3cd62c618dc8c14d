// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// bench deidentify: files of one 512 x 512 slice of 16 bits a second through the whole of `hilum dicom deidentify`
// (find, read, pre-scan, clean, write, publish). The files are simulated and written into a temporary folder.
#include <chrono>
#include <filesystem>

#include "app/cli/bench_files.h"
#include "app/cli/bench_registry.h"
#include "core/base/paths.h"
#include "core/phantom/phantom_study.h"
#include "dicom/deid/deidentify.h"
#include "dicom/write/phantom_dicom.h"

namespace hilum::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kFiles = 300, kSizePx = 512, kRuns = 5;

base::Status writeFiles(const std::filesystem::path& folder, const base::JobContext& job) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    phantom::PhantomOptions options;
    options.size = kSizePx;
    HILUM_TRY(const auto study, phantom::makeChestStudy(options));
    for (int i = 0; i < kFiles; ++i) {
        if (job.stopRequested()) return base::cancelled();
        auto identity = dicom::identityOf(study, options, "CR");
        identity.imageUid += "." + std::to_string(i + 1);
        HILUM_TRY_STATUS(dicom::writePhantomImage(study, identity, folder / ("slice" + std::to_string(i) + ".dcm")));
    }
    return base::okStatus();
}

base::Result<std::vector<BenchRow>> run(const Context& context, const base::JobContext& job) {
    const BenchFolder folder;
    HILUM_TRY_STATUS(folder.status());
    const auto in = folder.path() / "in";
    HILUM_TRY_STATUS(writeFiles(in, job));
    HILUM_TRY(const auto profile, dicom::DeidProfile::load(base::resourcesFolder() / "deid" / "basic-profile.csv"));
    const dicom::IdentityMap identities(std::string(dicom::kSecretBytes, 'b'));
    std::vector<double> rates;
    for (int i = 0; i < kRuns; ++i) {
        dicom::DeidJob work;
        work.inputs = {in};
        work.out = folder.path() / ("out" + std::to_string(i));
        work.options.dates = dicom::KeepDates::Modified;
        work.threads = context.load.threads;
        const auto start = Clock::now();
        HILUM_TRY(const auto answer, dicom::deidentify(work, profile, identities, job));
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        if (answer.written != kFiles)
            return base::makeError(base::ErrorCode::Internal,
                                   "Not every file was de-identified, so its speed was not measured.",
                                   std::to_string(answer.written));
        rates.push_back(kFiles / seconds);
        std::error_code ignored;
        std::filesystem::remove_all(work.out, ignored);
    }
    return std::vector<BenchRow>{{"deidentify_512", median(rates), "files/s", kRuns,
                                  "300 files of 512 x 512, 16 bits, basic profile with moved dates; goal 100"}};
}

}  // namespace

BenchGroup bench_deidentify() { return {"deidentify", "files a second without identities", run}; }

}  // namespace hilum::app
