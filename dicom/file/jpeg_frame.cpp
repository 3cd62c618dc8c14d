// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/jpeg_frame.h"

#include <array>
#include <limits>
#include <memory>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/base/byte_reader.h"
#include "dicom/file/dcmtk_setup.h"
#include "dicom/file/jpeg_lossless.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr int kJpegLsFrame = 0xF7;
constexpr std::uint64_t kMaxDcmtkFrameBytes = std::numeric_limits<std::uint32_t>::max() - 16;

base::Error damaged(const std::string& what, const std::string& detail = {}) {
    return makeError(ErrorCode::Corrupt, "The compressed image is damaged: " + what + "; export it again.", detail);
}

bool isFrameMarker(int marker) {
    return (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) ||
           marker == kJpegLsFrame;
}

base::Status readFrameSegment(base::ByteReader segment, StreamHeader& header) {
    header.precision = segment.u8();
    header.height = segment.u16();
    header.width = segment.u16();
    header.components = segment.u8();
    std::array<int, 4> ids{};
    for (int i = 0; i < header.components && i < 4; ++i) {
        ids[static_cast<std::size_t>(i)] = segment.u8();
        const int sampling = segment.u8();
        segment.u8();
        if ((sampling >> 4) < 1 || (sampling >> 4) > 4 || (sampling & 15) < 1 || (sampling & 15) > 4)
            return damaged("a component's sampling is out of range");
    }
    if (segment.failed()) return damaged("its frame header is cut off");
    header.rgbComponents = header.components == 3 && ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B';
    return base::okStatus();
}

void readApplicationSegment(int marker, base::ByteReader segment, StreamHeader& header) {
    if (marker == 0xE0 && segment.text(5) == std::string_view("JFIF\0", 5)) header.hasJfif = true;
    if (marker == 0xEE && segment.text(5) == "Adobe") {
        segment.skip(6);
        const int transform = segment.u8();
        if (!segment.failed()) header.adobeTransform = transform;
    }
}

base::Status checkAgainst(const StreamHeader& header, const TransferSyntax& syntax, const PixelLayout& layout) {
    if (header.width != layout.columns || header.height != layout.rows)
        return damaged("its stream holds " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                       " pixels where the file declares " + std::to_string(layout.columns) + " x " +
                       std::to_string(layout.rows));
    if (header.components != layout.samples)
        return damaged("its stream holds " + std::to_string(header.components) +
                       " components where the file declares " + std::to_string(layout.samples));
    if (header.precision < 2 || header.precision > 16 || header.precision > layout.bitsAllocated)
        return damaged("its stream has " + std::to_string(header.precision) + " bits where the file allocates " +
                       std::to_string(layout.bitsAllocated));
    const bool isLs = header.process == kJpegLsFrame;
    if (isLs != (syntax.codec == Codec::JpegLs))
        return damaged("its stream is not the " + syntax.name + " that the file declares");
    const bool isLossless = header.process == 0xC3;
    if (!isLs && isLossless != (syntax.codec == Codec::JpegLossless))
        return damaged("its stream is not the " + syntax.name + " that the file declares");
    const bool known = isLs || isLossless || header.process <= 0xC2;
    if (!known)
        return makeError(ErrorCode::Unsupported,
                         "This kind of JPEG (hierarchical or arithmetic) is not read by this version.");
    return base::okStatus();
}

// A dataset for the codec, made of numbers that were checked, never of the file's own.
std::unique_ptr<DcmDataset> codecDataset(const StreamHeader& header) {
    auto set = std::make_unique<DcmDataset>();
    const auto put = [&](const DcmTagKey& key, int value) { set->putAndInsertUint16(key, static_cast<Uint16>(value)); };
    put(DCM_SamplesPerPixel, header.components);
    set->putAndInsertString(DCM_PhotometricInterpretation, header.components == 1 ? "MONOCHROME2" : "RGB");
    if (header.components > 1) put(DCM_PlanarConfiguration, 0);
    put(DCM_Rows, header.height);
    put(DCM_Columns, header.width);
    put(DCM_BitsAllocated, header.precision > 8 ? 16 : 8);
    put(DCM_BitsStored, header.precision);
    put(DCM_HighBit, header.precision - 1);
    put(DCM_PixelRepresentation, 0);
    set->putAndInsertString(DCM_NumberOfFrames, "1");
    return set;
}

E_TransferSyntax dcmtkSyntax(const TransferSyntax& syntax, const StreamHeader& header) {
    if (syntax.codec == Codec::JpegLossless) return EXS_JPEGProcess14SV1;
    // Chosen by the stream: baseline data under the extended UID, and the reverse, both occur.
    if (header.process == 0xC2) return EXS_JPEGProcess10_12;
    return header.precision == 8 ? EXS_JPEGProcess1 : EXS_JPEGProcess2_4;
}

