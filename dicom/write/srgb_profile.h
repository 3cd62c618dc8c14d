// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// An ICC profile of sRGB, for objects whose module demands one (PS3.3 C.11.15): version 2.4, class input, three
// primaries adapted to D50 and one curve of 256 samples. Made here, byte for byte the same each time.
#pragma once

#include <cstdint>
#include <vector>

namespace hilum::dicom {

std::vector<std::uint8_t> srgbProfile();

}  // namespace hilum::dicom
