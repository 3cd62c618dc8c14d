// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One code stream to samples, by the codec that its transfer syntax needs. decodeStream() runs the foreign
// library in a decoder process (decoder_process.h) where there is one, decodeStreamHere() in this thread.
#pragma once

#include "core/base/job_context.h"
#include "dicom/file/jpeg_frame.h"

namespace hilum::dicom {

base::Result<DecodedSamples> decodeStream(std::vector<std::uint8_t> stream, const TransferSyntax& syntax,
                                          const PixelLayout& layout, const base::JobContext& context);
base::Result<DecodedSamples> decodeStreamHere(std::vector<std::uint8_t> stream, const TransferSyntax& syntax,
                                              const PixelLayout& layout);

}  // namespace hilum::dicom
