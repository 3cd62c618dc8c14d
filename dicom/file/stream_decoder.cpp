// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/stream_decoder.h"

#include "dicom/file/decoder_process.h"
#include "dicom/file/j2k_frame.h"

namespace hilum::dicom {

base::Result<DecodedSamples> decodeStreamHere(std::vector<std::uint8_t> stream, const TransferSyntax& syntax,
                                              const PixelLayout& layout) {
    if (syntax.codec == Codec::Jpeg2000 || syntax.codec == Codec::HtJ2k) return decodeJ2kFrame(stream, layout);
    return decodeJpegFrame(std::move(stream), syntax, layout);
}

base::Result<DecodedSamples> decodeStream(std::vector<std::uint8_t> stream, const TransferSyntax& syntax,
                                          const PixelLayout& layout, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    // Without the program beside it (a library used alone) decoding still works, only not contained.
    if (const auto program = decoderProgram()) return decodeInProcess(*program, stream, syntax, layout, context);
    return decodeStreamHere(std::move(stream), syntax, layout);
}

}  // namespace hilum::dicom
