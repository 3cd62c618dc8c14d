// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Raw deflate (RFC 1951) with limits: for the deflated transfer syntax and for ZIP entries. Output grows
// in steps, so a lie about the size costs nothing. Errors: Corrupt, Unsupported (over a limit), Cancelled.
#pragma once

#include "core/base/job_context.h"
#include "dicom/file/byte_source.h"

namespace hilum::dicom {

struct InflateLimits {
    std::uint64_t maxBytes = 2ULL << 30;
    double maxExpansion = 200.0;  // out : in, once more than freeBytes came out
    std::uint64_t freeBytes = 16ULL << 20;
    // Stop quietly after this many bytes (a header is enough); 0 = everything.
    std::uint64_t enoughBytes = 0;
};

base::Result<std::vector<std::uint8_t>> inflateRaw(const ByteSource& source, std::uint64_t offset,
                                                   std::uint64_t packedBytes, const InflateLimits& limits,
                                                   const base::JobContext& context = {});

}  // namespace hilum::dicom
