// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// readFrameGeometry(): every frame's place from the functional groups, or the file's own for all.
#include "dicom/file/frame_image.h"
#include "dicom/open/content.h"

namespace hilum::dicom {

base::Result<std::vector<FrameGeometry>> readFrameGeometry(const Locator& locator, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    return base::guarded("Reading the frames' places", [&]() -> base::Result<std::vector<FrameGeometry>> {
        HILUM_TRY(const auto source, openLocator(locator, context));
        HILUM_TRY(const auto file, prescan(source, Reach::Header, {}, context));
        HILUM_TRY(const auto layout, readLayout(file));
        std::vector<FrameGeometry> frames;
        for (auto& place : readPlaces(file.elements, layout.frames))
            frames.push_back({place.spacing, place.plane, place.sliceThicknessMm, std::move(place.stackId),
                              place.inStack, place.temporalPosition});
        return frames;
    });
}

}  // namespace hilum::dicom
