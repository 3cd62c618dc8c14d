// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/deid/clean_pixels.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cstring>

#include "dicom/file/pixel_decoder.h"
#include "dicom/file/tags.h"
#include "dicom/write/dataset_filler.h"

namespace hilum::dicom {

namespace {

using Rectangle = DeidOptions::Rectangle;
using Warnings = std::vector<std::string>;

constexpr const char* kSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
constexpr std::uint64_t kMaxBlankBytes = 2ULL << 30;

bool mayHaveLetters(const ElementSet& header) {
    constexpr std::uint32_t kBurnedIn = 0x00280301;
    const std::string stated = header.text(kBurnedIn);
    if (stated == "YES") return true;
    if (stated == "NO") return false;
    const std::string modality = header.text(tags::kModality);
    if (modality == "US" || modality == "IVUS" || modality == "ES" || modality == "OT" || modality == "SC") return true;
    if (header.text(tags::kSopClassUid).starts_with(kSecondaryCapture)) return true;
    const auto type = header.texts(tags::kImageType);
    return std::any_of(type.begin(), type.end(),
                       [](const std::string& value) { return value == "SECONDARY" || value == "SCREEN SAVE"; });
}

std::vector<Rectangle> regionsOf(const ElementSet& header) {
    std::vector<Rectangle> regions;
    for (const auto& item : header.items(tags::kUltrasoundRegions)) {
        const auto left = item.integer(tags::kRegionLeft), top = item.integer(tags::kRegionTop),
                   right = item.integer(tags::kRegionRight), bottom = item.integer(tags::kRegionBottom);
        if (!left || !top || !right || !bottom) continue;
        const auto fit = [](std::int64_t value) {
            return static_cast<int>(std::clamp<std::int64_t>(value, 0, 1 << 20));
        };
        regions.push_back({fit(*left), fit(*top), fit(*right) + 1, fit(*bottom) + 1});
    }
    return regions;
}

bool inside(const std::vector<Rectangle>& list, int x, int y) {
    return std::any_of(list.begin(), list.end(),
                       [&](const Rectangle& r) { return x >= r.left && x < r.right && y >= r.top && y < r.bottom; });
}

// Which pixels stay, once for all frames.
std::vector<bool> keptPixels(int width, int height, const std::vector<Rectangle>& regions,
                             const std::vector<Rectangle>& blank) {
    std::vector<bool> kept(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    std::size_t i = 0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) kept[i++] = (regions.empty() || inside(regions, x, y)) && !inside(blank, x, y);
    return kept;
}

// Black, or what this photometric interpretation shows as black.
std::vector<std::byte> blackOf(const PixelLayout& layout, const StoredFrame& frame) {
    const std::size_t size = image::sizeBytes(frame.type);
    std::int64_t value = layout.isSigned ? -(std::int64_t{1} << (layout.bitsStored - 1)) : 0;
    if (frame.photometric == Photometric::Monochrome1)
        value = (std::int64_t{1} << (layout.isSigned ? layout.bitsStored - 1 : layout.bitsStored)) - 1;
    if (frame.channels > 1 || frame.photometric == Photometric::Palette) value = 0;
    std::vector<std::byte> bytes(size);
    std::memcpy(bytes.data(), &value, size);  // little endian, as the file will be
    return bytes;
}

void describeNative(DatasetFiller& fill, const PixelLayout& layout, const StoredFrame& frame) {
    const int bits = static_cast<int>(image::sizeBytes(frame.type)) * 8;
    fill.number(DCM_BitsAllocated, bits);
    fill.number(DCM_BitsStored, std::min(layout.bitsStored, bits));
    fill.number(DCM_HighBit, std::min(layout.bitsStored, bits) - 1);
    fill.number(DCM_SamplesPerPixel, frame.channels);
    if (frame.channels > 1) {
        fill.text(DCM_PhotometricInterpretation, "RGB");
        fill.number(DCM_PlanarConfiguration, 0);
    }
}

base::Status blankPixels(DcmDataset& dataset, const Prescan& file, const std::vector<Rectangle>& regions,
                         const std::vector<Rectangle>& blank, const base::JobContext& context) {
    HILUM_TRY(const auto layout, readLayout(file));
    const std::uint64_t total = layout.decodedFrameBytes() * static_cast<std::uint64_t>(layout.frames);
    if (layout.floating || total > kMaxBlankBytes)
        return base::makeError(base::ErrorCode::Unsupported,
                               "Its pixels are floating point or larger than 2 GiB and cannot be blanked; leave the "
                               "file out or write it without blanking.");
    std::vector<std::byte> pixels;
    StoredFrame frame;
    std::vector<bool> kept;
    for (int i = 0; i < layout.frames; ++i) {
        if (context.stopRequested()) return base::cancelled();
        HILUM_TRY(frame, decodeFrame(file, i, context));
        if (kept.empty()) kept = keptPixels(frame.width, frame.height, regions, blank);
        const auto black = blackOf(layout, frame);
        const std::size_t step = black.size() * static_cast<std::size_t>(frame.channels);
        if (frame.pixels.size() != kept.size() * step)
            return base::makeError(base::ErrorCode::Corrupt,
                                   "Its frames differ in size; it was not blanked or written.");
        for (std::size_t p = 0; p < kept.size(); ++p)
            for (std::size_t c = 0; !kept[p] && c < step; c += black.size())
                std::copy(black.begin(), black.end(), frame.pixels.begin() + static_cast<std::ptrdiff_t>(p * step + c));
        pixels.insert(pixels.end(), frame.pixels.begin(), frame.pixels.end());
    }
    if (pixels.size() % 2 == 1) pixels.push_back(std::byte{0});
    delete dataset.remove(DCM_PixelData);
    dataset.updateOriginalXfer();
    DatasetFiller fill(dataset);
    describeNative(fill, layout, frame);
    auto pixelData = std::make_unique<DcmPixelData>(DCM_PixelData);
    pixelData->setVR(image::sizeBytes(frame.type) == 1 ? EVR_OB : EVR_OW);
    const bool put =
        image::sizeBytes(frame.type) == 1
            ? pixelData->putUint8Array(reinterpret_cast<const Uint8*>(pixels.data()), pixels.size()).good()
            : pixelData->putUint16Array(reinterpret_cast<const Uint16*>(pixels.data()), pixels.size() / 2).good();
    fill.require(put && dataset.insert(pixelData.get(), OFTrue).good(), DCM_PixelData);
    if (put) (void)pixelData.release();
    return fill.status();
}

bool hasEmbeddedOverlay(const ElementSet& header) {
    for (std::uint32_t group = 0x6000; group <= 0x601E; group += 2)
        if (const auto bit = header.integer(group << 16 | 0x0102); bit && *bit > 0) return true;
    return false;
}

// Planes of group 60xx that lie in the bits that the image does not use (retired, PS3.5 8.1.2).
void maskUnusedBits(DcmDataset& dataset, const Prescan& file) {
    const auto layout = readLayout(file);
    if (!layout.ok() || layout->bitsAllocated != 16 || layout->bitsStored >= 16 ||
        file.pixels.kind != PixelKind::Native)
        return;
    DcmElement* element = nullptr;
    Uint16* words = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element->getUint16Array(words).bad() ||
        words == nullptr)
        return;
    const auto mask =
        static_cast<Uint16>(((1U << layout->bitsStored) - 1U) << (layout->highBit + 1 - layout->bitsStored));
    const std::size_t count = element->getLength() / 2;
    for (std::size_t i = 0; i < count; ++i) words[i] = static_cast<Uint16>(words[i] & mask);
}

// What follows the last pixel of a native image is no picture.
void cutSurplus(DcmDataset& dataset, const Prescan& file) {
    const auto layout = readLayout(file);
    if (!layout.ok() || file.pixels.kind != PixelKind::Native || layout->bitsAllocated % 8 != 0 ||
        layout->photometric == Photometric::YbrFull422)
        return;
    std::uint64_t wanted = layout->decodedFrameBytes() * static_cast<std::uint64_t>(layout->frames);
    wanted += wanted % 2;
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element->getLength() <= wanted) return;
    Uint8* bytes = nullptr;
    Uint16* words = nullptr;
    if (element->getUint8Array(bytes).good() && bytes != nullptr) {
        const std::vector<Uint8> kept(bytes, bytes + wanted);
        element->putUint8Array(kept.data(), kept.size());
    } else if (element->getUint16Array(words).good() && words != nullptr) {
        const std::vector<Uint16> kept(words, words + wanted / 2);
        element->putUint16Array(kept.data(), kept.size());
    }
}

