// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/pixel_layout.h"

#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using base::Status;

base::Error contradiction(const std::string& what) {
    return makeError(ErrorCode::Corrupt, "The image's description contradicts itself: " + what + "; export it again.");
}

Result<Photometric> photometric(const std::string& name, int samples) {
    if (name == "MONOCHROME1") return Photometric::Monochrome1;
    if (name == "MONOCHROME2" || (name.empty() && samples == 1)) return Photometric::Monochrome2;
    if (name == "PALETTE COLOR") return Photometric::Palette;
    if (name == "RGB" || name.empty()) return Photometric::Rgb;
    if (name == "YBR_FULL_422" || name == "YBR_PARTIAL_422") return Photometric::YbrFull422;
    // What JPEG 2000 transforms to is RGB once decoded.
    if (name == "YBR_FULL") return Photometric::YbrFull;
    if (name == "YBR_ICT" || name == "YBR_RCT") return Photometric::Rgb;
    return makeError(ErrorCode::Unsupported,
                     "The photometric interpretation " + name.substr(0, 32) + " is not read by this version.");
}

// Cells of any width up to 32 bits are read where they lie bare (1 bit, 12 as ACR-NEMA packed them, 24); code streams
// and RLE have whole words.
Status checkBits(PixelLayout& layout, int highBit, PixelKind kind) {
    const int bits = layout.bitsAllocated;
    const bool words = bits == 1 || bits == 8 || bits == 16 || bits == 32 || (layout.floating && bits == 64);
    const bool packed = kind == PixelKind::Native && layout.samples == 1 && bits >= 1 && bits <= 32;
    if (!words && !packed)
        return makeError(ErrorCode::Unsupported,
                         "Pixels of " + std::to_string(bits) + " allocated bits are not read by this version.");
    if (layout.bitsStored < 1 || layout.bitsStored > bits)
        return contradiction(std::to_string(layout.bitsStored) + " bits stored in " + std::to_string(bits) +
                             " allocated");
    // A high bit outside is ignored, as other readers do; a lower place than usual is honoured.
    layout.highBit = highBit >= layout.bitsStored - 1 && highBit < bits ? highBit : layout.bitsStored - 1;
    return base::okStatus();
}

Status checkColour(const PixelLayout& layout) {
    const bool colour = layout.photometric != Photometric::Monochrome1 &&
                        layout.photometric != Photometric::Monochrome2 && layout.photometric != Photometric::Palette;
    if (layout.samples != (colour ? 3 : 1))
        return contradiction(std::to_string(layout.samples) + " samples per pixel with its photometric interpretation");
    if (layout.floating && colour)
        return makeError(ErrorCode::Unsupported, "Floating-point colour is not read by this version.");
    if (colour && layout.bitsAllocated == 1)
        return makeError(ErrorCode::Unsupported, "Colour of one bit is not read by this version.");
    if (layout.photometric == Photometric::Palette && layout.bitsAllocated > 16)
        return contradiction("palette indices of more than 16 bits");
    const bool ybr = layout.photometric == Photometric::YbrFull || layout.photometric == Photometric::YbrFull422;
    if (ybr && layout.bitsAllocated != 8)
        return makeError(ErrorCode::Unsupported, "YBR of more than 8 bits is not read by this version.");
    return base::okStatus();
}

}  // namespace

image::PixelType PixelLayout::pixelType() const {
    using image::PixelType;
    if (floating) return bitsAllocated == 64 ? PixelType::Float64 : PixelType::Float32;
    if (bitsAllocated <= 8) return isSigned && bitsAllocated > 1 ? PixelType::Int8 : PixelType::UInt8;
    if (bitsAllocated <= 16) return isSigned ? PixelType::Int16 : PixelType::UInt16;
    return isSigned ? PixelType::Int32 : PixelType::UInt32;
}

Result<PixelLayout> readLayout(const Prescan& file) {
    const ElementSet& set = file.elements;
    if (file.pixels.kind == PixelKind::None)
        return makeError(ErrorCode::InvalidInput, "The file holds no image; open one of the study's images.");
    const auto value = [&](std::uint32_t tag, std::int64_t other) { return set.integer(tag).value_or(other); };
    PixelLayout layout;
    const std::int64_t rows = value(tags::kRows, 0), columns = value(tags::kColumns, 0);
    // The pre-scan holds the upper limits; a product below 2^31 keeps both sides in int.
    if (rows <= 0 || columns <= 0) return contradiction("it has no rows or no columns");
    layout.rows = static_cast<int>(rows);
    layout.columns = static_cast<int>(columns);
    layout.samples = static_cast<int>(value(tags::kSamplesPerPixel, 1));
    const auto frames = set.number(tags::kNumberOfFrames).value_or(1);
    layout.frames = frames >= 1 ? static_cast<int>(frames) : 1;
    layout.floating = file.pixels.kind == PixelKind::Float || file.pixels.kind == PixelKind::Double;
    const int floatBits = file.pixels.kind == PixelKind::Double ? 64 : 32;
    layout.bitsAllocated = layout.floating ? floatBits : static_cast<int>(value(tags::kBitsAllocated, 0));
    layout.bitsStored = layout.floating ? floatBits : static_cast<int>(value(tags::kBitsStored, layout.bitsAllocated));
    HILUM_TRY_STATUS(
        checkBits(layout, static_cast<int>(std::min<std::int64_t>(value(tags::kHighBit, layout.bitsStored - 1), 255)),
                  file.pixels.kind));
    layout.isSigned = value(tags::kPixelRepresentation, 0) == 1;
    layout.planar = value(tags::kPlanarConfiguration, 0) == 1;
    const std::string meaning = set.text(tags::kPhotometricInterpretation);
    HILUM_TRY(layout.photometric, photometric(meaning, layout.samples));
    layout.partialRange = meaning == "YBR_PARTIAL_422" && file.pixels.kind == PixelKind::Native;
    HILUM_TRY_STATUS(checkColour(layout));
    return layout;
}

}  // namespace hilum::dicom
