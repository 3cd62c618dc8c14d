// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Resampling of 8-bit rasters with the arithmetic of the Python Imaging Library (Pillow, Resample.c), which most
// published encoders were trained behind: a separable filter whose support grows when the picture shrinks
// (antialiasing), coefficients in 22-bit fixed point, horizontal pass first, bytes in between. Equal to Pillow's
// Image.resize value for value (tests/core/image/tst_pil_resample.cpp).
#pragma once

#include "core/image/image.h"

namespace hilum::image {

enum class PilFilter { Bilinear, Bicubic };  // triangle of support 1; cubic a = -0.5 of support 2

Raster pilResize(const Raster& raster, int width, int height, PilFilter filter);

}  // namespace hilum::image