// True when a fragment became shorter: then tables of offsets no longer hold.
bool cleanFragments(DcmPixelSequence& sequence) {
    bool changed = false;
    for (unsigned long i = 1; i < sequence.card(); ++i) {
        DcmPixelItem* item = nullptr;
        Uint8* bytes = nullptr;
        if (sequence.getItem(item, i).bad() || item == nullptr || item->getUint8Array(bytes).bad() || bytes == nullptr)
            continue;
        const std::vector<std::uint8_t> before(bytes, bytes + item->getLength());
        auto after = withoutComments(before);
        if (after.size() == before.size()) continue;
        if (after.size() % 2 == 1) after.push_back(0);
        item->putUint8Array(after.data(), after.size());
        changed = true;
    }
    if (!changed) return false;
    DcmPixelItem* table = nullptr;  // an empty basic offset table is allowed (PS3.5 A.4)
    if (sequence.getItem(table, 0).good() && table != nullptr) table->clear();
    return true;
}

void cleanStreams(DcmDataset& dataset) {
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad()) return;
    auto* pixels = dynamic_cast<DcmPixelData*>(element);
    if (pixels == nullptr) return;
    E_TransferSyntax syntax = EXS_Unknown;
    const DcmRepresentationParameter* parameter = nullptr;
    DcmPixelSequence* sequence = nullptr;
    pixels->getOriginalRepresentationKey(syntax, parameter);
    if (!DcmXfer(syntax).isEncapsulated() || pixels->getEncapsulatedRepresentation(syntax, parameter, sequence).bad() ||
        sequence == nullptr)
        return;
    if (!cleanFragments(*sequence)) return;
    for (const DcmTagKey& tag : {DcmTagKey(0x7FE0, 0x0001), DcmTagKey(0x7FE0, 0x0002)}) delete dataset.remove(tag);
}

}  // namespace

