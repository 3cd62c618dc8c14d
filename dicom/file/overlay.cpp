// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// readOverlays(): bit planes with their own data (60xx,3000), and the retired kind that lies in the unused
// bits of the pixel cells. A plane that is damaged is left out: the image under it can still be read.
#include <algorithm>

#include "dicom/file/frame_bytes.h"
#include "dicom/file/frame_image.h"

namespace hilum::dicom {

namespace {

using OverlayPtr = std::shared_ptr<const image::Overlay>;

constexpr std::uint32_t kFirstGroup = 0x6000, kLastGroup = 0x601E;
constexpr std::uint64_t kMaxOverlayPixels = 1ULL << 28, kMaxDataBytes = 1ULL << 30;

struct Plane {
    const Prescan& file;
    const PixelLayout& layout;
    int frame;
    std::uint32_t group;

    std::uint32_t tag(std::uint32_t element) const { return group << 16 | element; }
    std::int64_t number(std::uint32_t element, std::int64_t other) const {
        return file.elements.integer(tag(element)).value_or(other);
    }
};

// Which of the overlay's own frames lies over this one (C.9.3); negative when none does.
std::int64_t ownFrame(const Plane& plane) {
    const auto count = plane.file.elements.number(plane.tag(0x0015));
    if (!count) return 0;
    const std::int64_t own = plane.frame - (plane.number(0x0051, 1) - 1);
    return own >= 0 && own < static_cast<std::int64_t>(std::max(1.0, *count)) ? own : -1;
}

// PS3.5 8.1.2: bits packed from the lowest up, planes of a multi-frame overlay without padding between.
bool readOwnData(const Plane& plane, std::int64_t own, image::Overlay& overlay) {
    const Element* data = plane.file.elements.find(plane.tag(0x3000));
    const auto bytes = plane.file.elements.bytes(plane.tag(0x3000), kMaxDataBytes);
    if (!bytes.ok() || data == nullptr) return false;
    const bool swapped = data->encoding.bigEndian && data->vr == vrOf('O', 'W');
    const std::size_t count = overlay.pixels.size();
    const std::size_t first = static_cast<std::size_t>(own) * count;
    if (first + count > bytes->size() * 8) return false;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t bit = first + i;
        std::size_t at = bit / 8;
        if (swapped) at = std::min(at ^ 1U, bytes->size() - 1);
        overlay.pixels[i] = static_cast<std::uint8_t>((*bytes)[at] >> (bit % 8) & 1);
    }
    return true;
}

bool readEmbedded(const Plane& plane, image::Overlay& overlay) {
    const PixelLayout& layout = plane.layout;
    const std::int64_t position = plane.number(0x0102, 0);
    const bool unused = position >= 0 && position < layout.bitsAllocated &&
                        (position > layout.highBit || position < layout.highBit + 1 - layout.bitsStored);
    if (plane.file.pixels.kind != PixelKind::Native || layout.samples != 1 || layout.bitsAllocated != 16 || !unused ||
        overlay.width != layout.columns || overlay.height != layout.rows)
        return false;
    const auto native = nativeFrame(plane.file, layout, plane.frame);
    if (!native.ok() || native->bytes.size() < overlay.pixels.size() * 2) return false;
    const bool big = plane.file.syntax.bigEndianPixels || plane.file.encoding.bigEndian;
    for (std::size_t i = 0; i < overlay.pixels.size(); ++i) {
        const int low = native->bytes[2 * i + (big ? 1 : 0)], high = native->bytes[2 * i + (big ? 0 : 1)];
        overlay.pixels[i] = static_cast<std::uint8_t>((low | high << 8) >> position & 1);
    }
    return true;
}

OverlayPtr readOverlay(const Plane& plane) {
    const std::int64_t rows = plane.number(0x0010, 0), columns = plane.number(0x0011, 0);
    if (rows <= 0 || columns <= 0 || rows > 65535 || columns > 65535 ||
        static_cast<std::uint64_t>(rows * columns) > kMaxOverlayPixels)
        return nullptr;
    const std::int64_t own = ownFrame(plane);
    if (own < 0) return nullptr;
    auto overlay = std::make_shared<image::Overlay>();
    overlay->width = static_cast<int>(columns);
    overlay->height = static_cast<int>(rows);
    const auto origin = plane.file.elements.numbers(plane.tag(0x0050), ElementSet::Unstated::SignedInteger);
    if (origin.size() == 2) {
        overlay->y = static_cast<int>(std::clamp(origin[0], -1e6, 1e6)) - 1;
        overlay->x = static_cast<int>(std::clamp(origin[1], -1e6, 1e6)) - 1;
    }
    overlay->isRegion = plane.file.elements.text(plane.tag(0x0040)) == "R";
    overlay->label = plane.file.elements.text(plane.tag(0x1500));
    if (overlay->label.empty()) overlay->label = plane.file.elements.text(plane.tag(0x0022));
    const bool hasData = plane.file.elements.has(plane.tag(0x3000));
    // The declared size is believed only once there are that many bits.
    if (hasData && plane.file.elements.find(plane.tag(0x3000))->length * 8 < static_cast<std::uint64_t>(rows * columns))
        return nullptr;
    overlay->pixels.resize(static_cast<std::size_t>(rows * columns));
    const bool read = hasData ? readOwnData(plane, own, *overlay) : readEmbedded(plane, *overlay);
    return read ? overlay : nullptr;
}

}  // namespace

std::vector<OverlayPtr> readOverlays(const Prescan& file, const PixelLayout& layout, int frame) {
    std::vector<OverlayPtr> overlays;
    for (std::uint32_t group = kFirstGroup; group <= kLastGroup; group += 2) {
        const Plane plane{file, layout, frame, group};
        if (!file.elements.has(plane.tag(0x0010))) continue;
        if (auto overlay = readOverlay(plane)) overlays.push_back(std::move(overlay));
    }
    return overlays;
}

}  // namespace hilum::dicom
