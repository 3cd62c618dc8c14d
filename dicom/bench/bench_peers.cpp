// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// decodeWithHilum() and decodeWithPeer(). What was decoded stays in memory until the clock has stopped, as a
// study that is being read does; both sides are timed on the same files, already in the system's cache.
#include <chrono>
#include <memory>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpls/djdecode.h>

#include "dicom/bench/bench_files.h"
#include "dicom/file/dcmtk_setup.h"
#include "dicom/file/frame_bytes.h"
#include "dicom/file/j2k_frame.h"
#include "dicom/file/pixel_decoder.h"
#include "dicom/open/parallel.h"

namespace hilum::dicom {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::makeError;
using base::Result;
using base::Status;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

Status peerFailed(const fs::path& path, const std::string& detail) {
    return makeError(ErrorCode::Internal, "The peer could not decode " + path.string() + ".", detail);
}

Status withDcmtk(const fs::path& path, Peer peer, std::unique_ptr<DcmFileFormat>& kept) {
    kept = std::make_unique<DcmFileFormat>();
    if (peer == Peer::DcmtkHeader) {
        const auto read = kept->loadFileUntilTag(path.c_str(), EXS_Unknown, EGL_noChange, DCM_MaxReadLength,
                                                 ERM_autoDetect, DCM_PixelData);
        return read.good() ? base::okStatus() : peerFailed(path, read.text());
    }
    OFCondition done = kept->loadFile(path.c_str());
    if (done.good() && peer != Peer::DcmtkLoadFile) done = kept->loadAllDataIntoMemory();
    if (done.good() && peer == Peer::DcmtkDecode) {
        done = kept->getDataset()->chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
        const Uint16* values = nullptr;
        if (done.good()) done = kept->getDataset()->findAndGetUint16Array(DCM_PixelData, values);
        if (done.good() && values == nullptr) return peerFailed(path, "no values");
    }
    return done.good() ? base::okStatus() : peerFailed(path, done.text());
}

Status withOpenJpeg(const fs::path& path, std::vector<std::int32_t>& kept) {
    HILUM_TRY(const auto source, openFileSource(path));
    HILUM_TRY(const auto file, prescan(source, Reach::Fragments));
    HILUM_TRY(const auto layout, readLayout(file));
    HILUM_TRY(const auto stream, encapsulatedFrame(file, layout, 0));
    HILUM_TRY(const auto header, readJ2kHeader(stream));
    HILUM_TRY(kept, header.highThroughput ? runOpenJph(stream, header) : runOpenJpeg(stream, header));
    return base::okStatus();
}

}  // namespace

Result<double> decodeWithHilum(const std::vector<fs::path>& files, int threads, const base::JobContext& context) {
    std::vector<StoredFrame> kept(files.size());
    const auto start = Clock::now();
    const Status status = forEachParallel(files.size(), threads, context, [&](std::size_t i) -> Status {
        HILUM_TRY(const auto source, openFileSource(files[i]));
        HILUM_TRY(const auto file, prescan(source, Reach::Fragments, {}, context));
        HILUM_TRY(kept[i], decodeFrame(file, 0, context));
        return base::okStatus();
    });
    if (!status.ok()) return status.error();
    return secondsSince(start);
}

Result<double> decodeWithPeer(const std::vector<fs::path>& files, Peer peer, int threads,
                              const base::JobContext& context) {
    setUpDcmtk();
    DJLSDecoderRegistration::registerCodecs();
    DcmRLEDecoderRegistration::registerCodecs();
    std::vector<std::unique_ptr<DcmFileFormat>> kept(files.size());
    std::vector<std::vector<std::int32_t>> values(files.size());
    const auto start = Clock::now();
    const Status status = forEachParallel(files.size(), threads, context, [&](std::size_t i) -> Status {
        return peer == Peer::OpenJpeg ? withOpenJpeg(files[i], values[i]) : withDcmtk(files[i], peer, kept[i]);
    });
    if (!status.ok()) return status.error();
    return secondsSince(start);
}

}  // namespace hilum::dicom
