// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/bench/bench_files.h"

#include <cmath>
#include <fstream>
#include <memory>
#include <mutex>
#include <random>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpls/djencode.h>
#include <dcmtk/dcmjpls/djrparam.h>

#include "dicom/file/dcmtk_setup.h"
#include "dicom/open/parallel.h"
#include "dicom/write/j2k_encode.h"
#include "dicom/write/uid.h"

namespace hilum::dicom {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::makeError;
using base::Result;
using base::Status;

void registerEncoders() {
    static std::once_flag once;
    std::call_once(once, [] {
        setUpDcmtk();
        DJEncoderRegistration::registerCodecs();
        DJLSEncoderRegistration::registerCodecs();
        DcmRLEEncoderRegistration::registerCodecs();
    });
}

std::vector<Uint16> simulatedSlice(int side, int slice) {
    std::vector<Uint16> values(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
    std::mt19937 random(static_cast<unsigned>(slice) + 1);
    std::normal_distribution<double> noise(0.0, 12.0);
    const double half = side / 2.0;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const double dx = (x - half) / half, dy = (y - half) / half * 1.25;
            double value = 24.0;  // air
            if (dx * dx + dy * dy < 0.8) value = 1064.0 + 40.0 * std::sin(9 * dx + 0.1 * slice);
            const double lung = std::pow((std::abs(dx) - 0.4) / 0.28, 2) + std::pow(dy / 0.55, 2);
            if (lung < 1) value = 180.0 + 60.0 * std::sin(40 * dx) * std::cos(37 * dy + 0.2 * slice);
            if (dx * dx + std::pow(dy - 0.7, 2) < 0.012) value = 1700.0;
            value += value > 30 ? noise(random) : noise(random) * 0.3;
            values[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)] =
                static_cast<Uint16>(std::lround(std::min(4095.0, std::max(0.0, value))));
        }
    return values;
}

