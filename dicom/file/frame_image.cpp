// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/frame_image.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "dicom/file/colour.h"
#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

using base::Result;
using image::Image;
using image::PixelType;

std::int64_t storedInteger(const StoredFrame& frame, std::size_t index) {
    const std::size_t width = image::sizeBytes(frame.type);
    std::uint64_t raw = 0;
    std::memcpy(&raw, frame.pixels.data() + index * width, width);
    switch (frame.type) {
        case PixelType::Int8: return static_cast<std::int8_t>(raw);
        case PixelType::Int16: return static_cast<std::int16_t>(raw);
        case PixelType::Int32: return static_cast<std::int32_t>(raw);
        default: return static_cast<std::int64_t>(raw);
    }
}

void applyPalette(const StoredFrame& frame, const Palette& palette, Image& image) {
    const std::size_t count = frame.pixels.size() / image::sizeBytes(frame.type);
    auto out = std::make_shared<std::vector<std::byte>>(count * 3);
    for (std::size_t i = 0; i < count; ++i) {
        const auto rgb = palette.at(storedInteger(frame, i));
        for (std::size_t c = 0; c < 3; ++c) (*out)[3 * i + c] = static_cast<std::byte>(rgb[c]);
    }
    image.channels = 3;
    image.type = PixelType::UInt8;
    image.colour = image::ColourModel::Rgb;
    image.pixels = std::move(out);
}

// Colour deeper than 8 bits is cut to its upper 8, as display is.
void narrowColour(const StoredFrame& frame, int bitsStored, Image& image) {
    const std::size_t count = frame.pixels.size() / image::sizeBytes(frame.type);
    auto out = std::make_shared<std::vector<std::byte>>(count);
    const int shift = std::max(0, bitsStored - 8);
    for (std::size_t i = 0; i < count; ++i) (*out)[i] = static_cast<std::byte>(storedInteger(frame, i) >> shift & 0xFF);
    image.type = PixelType::UInt8;
    image.pixels = std::move(out);
}

// A modality table (C.11.1) replaces slope and intercept: its output becomes the stored value.
base::Status applyModalityTable(const ElementSet& set, const StoredFrame& frame, bool isSigned, Image& image) {
    const auto item = set.item(tags::kModalityLutSequence, 0);
    if (!item || frame.type == PixelType::Float32 || frame.type == PixelType::Float64) return base::okStatus();
    HILUM_TRY(const auto table, readLookupTable(*item, tags::kLutDescriptor, tags::kLutData, isSigned));
    const std::size_t count = frame.pixels.size() / image::sizeBytes(frame.type);
    auto out = std::make_shared<std::vector<std::byte>>(count * 2);
    const auto last = static_cast<std::int64_t>(table.entries.size()) - 1;
    for (std::size_t i = 0; i < count; ++i) {
        const auto index = std::clamp<std::int64_t>(storedInteger(frame, i) - table.firstMapped, 0, last);
        std::memcpy(out->data() + 2 * i, &table.entries[static_cast<std::size_t>(index)], 2);
    }
    image.type = PixelType::UInt16;
    image.pixels = std::move(out);
    image.slope = 1.0;
    image.intercept = 0.0;
    image.unit.clear();
    image.padding.reset();
    return base::okStatus();
}

// Fewer stored bits than a byte would show almost black with the 8-bit window.
void addNarrowWindow(int bitsStored, Image& image) {
    if (!image.windows.empty() || image.type != PixelType::UInt8 || bitsStored >= 8 || image.channels != 1) return;
    const double most = (1 << bitsStored) - 1;
    image.windows.push_back({most / 2 * image.slope + image.intercept, std::max(1.0, most * std::abs(image.slope)),
                             image::VoiFunction::LinearExact, "Full range", nullptr});
}

std::optional<double> readPadding(const ElementSet& set, bool isSigned) {
    const auto kind = isSigned ? ElementSet::Unstated::SignedInteger : ElementSet::Unstated::Integer;
    const auto value = set.number(tags::kPixelPaddingValue, kind);
    // Written as US in files of signed pixels now and then.
    if (value && isSigned && *value > 32767) return *value - 65536;
    return value;
}

}  // namespace

Result<Image> frameImage(const Prescan& file, int frame, const base::JobContext& context) {
    HILUM_TRY(const PixelLayout layout, readLayout(file));
    HILUM_TRY(StoredFrame stored, decodeFrame(file, frame, context));
    return base::guarded("Preparing a frame", [&]() -> Result<Image> {
        FrameMeaning meaning = readMeaning(file.elements, frame);
        Image image;
        image.width = stored.width;
        image.height = stored.height;
        image.channels = stored.channels;
        image.type = stored.type;
        image.spacing = meaning.spacing;
        image.plane = meaning.plane;
        image.regions = readRegions(file.elements);
        image.overlays = readOverlays(file, layout, frame);
        image.lossy = file.syntax.lossy || file.elements.text(tags::kLossyCompression) == "01";
        if (stored.photometric == Photometric::Palette) {
            HILUM_TRY(const Palette palette, readPalette(file.elements, layout.isSigned));
            applyPalette(stored, palette, image);
            return image;
        }
        if (stored.channels == 3) {
            image.colour = image::ColourModel::Rgb;
            if (stored.type != PixelType::UInt8 || layout.bitsStored < 8) {
                narrowColour(stored, layout.bitsStored, image);
                return image;
            }
        } else {
            image.colour = stored.photometric == Photometric::Monochrome1 ? image::ColourModel::GreyInverted
                                                                          : image::ColourModel::Grey;
            image.slope = meaning.slope;
            image.intercept = meaning.intercept;
            image.unit = meaning.unit;
            image.windows = std::move(meaning.windows);
            image.padding = readPadding(file.elements, layout.isSigned);
            HILUM_TRY_STATUS(applyModalityTable(file.elements, stored, layout.isSigned, image));
        }
        if (!image.pixels) image.pixels = std::make_shared<const std::vector<std::byte>>(std::move(stored.pixels));
        addNarrowWindow(layout.bitsStored, image);
        return image;
    });
}

}  // namespace hilum::dicom