std::vector<std::uint8_t> withoutComments(const std::vector<std::uint8_t>& stream) {
    const auto at = [&](std::size_t i) { return i < stream.size() ? stream[i] : 0U; };
    const bool jpeg = at(0) == 0xFF && at(1) == 0xD8, j2k = at(0) == 0xFF && at(1) == 0x4F;
    if (!jpeg && !j2k) return stream;
    std::vector<std::uint8_t> out(stream.begin(), stream.begin() + 2);
    std::size_t i = 2;
    while (i + 4 <= stream.size() && stream[i] == 0xFF) {
        const unsigned marker = stream[i + 1];
        if (marker == 0xFF) {  // a fill byte
            ++i;
            continue;
        }
        const std::size_t length = 2 + (static_cast<std::size_t>(stream[i + 2]) << 8 | stream[i + 3]);
        const bool last = jpeg ? marker == 0xDA : marker == 0x90;
        if (last || length < 4 || i + length > stream.size()) break;
        const bool colour = marker == 0xE0 || marker == 0xE8 || marker == 0xEE;
        const bool comment = jpeg ? marker == 0xFE || (marker >= 0xE0 && marker <= 0xEF && !colour) : marker == 0x64;
        if (!comment)
            out.insert(out.end(), stream.begin() + static_cast<std::ptrdiff_t>(i),
                       stream.begin() + static_cast<std::ptrdiff_t>(i + length));
        i += length;
    }
    out.insert(out.end(), stream.begin() + static_cast<std::ptrdiff_t>(i), stream.end());
    return out;
}

base::Result<bool> cleanPixels(DcmDataset& dataset, const Prescan& file, const DeidOptions& options, Warnings& warnings,
                               const base::JobContext& context) {
    if (file.pixels.kind == PixelKind::None) return false;
    const bool letters = mayHaveLetters(file.elements);
    const std::vector<Rectangle> regions =
        options.blankBurnedIn && letters ? regionsOf(file.elements) : std::vector<Rectangle>{};
    if (!regions.empty() || !options.blank.empty()) {
        HILUM_TRY_STATUS(blankPixels(dataset, file, regions, options.blank, context));
        return true;
    }
    if (letters)
        warnings.emplace_back(
            options.blankBurnedIn
                ? "Letters may be burned into its pixels and it names no regions to keep; look at it "
                  "before it leaves, and name rectangles to blank."
                : "Letters may be burned into its pixels; look at it before it leaves, or blank them.");
    if (hasEmbeddedOverlay(file.elements)) maskUnusedBits(dataset, file);
    cutSurplus(dataset, file);
    if (file.pixels.kind == PixelKind::Encapsulated) cleanStreams(dataset);
    return false;
}

}  // namespace hilum::dicom
