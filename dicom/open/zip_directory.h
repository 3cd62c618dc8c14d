// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The table of contents of a ZIP (APPNOTE 6.3.9, 4.3.12-4.3.16, ZIP64 included), read with our own bounds
// before anything is expanded. An entry that must not be opened carries the sentence that says why:
// names that leave the archive, encryption, links, sizes over the limits, expansion like a bomb's.
// Errors: Corrupt (no readable directory), Unsupported (too many entries or bytes).
#pragma once

#include <string>
#include <vector>

#include "dicom/file/byte_source.h"
#include "dicom/open/study_source.h"

namespace hilum::dicom {

struct ZipEntry {
    std::string name;
    std::uint16_t method = 0;  // 0 stored, 8 deflate, others by libarchive
    std::uint16_t flags = 0;
    std::uint32_t crc = 0;
    std::uint64_t packedBytes = 0;
    std::uint64_t expandedBytes = 0;
    std::uint64_t headerOffset = 0;
    std::string refusal;  // one sentence, "" = may be opened
};

// Folders are left out; entries keep the archive's order.
base::Result<std::vector<ZipEntry>> readZipDirectory(const ByteSource& zip, const ScanLimits& limits);

// The entry's content; with enoughBytes > 0 at least that much of its start, when it is that long.
base::Result<std::vector<std::uint8_t>> readZipEntry(const ByteSource& zip, const ZipEntry& entry,
                                                     std::uint64_t enoughBytes, const base::JobContext& context);

}  // namespace hilum::dicom
