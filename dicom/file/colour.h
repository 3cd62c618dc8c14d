// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Colour of PS3.3 C.7.6.3.1.2 turned into interleaved RGB: YBR_FULL, YBR_FULL_422, palettes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "dicom/file/element_set.h"

namespace hilum::dicom {

// In place; bytes are Y, Cb, Cr triples of 8 bits.
void ybrToRgb(std::vector<std::uint8_t>& bytes);
// The same for luma of 16 to 235 and chroma of 16 to 240 (YBR_PARTIAL_422, retired).
void ybrPartialToRgb(std::vector<std::uint8_t>& bytes);
// Y1 Y2 Cb Cr for each pair of pixels -> Y Cb Cr per pixel.
std::vector<std::uint8_t> expand422(const std::vector<std::uint8_t>& bytes, std::uint64_t pixels);

// Three lookup tables of one length, scaled to 8 bits. Indices outside use the nearest end (C.7.9.2.1),
// so nothing outside the tables is ever shown.
struct Palette {
    std::int64_t firstMapped = 0;
    std::array<std::vector<std::uint8_t>, 3> entries;
    std::array<std::uint8_t, 3> at(std::int64_t index) const;
};
// Corrupt when the tables are missing or shorter than declared; segmented tables (C.7.9.2) are expanded.
base::Result<Palette> readPalette(const ElementSet& set, bool isSigned);

// The values of a lookup table (descriptor: entries, first mapped, bits), as 16-bit numbers.
struct LookupTable {
    std::int64_t firstMapped = 0;
    int bits = 16;
    std::vector<std::uint16_t> entries;
};
base::Result<LookupTable> readLookupTable(const ElementSet& set, std::uint32_t descriptorTag, std::uint32_t dataTag,
                                          bool isSigned);

}  // namespace hilum::dicom
