// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Pre-scan: the first and only reading of a DICOM stream's structure (PS3.10 7, PS3.5 7, A.4). Finds the
// encoding (preamble or none, meta header, implicit/explicit, little/big-endian, deflated), walks every
// element within limits and locates the pixel data. No codec and no foreign parser sees a byte before;
// what plain DCMTK 3.6.7 dies of (reliability.md 1.1) ends here with one sentence, in milliseconds.
// Errors: InvalidInput (not DICOM), Corrupt, Unsupported (over a limit), Io, Cancelled. A stated limit is
// the input's fault (exit 3); OutOfMemory is kept for a machine that has none left (exit 5).
#pragma once

#include <vector>

#include "dicom/file/element_set.h"
#include "dicom/file/transfer_syntax.h"

namespace hilum::dicom {

struct PrescanLimits {
    WalkLimits walk;
    std::uint64_t maxFrames = 1'000'000;          // the largest slide images stay below
    std::uint64_t maxFrameBytes = 2ULL << 30;     // one frame, decoded
    std::uint64_t maxInflatedBytes = 2ULL << 30;  // deflated syntax
    double maxExpansion = 200.0;                  // inflated : packed, above kExpansionFreeBytes
    std::uint64_t expansionFreeBytes = 16ULL << 20;
};

enum class PixelKind { None, Native, Encapsulated, Float, Double };

struct Fragment {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool cutOff = false;
};

struct PixelElement {
    PixelKind kind = PixelKind::None;
    std::uint16_t vr = 0;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;                 // native: bytes that are there
    bool cutOff = false;                      // native: fewer bytes than declared
    std::vector<std::uint64_t> basicOffsets;  // of the offset table, relative to the first fragment's item
    std::uint64_t fragmentsStart = 0;         // where the first fragment's item lies
    std::vector<Fragment> fragments;          // encapsulated, without the offset table; empty for Reach::Header
};

struct Prescan {
    SourcePtr source;       // where the dataset's offsets point: the file, or its inflated content
    TransferSyntax syntax;  // as declared (uid "" when the file has no meta header)
    Encoding encoding;      // as found
    ElementSet meta;
    ElementSet elements;  // root level up to the pixel data
    PixelElement pixels;
    bool hasPreamble = false;
    bool preambleIsProgram = false;  // ELF, PE or script in the 128 bytes (CVE-2019-11687): never run, worth a word
};

enum class Reach { Header, Fragments };

base::Result<Prescan> prescan(const SourcePtr& file, Reach reach = Reach::Header, const PrescanLimits& limits = {},
                              const base::JobContext& context = {});

}  // namespace hilum::dicom
