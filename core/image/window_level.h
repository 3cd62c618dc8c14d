// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The grey-scale pipeline of PS3.3 C.11: stored value -> modality value -> VOI window -> inversion ->
// 8 bit. One documented path for the viewport, the encoders and the exports (golden images test it).
#pragma once

#include <cstdint>
#include <span>

#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::image {

// The file's first window, or an automatic one that clips 0.1 % at each end (padding left out);
// 8-bit images without a window get 0..255 unchanged.
WindowLevel defaultWindow(const Image& image);
WindowLevel fullRangeWindow(const Image& image);

// Window applied, MONOCHROME1 turned, optional inversion on top. RGB passes unchanged (inverted if asked).
Raster render(const Image& image, const WindowLevel& window, bool invert = false);

// The same levels as opaque 32-bit pixels (0xFFgggggg), as screens take them: no second pass over the picture. For grey
// images of up to 16 bits; `out` holds pixelCount() of them. False, and nothing written, for every other image.
bool renderScreen(const Image& image, const WindowLevel& window, bool invert, std::span<std::uint32_t> out);

// The rendition every encoder sees: render(image, defaultWindow(image)). Named so that provenance can say it.
Raster modelRendition(const Image& image);

}  // namespace hilum::image
