// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Files for measuring decoders, and bare peers that decode the same files: DCMTK's own loop and OpenJPEG's.
// Simulated CT slices (smooth anatomy, noise, 12 of 16 bits), no patient. Internal to `hilum bench decode`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::dicom {

enum class BenchSyntax { Uncompressed, JpegLossless, JpegLs, Rle, Jpeg2000, HtJpeg2000 };

// `slices` files of side x side in the folder, of one study; a new series after every `perSeries` of them (0 = one
// series). Errors: Io, Internal (an encoder refused).
base::Result<std::vector<std::filesystem::path>> writeBenchFiles(const std::filesystem::path& folder,
                                                                 BenchSyntax syntax, int slices, int side,
                                                                 const base::JobContext& context = {},
                                                                 int perSeries = 0);

// Every file to stored values by Hilum's own path, over `threads` threads; answers the seconds.
base::Result<double> decodeWithHilum(const std::vector<std::filesystem::path>& files, int threads,
                                     const base::JobContext& context = {});

enum class Peer {
    DcmtkHeader,    // DcmFileFormat::loadFileUntilTag up to the pixels
    DcmtkLoadFile,  // DcmFileFormat::loadFile alone, which leaves large values on disk
    DcmtkInMemory,  // and loadAllDataIntoMemory
    DcmtkDecode,    // and chooseRepresentation to an uncompressed syntax
    OpenJpeg,       // opj_decode of each file's code stream
};
base::Result<double> decodeWithPeer(const std::vector<std::filesystem::path>& files, Peer peer, int threads,
                                    const base::JobContext& context = {});

}  // namespace hilum::dicom
