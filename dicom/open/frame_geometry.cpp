// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// readFrameGeometry(): every frame's place from the functional groups, or the file's own for all.
#include <algorithm>

#include "dicom/file/frame_image.h"
#include "dicom/open/content.h"

namespace hilum::dicom {

namespace {

// What is declared beyond the file's bytes is not there; a compressed frame has at least the head of its item.
int framesThere(const Prescan& file, const PixelLayout& layout) {
    constexpr std::uint64_t kItemHeadBytes = 8, kSubsampledBits = 16;
    const bool subsampled = layout.photometric == Photometric::YbrFull422;
    const auto bits = subsampled ? kSubsampledBits : static_cast<std::uint64_t>(layout.samples * layout.bitsAllocated);
    const std::uint64_t most = file.pixels.kind == PixelKind::Encapsulated
                                   ? file.source->size() / kItemHeadBytes
                                   : file.pixels.length * 8 / (layout.pixels() * bits);
    return static_cast<int>(std::clamp<std::uint64_t>(most, 1, static_cast<std::uint64_t>(layout.frames)));
}

}  // namespace

base::Result<std::vector<FrameGeometry>> readFrameGeometry(const Locator& locator, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    return base::guarded("Reading the frames' places", [&]() -> base::Result<std::vector<FrameGeometry>> {
        HILUM_TRY(const auto source, openLocator(locator, context));
        HILUM_TRY(const auto file, prescan(source, Reach::Header, {}, context));
        HILUM_TRY(const auto layout, readLayout(file));
        std::vector<FrameGeometry> frames;
        for (auto& place : readPlaces(file.elements, framesThere(file, layout)))
            frames.push_back({place.spacing, place.plane, place.sliceThicknessMm, std::move(place.stackId),
                              place.inStack, place.temporalPosition});
        return frames;
    });
}

}  // namespace hilum::dicom