bool decodesToYbr(const StreamHeader& header, const PixelLayout& layout) {
    if (header.components != 3) return false;
    if (header.process == kJpegLsFrame || header.process == 0xC3) return layout.photometric != Photometric::Rgb;
    if (header.adobeTransform >= 0) return header.adobeTransform != 0;
    if (header.rgbComponents) return false;
    if (header.hasJfif) return true;
    return layout.photometric != Photometric::Rgb;
}

Result<DecodedSamples> runCodec(std::vector<std::uint8_t>& stream, const TransferSyntax& syntax,
                                const StreamHeader& header) {
    setUpDcmtk();
    DecodedSamples result;
    result.bytesPerSample = header.precision > 8 ? 2 : 1;
    const auto wanted = static_cast<std::size_t>(header.width) * static_cast<std::size_t>(header.height) *
                        static_cast<std::size_t>(header.components * result.bytesPerSample);
    if (wanted > kMaxDcmtkFrameBytes || stream.size() > kMaxDcmtkFrameBytes)
        return makeError(ErrorCode::Unsupported, "One compressed frame is larger than 4 GiB; the file is damaged.");
    if (stream.size() % 2 != 0) stream.push_back(0);
    auto set = codecDataset(header);
    auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
    auto table = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    auto fragment = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    fragment->putUint8Array(stream.data(), static_cast<unsigned long>(stream.size()));
    if (sequence->insert(table.get()).good()) (void)table.release();
    if (sequence->insert(fragment.get()).good()) (void)fragment.release();
    auto pixels = std::make_unique<DcmPixelData>(DCM_PixelData);
    pixels->putOriginalRepresentation(dcmtkSyntax(syntax, header), nullptr, sequence.release());
    result.bytes.resize(wanted + wanted % 2);
    Uint32 startFragment = 1;
    OFString model;
    const OFCondition done = pixels->getUncompressedFrame(set.get(), 0, startFragment, result.bytes.data(),
                                                          static_cast<Uint32>(result.bytes.size()), model);
    if (done.bad()) return damaged("it cannot be decoded", done.text());
    result.bytes.resize(wanted);
    return result;
}

}  // namespace

Result<StreamHeader> readStreamHeader(std::span<const std::uint8_t> stream) {
    base::ByteReader reader(stream, true);
    StreamHeader header;
    if (reader.u16() != 0xFFD8) return damaged("it does not start as a JPEG");
    for (;;) {
        if (reader.u8() != 0xFF || reader.failed()) return damaged("its segments do not follow each other");
        int marker = 0xFF;
        while (marker == 0xFF && !reader.failed()) marker = reader.u8();
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;
        const std::size_t length = reader.u16();
        const std::size_t start = reader.position();
        if (reader.failed() || length < 2 || length - 2 > reader.remaining() || marker == 0xD9 || marker == 0xDA)
            return damaged("it holds no frame header");
        const base::ByteReader segment(stream.subspan(start, length - 2), true);
        if (isFrameMarker(marker)) {
            header.process = marker;
            HILUM_TRY_STATUS(readFrameSegment(segment, header));
            return header;
        }
        readApplicationSegment(marker, segment, header);
        reader.skip(length - 2);
    }
}

Result<DecodedSamples> decodeLosslessFrame(std::span<const std::uint8_t> stream, const TransferSyntax& syntax,
                                           const PixelLayout& layout) {
    return base::guarded("Decoding a frame", [&]() -> Result<DecodedSamples> {
        HILUM_TRY(const auto header, readStreamHeader(stream));
        HILUM_TRY_STATUS(checkAgainst(header, syntax, layout));
        HILUM_TRY(auto result, decodeJpegLossless(stream, header));
        result.isYbr = decodesToYbr(header, layout);
        return result;
    });
}

Result<DecodedSamples> decodeJpegFrame(std::vector<std::uint8_t> stream, const TransferSyntax& syntax,
                                       const PixelLayout& layout) {
    return base::guarded("Decoding a frame", [&]() -> Result<DecodedSamples> {
        HILUM_TRY(const auto header, readStreamHeader(stream));
        HILUM_TRY_STATUS(checkAgainst(header, syntax, layout));
        HILUM_TRY(auto result,
                  header.process == kJpegLsFrame ? runCharLs(stream, header) : runCodec(stream, syntax, header));
        result.isYbr = decodesToYbr(header, layout);
        return result;
    });
}

}  // namespace hilum::dicom
