// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Resampling of 8-bit rasters as MedSAM's published code does it (scikit-image's transform.resize with order 3 and
// antialiasing): a Gaussian of sigma (factor - 1) / 2 along each axis that shrinks, interpolating cubic B-splines
// (Unser 1999, IEEE Signal Processing Magazine 16(6)), mirrored at the edge pixels' centres, cut to the picture's
// own range and then to whole numbers. Within one grey level of it (tests/core/image/tst_spline_resample.cpp).
#pragma once

#include "core/image/image.h"

namespace hilum::image {

Raster splineResize(const Raster& raster, int width, int height);

}  // namespace hilum::image
