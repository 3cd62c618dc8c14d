// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A decoded frame with the meaning of its values: rescale, VOI windows, padding, spacing and its kind,
// plane; per-frame and shared functional groups (PS3.3 C.7.6.16) go before the root's own attributes.
// Palettes become RGB, colour becomes 8 bit, a modality lookup table is applied.
#pragma once

#include "dicom/file/colour.h"
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
FrameMeaning readMeaning(const ElementSet& root, int frame);

// A VOI table as a window over the range of values that it maps; a nameless one is called "VOI table".
image::WindowLevel voiWindow(LookupTable table, std::string name);

// Spacing and plane of every frame in one pass over the functional groups; `frames` entries.
struct FramePlace {
    image::Spacing spacing;
    std::optional<image::Plane> plane;
    double sliceThicknessMm = 0.0;
    std::string stackId;
    int inStack = 0;
    int temporalPosition = 0;
};
std::vector<FramePlace> readPlaces(const ElementSet& root, int frames);

// Calibrated rectangles of an ultrasound image (C.8.5.5), those without an area left out.
std::vector<image::Region> readRegions(const ElementSet& root);

// Bit planes of groups 6000-601E (C.9.2) that belong to this frame; damaged ones are left out.
std::vector<std::shared_ptr<const image::Overlay>> readOverlays(const Prescan& file, const PixelLayout& layout,
                                                                int frame);

base::Result<image::Image> frameImage(const Prescan& file, int frame, const base::JobContext& context = {});

}  // namespace hilum::dicom
