// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A decoded frame with the meaning of its values: rescale, VOI windows, padding, spacing and its kind,
// plane; per-frame and shared functional groups (PS3.3 C.7.6.16) go before the root's own attributes.
// Palettes become RGB, colour becomes 8 bit, a modality lookup table is applied.
#pragma once

#include "dicom/file/pixel_decoder.h"

namespace hilum::dicom {

// The geometry and grey-scale attributes that hold for a frame.
struct FrameMeaning {
    double slope = 1.0;
    double intercept = 0.0;
    std::string unit;
    std::vector<image::WindowLevel> windows;
    image::Spacing spacing;
    std::optional<image::Plane> plane;
    double sliceThicknessMm = 0.0;
};
FrameMeaning readMeaning(const ElementSet& set, int frame);

base::Result<image::Image> frameImage(const Prescan& file, int frame, const base::JobContext& context = {});

}  // namespace hilum::dicom