Status fill(DcmDataset& set, int side, int slice, int series, const std::vector<Uint16>& values) {
    const std::string uid = "1.2.826.0.1.3680043.10.1.9." + std::to_string(side) + "." + std::to_string(slice + 1);
    bool good = true;
    const auto text = [&](const DcmTagKey& tag, const std::string& value) {
        good = good && set.putAndInsertString(tag, value.c_str()).good();
    };
    const auto number = [&](const DcmTagKey& tag, int value) {
        good = good && set.putAndInsertUint16(tag, static_cast<Uint16>(value)).good();
    };
    text(DCM_SOPClassUID, UID_CTImageStorage);
    text(DCM_SOPInstanceUID, uid);
    text(DCM_StudyInstanceUID, "1.2.826.0.1.3680043.10.1.9");
    text(DCM_SeriesInstanceUID, "1.2.826.0.1.3680043.10.1.9.0." + std::to_string(series));
    text(DCM_SeriesNumber, std::to_string(series));
    text(DCM_Modality, "CT");
    text(DCM_PatientName, "Simulated^Bench");
    text(DCM_PatientID, "BENCH");
    text(DCM_InstanceNumber, std::to_string(slice + 1));
    text(DCM_ImagePositionPatient, "0\\0\\" + std::to_string(slice));
    text(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
    text(DCM_PixelSpacing, "0.7\\0.7");
    text(DCM_RescaleIntercept, "-1024");
    text(DCM_RescaleSlope, "1");
    text(DCM_PhotometricInterpretation, "MONOCHROME2");
    number(DCM_SamplesPerPixel, 1);
    number(DCM_Rows, side);
    number(DCM_Columns, side);
    number(DCM_BitsAllocated, 16);
    number(DCM_BitsStored, 12);
    number(DCM_HighBit, 11);
    number(DCM_PixelRepresentation, 0);
    good = good &&
           set.putAndInsertUint16Array(DCM_PixelData, values.data(), static_cast<unsigned long>(values.size())).good();
    if (good) return base::okStatus();
    return makeError(ErrorCode::Internal, "A file to measure with could not be made; the log has the details.");
}

base::Error notWritten(const fs::path& path, const char* detail) {
    return makeError(ErrorCode::Io, "Cannot write " + path.string() + " to measure with; check the free space.",
                     detail);
}

// DCMTK writes no JPEG 2000: the file is saved uncompressed up to its pixels and the stream is put behind.
Status writeJ2k(DcmFileFormat& file, const std::vector<Uint16>& values, int side, bool highThroughput,
                const fs::path& path) {
    const std::vector<std::int32_t> wide(values.begin(), values.end());
    J2kPicture picture;
    picture.width = picture.height = side;
    picture.precision = 12;
    picture.values = wide;
    J2kOptions options;
    options.highThroughput = highThroughput;
    HILUM_TRY(auto stream, encodeJ2k(picture, options));
    if (stream.size() % 2 != 0) stream.push_back(0);
    delete file.getDataset()->remove(DCM_PixelData);
    const auto saved =
        file.saveFile(path.c_str(), EXS_JPEG2000LosslessOnly, EET_ExplicitLength, EGL_withoutGL, EPD_withoutPadding);
    if (saved.bad()) return notWritten(path, saved.text());
    std::ofstream out(path, std::ios::binary | std::ios::app);
    const auto mark = [&](std::uint16_t element, std::uint32_t length) {
        const std::uint16_t group = 0xFFFE;
        out.write(reinterpret_cast<const char*>(&group), 2).write(reinterpret_cast<const char*>(&element), 2);
        out.write(reinterpret_cast<const char*>(&length), 4);
    };
    out.write("\xE0\x7F\x10\x00OB\0\0\xFF\xFF\xFF\xFF", 12);
    mark(0xE000, 0);
    mark(0xE000, static_cast<std::uint32_t>(stream.size()));
    out.write(reinterpret_cast<const char*>(stream.data()), static_cast<std::streamsize>(stream.size()));
    mark(0xE0DD, 0);
    out.flush();
    return out.good() ? base::okStatus() : Status(notWritten(path, "short write"));
}

Status writeWithDcmtk(DcmFileFormat& file, BenchSyntax syntax, const fs::path& path) {
    E_TransferSyntax to = EXS_LittleEndianExplicit;
    const DJ_RPLossless lossless;
    const DcmRepresentationParameter* parameter = nullptr;
    const DJLSRepresentationParameter exact;
    if (syntax == BenchSyntax::JpegLossless) to = EXS_JPEGProcess14SV1, parameter = &lossless;
    if (syntax == BenchSyntax::JpegLs) to = EXS_JPEGLSLossless, parameter = &exact;
    if (syntax == BenchSyntax::Rle) to = EXS_RLELossless;
    const auto chosen = file.getDataset()->chooseRepresentation(to, parameter);
    if (chosen.bad())
        return makeError(ErrorCode::Internal, "A file to measure with could not be compressed.", chosen.text());
    const auto saved = file.saveFile(path.c_str(), to);
    return saved.good() ? base::okStatus() : Status(notWritten(path, saved.text()));
}

}  // namespace

Result<std::vector<fs::path>> writeBenchFiles(const fs::path& folder, BenchSyntax syntax, int slices, int side,
                                              const base::JobContext& context, int perSeries) {
    registerEncoders();
    std::error_code code;
    fs::create_directories(folder, code);
    std::vector<fs::path> files(static_cast<std::size_t>(slices));
    std::atomic<int> done = 0;
    const Status status = forEachParallel(files.size(), allThreads(), context, [&](std::size_t i) -> Status {
        files[i] = folder / ("slice" + std::to_string(10000 + i) + ".dcm");
        const auto values = simulatedSlice(side, static_cast<int>(i));
        DcmFileFormat file;
        const int series = perSeries > 0 ? static_cast<int>(i) / perSeries + 1 : 1;
        HILUM_TRY_STATUS(fill(*file.getDataset(), side, static_cast<int>(i), series, values));
        const bool wavelets = syntax == BenchSyntax::Jpeg2000 || syntax == BenchSyntax::HtJpeg2000;
        HILUM_TRY_STATUS(wavelets ? writeJ2k(file, values, side, syntax == BenchSyntax::HtJpeg2000, files[i])
                                  : writeWithDcmtk(file, syntax, files[i]));
        context.progress(++done, slices, base::Stage::Writing);
        return base::okStatus();
    });
    if (!status.ok()) return status.error();
    return files;
}

}  // namespace hilum::dicom
