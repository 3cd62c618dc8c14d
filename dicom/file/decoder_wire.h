// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What passes between the program and a decoder process: a request (syntax, layout, code stream) and an
// answer (an error, or samples in memory that both share and only the program can size). Fixed little structs and lengths; both sides check every number, because
// the decoder may have been taken over by the file that it reads.
#pragma once

#include <array>
#include <cstdint>

#include "dicom/file/jpeg_frame.h"

namespace hilum::dicom::wire {

constexpr std::uint32_t kRequestMark = 0x48644331, kAnswerMark = 0x48644132, kReadyMark = 0x48645230;
constexpr std::uint32_t kMaxTextBytes = 4096;

struct Request {
    std::uint32_t mark = kRequestMark;
    std::uint32_t deadlineSeconds = 0;  // after which the decoder ends itself, should nobody be left to end it
    std::array<char, 72> uid{};
    std::int32_t rows = 0, columns = 0, samples = 0, bitsAllocated = 0, bitsStored = 0, highBit = 0;
    std::uint8_t isSigned = 0, planar = 0, photometric = 0, unused = 0;
    std::uint64_t streamBytes = 0;
    std::uint64_t sharedBytes = 0;  // size of the shared memory that the samples go to
};

struct Answer {
    std::uint32_t mark = kAnswerMark;
    std::uint8_t ok = 0, isYbr = 0, bytesPerSample = 0, storedBits = 0;
    std::uint32_t errorCode = 0;
    std::uint32_t messageBytes = 0, detailBytes = 0;
    std::uint64_t sampleBytes = 0;
};

Request requestOf(const TransferSyntax& syntax, const PixelLayout& layout, std::uint64_t streamBytes);
PixelLayout layoutOf(const Request& request);

constexpr int kSocketFd = 3, kMemoryFd = 4;  // of the decoder process

// The loop of a decoder process: requests from the socket, answers to it, until the other side closes.
// Answers its exit status.
int serveDecoder();

}  // namespace hilum::dicom::wire
