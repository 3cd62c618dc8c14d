// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Transfer syntaxes of PS3.6 Table A-1 as data: how the dataset is encoded, which codec the pixels need,
// and whether this version decodes it. An unknown UID is read as explicit little-endian (every syntax
// made since 1993 is) and its pixels are refused by name.
#pragma once

#include <string>
#include <string_view>

namespace hilum::dicom {

enum class Codec {
    None,
    Wrapped,
    DeflatedFrames,
    Rle,
    Jpeg,
    JpegLossless,
    JpegLs,
    Jpeg2000,
    HtJ2k,
    JpegXl,
    Video,
    Other
};

struct TransferSyntax {
    std::string uid;
    std::string name;  // for people: "JPEG 2000", "MPEG-4 video"
    Codec codec = Codec::None;
    bool explicitVr = true;
    bool bigEndian = false;
    bool deflated = false;
    bool bigEndianPixels = false;  // GE's private syntax: little-endian dataset, big-endian pixels
    bool lossy = false;

    // True when the pixels can be decoded by this version.
    bool decodable() const;
    // True when frames are code streams, whose decoders answer the values themselves, not cells of bits.
    bool decoded() const { return codec != Codec::None && codec != Codec::Wrapped && codec != Codec::DeflatedFrames; }
};

TransferSyntax transferSyntax(std::string_view uid);

}  // namespace hilum::dicom
