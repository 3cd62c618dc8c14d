// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// bench decode: how fast files become stored values, beside DCMTK and OpenJPEG on the same files in the same
// run. Uncompressed: 500 slices of 512 x 512 into memory, both with all threads. Compressed: slices a second
// of Hilum with all threads against the peer's bare loop on one.
#include <array>
#include <numeric>

#include "app/cli/bench_files.h"
#include "app/cli/bench_registry.h"
#include "dicom/bench/bench_files.h"
#include "dicom/open/parallel.h"

namespace hilum::app {

namespace {

using base::Result;
using dicom::BenchSyntax;
using dicom::Peer;

constexpr int kSlices = 500, kCompressedSlices = 64, kSidePx = 512, kRuns = 7, kCompressedRuns = 5;

Result<std::vector<BenchRow>> uncompressed(const std::filesystem::path& folder, const base::JobContext& job) {
    HILUM_TRY(const auto files, dicom::writeBenchFiles(folder, BenchSyntax::Uncompressed, kSlices, kSidePx, job));
    const int threads = dicom::allThreads();
    std::vector<double> own, lazy, whole, ratios, wholeRatios;
    for (int i = 0; i < kRuns; ++i) {
        HILUM_TRY(const double ours, dicom::decodeWithHilum(files, threads, job));
        HILUM_TRY(const double bare, dicom::decodeWithPeer(files, Peer::DcmtkLoadFile, threads, job));
        HILUM_TRY(const double loaded, dicom::decodeWithPeer(files, Peer::DcmtkInMemory, threads, job));
        own.push_back(ours * 1000);
        lazy.push_back(bare * 1000);
        whole.push_back(loaded * 1000);
        ratios.push_back(ours / bare);
        wholeRatios.push_back(ours / loaded);
    }
    const std::string with = std::to_string(threads) + " threads";
    return std::vector<BenchRow>{
        {"decode_ct500", median(own), "ms", kRuns, "500 slices of 512 x 512, 12 of 16 bits, into memory, " + with},
        {"decode_ct500_loadfile", median(lazy), "ms", kRuns, "DCMTK loadFile alone (pixels stay on disk), " + with},
        {"decode_ct500_loadfile_memory", median(whole), "ms", kRuns,
         "DCMTK loadFile and its pixels in memory, " + with},
        {"decode_ct500_ratio", median(ratios), "1", kRuns, "to loadFile alone; goal at most 1.3"},
        {"decode_ct500_memory_ratio", median(wholeRatios), "1", kRuns, "to loadFile with pixels"}};
}

struct Compressed {
    BenchSyntax syntax;
    Peer peer;
    const char* name;
    const char* peerName;
};

Result<std::vector<BenchRow>> compressed(const Compressed& what, const std::filesystem::path& folder,
                                         const base::JobContext& job) {
    HILUM_TRY(const auto files, dicom::writeBenchFiles(folder, what.syntax, kCompressedSlices, kSidePx, job));
    std::vector<double> own, peer, ratios;
    for (int i = 0; i < kCompressedRuns; ++i) {
        HILUM_TRY(const double ours, dicom::decodeWithHilum(files, dicom::decodingThreads(), job));
        HILUM_TRY(const double theirs, dicom::decodeWithPeer(files, what.peer, 1, job));
        own.push_back(kCompressedSlices / ours);
        peer.push_back(kCompressedSlices / theirs);
        ratios.push_back(theirs / ours);
    }
    const std::string name = std::string("decode_") + what.name;
    return std::vector<BenchRow>{
        {name, median(own), "slices/s", kCompressedRuns,
         "512 x 512, " + std::to_string(dicom::decodingThreads()) +
             " threads, in decoder processes but for RLE and JPEG lossless"},
        {name + "_peer", median(peer), "slices/s", kCompressedRuns, std::string(what.peerName) + ", one thread"},
        {name + "_ratio", median(ratios), "1", kCompressedRuns, "to the peer; goal at least 1.8 on two cores"}};
}

Result<std::vector<BenchRow>> run(const Context&, const base::JobContext& job) {
    constexpr std::array kCompressed = {
        Compressed{BenchSyntax::JpegLossless, Peer::DcmtkDecode, "jpeg_lossless", "DCMTK"},
        Compressed{BenchSyntax::JpegLs, Peer::DcmtkDecode, "jpeg_ls", "DCMTK"},
        Compressed{BenchSyntax::Rle, Peer::DcmtkDecode, "rle", "DCMTK"},
        Compressed{BenchSyntax::Jpeg2000, Peer::OpenJpeg, "j2k", "OpenJPEG"},
        Compressed{BenchSyntax::HtJpeg2000, Peer::OpenJpeg, "htj2k", "OpenJPH"},
    };
    const BenchFolder folder;
    HILUM_TRY_STATUS(folder.status());
    HILUM_TRY(auto rows, uncompressed(folder.path() / "plain", job));
    std::error_code ignored;
    std::filesystem::remove_all(folder.path() / "plain", ignored);
    for (const auto& what : kCompressed) {
        HILUM_TRY(const auto more, compressed(what, folder.path() / what.name, job));
        rows.insert(rows.end(), more.begin(), more.end());
    }
    return rows;
}

}  // namespace

BenchGroup bench_decode() { return {"decode", "files to stored values, beside DCMTK and OpenJPEG", run}; }

}  // namespace hilum::app
