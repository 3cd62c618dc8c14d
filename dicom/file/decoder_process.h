// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Compressed pixels from outside are decoded in other processes (hilum-decoder), so that a code stream which
// crashes, hangs or eats the memory of a foreign library ends that process and not the reading room. Each
// process serves one frame at a time under a memory limit and a deadline that follow the picture's declared
// size, and is kept for the next frame; one that misbehaves is killed. RLE, deflate and native pixels stay in
// the program: their decoders are our own, bounded by construction, and cheaper than the way to a process.
// Any thread. Errors: Corrupt (the decoder died or refused), Timeout, Unsupported (over its memory), Cancelled.
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/job_context.h"
#include "dicom/file/jpeg_frame.h"

namespace hilum::dicom {

struct DecoderLimits {
    double cpuSeconds = 2.0;                  // plus secondsPerMegapixel; time of the processor, so that a busy machine
    double secondsPerMegapixel = 1.0;         // ends nothing that works
    double wallFactor = 15.0;                 // how much longer it may take by the clock (a decoder that sleeps)
    std::uint64_t memoryBytes = 64ULL << 20;  // plus memoryFactor times the decoded and the packed frame
    double memoryFactor = 10.0;
};

// HILUM_DECODER, or hilum-decoder beside the program, in libexec or above (tests); nothing when there is none.
std::optional<std::filesystem::path> decoderProgram();

base::Result<DecodedSamples> decodeInProcess(const std::filesystem::path& program, std::span<const std::uint8_t> stream,
                                             const TransferSyntax& syntax, const PixelLayout& layout,
                                             const base::JobContext& context = {}, const DecoderLimits& limits = {});

// Ends the processes that wait for work.
void endIdleDecoders();

}  // namespace hilum::dicom
