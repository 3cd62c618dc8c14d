// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// JPEG lossless (ITU-T T.81 Annex H, process 14; DICOM PS3.5 A.4.3 and 8.2.1) with Huffman coding: the form in which
// most archives keep CT and MR. It reads what such files are: one scan of all components, no subsampling, 2 to 16
// bits, any predictor, point transform, restart intervals. Everything else is Unsupported and left to DCMTK's codec.
// Bounded like RLE: the picture's size is the caller's, each sample takes at least one bit, nothing is allocated by
// what the stream says, so it may run in the program's own process. Errors: Corrupt, Unsupported.
#pragma once

#include "dicom/file/jpeg_frame.h"

namespace hilum::dicom {

// Samples interleaved, of one byte up to 8 bits and else two, lowest byte first; isYbr is left to the caller.
base::Result<DecodedSamples> decodeJpegLossless(std::span<const std::uint8_t> stream, const StreamHeader& header);

}  // namespace hilum::dicom
