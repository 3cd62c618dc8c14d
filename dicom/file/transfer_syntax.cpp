// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/transfer_syntax.h"

#include <array>

namespace hilum::dicom {

namespace {

struct Row {
    std::string_view uid;
    std::string_view name;
    Codec codec;
    bool lossy;
};

constexpr std::string_view kPrefix = "1.2.840.10008.1.2";

// UIDs after kPrefix.
constexpr std::array kRows = {
    Row{"", "Implicit VR Little Endian", Codec::None, false},
    Row{".1", "Explicit VR Little Endian", Codec::None, false},
    Row{".1.98", "Encapsulated Uncompressed Explicit VR Little Endian", Codec::Wrapped, false},
    Row{".1.99", "Deflated Explicit VR Little Endian", Codec::None, false},
    Row{".2", "Explicit VR Big Endian", Codec::None, false},
    Row{".4.50", "JPEG Baseline", Codec::Jpeg, true},
    Row{".4.51", "JPEG Extended", Codec::Jpeg, true},
    Row{".4.52", "JPEG Extended (arithmetic)", Codec::Jpeg, true},
    Row{".4.53", "JPEG Spectral Selection", Codec::Jpeg, true},
    Row{".4.54", "JPEG Spectral Selection (arithmetic)", Codec::Jpeg, true},
    Row{".4.55", "JPEG Full Progression", Codec::Jpeg, true},
    Row{".4.56", "JPEG Full Progression (arithmetic)", Codec::Jpeg, true},
    Row{".4.57", "JPEG Lossless", Codec::JpegLossless, false},
    Row{".4.58", "JPEG Lossless (arithmetic)", Codec::JpegLossless, false},
    Row{".4.59", "JPEG Extended (hierarchical)", Codec::Jpeg, true},
    Row{".4.60", "JPEG Extended (hierarchical, arithmetic)", Codec::Jpeg, true},
    Row{".4.61", "JPEG Spectral Selection (hierarchical)", Codec::Jpeg, true},
    Row{".4.62", "JPEG Spectral Selection (hierarchical, arithmetic)", Codec::Jpeg, true},
    Row{".4.63", "JPEG Full Progression (hierarchical)", Codec::Jpeg, true},
    Row{".4.64", "JPEG Full Progression (hierarchical, arithmetic)", Codec::Jpeg, true},
    Row{".4.65", "JPEG Lossless (hierarchical)", Codec::JpegLossless, false},
    Row{".4.66", "JPEG Lossless (hierarchical, arithmetic)", Codec::JpegLossless, false},
    Row{".4.70", "JPEG Lossless SV1", Codec::JpegLossless, false},
    Row{".4.80", "JPEG-LS Lossless", Codec::JpegLs, false},
    Row{".4.81", "JPEG-LS Near-lossless", Codec::JpegLs, true},
    Row{".4.90", "JPEG 2000 Lossless", Codec::Jpeg2000, false},
    Row{".4.91", "JPEG 2000", Codec::Jpeg2000, true},
    Row{".4.92", "JPEG 2000 Multi-component Lossless", Codec::Jpeg2000, false},
    Row{".4.93", "JPEG 2000 Multi-component", Codec::Jpeg2000, true},
    Row{".4.94", "JPIP Referenced", Codec::Other, true},
    Row{".4.95", "JPIP Referenced Deflate", Codec::Other, true},
    Row{".4.100", "MPEG-2 video", Codec::Video, true},
    Row{".4.100.1", "MPEG-2 video", Codec::Video, true},
    Row{".4.101", "MPEG-2 video", Codec::Video, true},
    Row{".4.101.1", "MPEG-2 video", Codec::Video, true},
    Row{".4.102", "MPEG-4 H.264 video", Codec::Video, true},
    Row{".4.102.1", "MPEG-4 H.264 video", Codec::Video, true},
    Row{".4.103", "MPEG-4 H.264 video", Codec::Video, true},
    Row{".4.103.1", "MPEG-4 H.264 video", Codec::Video, true},
    Row{".4.104", "MPEG-4 H.264 video", Codec::Video, true},
    Row{".4.104.1", "MPEG-4 H.264 video", Codec::Video, true},
    Row{".4.105", "MPEG-4 H.264 stereo video", Codec::Video, true},
    Row{".4.105.1", "MPEG-4 H.264 stereo video", Codec::Video, true},
    Row{".4.106", "MPEG-4 H.264 stereo video", Codec::Video, true},
    Row{".4.106.1", "MPEG-4 H.264 stereo video", Codec::Video, true},
    Row{".4.107", "HEVC H.265 video", Codec::Video, true},
    Row{".4.108", "HEVC H.265 video", Codec::Video, true},
    Row{".4.110", "JPEG XL Lossless", Codec::JpegXl, false},
    Row{".4.111", "JPEG XL JPEG Recompression", Codec::JpegXl, true},
    Row{".4.112", "JPEG XL", Codec::JpegXl, true},
    Row{".4.201", "High-Throughput JPEG 2000 Lossless", Codec::HtJ2k, false},
    Row{".4.202", "High-Throughput JPEG 2000 Lossless RPCL", Codec::HtJ2k, false},
    Row{".4.203", "High-Throughput JPEG 2000", Codec::HtJ2k, true},
    Row{".4.204", "JPIP HTJ2K Referenced", Codec::Other, true},
    Row{".4.205", "JPIP HTJ2K Referenced Deflate", Codec::Other, true},
    Row{".5", "RLE Lossless", Codec::Rle, false},
    Row{".6.1", "RFC 2557 MIME encapsulation", Codec::Other, false},
    Row{".7.1", "SMPTE ST 2110-20 uncompressed progressive video", Codec::Video, false},
    Row{".7.2", "SMPTE ST 2110-20 uncompressed interlaced video", Codec::Video, false},
    Row{".8.1", "Deflated Image Frame Compression", Codec::DeflatedFrames, false},
};

}  // namespace

bool TransferSyntax::decodable() const {
    return codec == Codec::None || codec == Codec::Wrapped || codec == Codec::DeflatedFrames || codec == Codec::Rle ||
           codec == Codec::Jpeg || codec == Codec::JpegLossless || codec == Codec::JpegLs || codec == Codec::Jpeg2000 ||
           codec == Codec::HtJ2k;
}

TransferSyntax transferSyntax(std::string_view uid) {
    TransferSyntax syntax;
    syntax.uid = std::string(uid);
    if (uid == "1.2.840.113619.5.2") {
        syntax.name = "GE private Implicit VR Little Endian with big-endian pixels";
        syntax.explicitVr = false;
        syntax.bigEndianPixels = true;
        return syntax;
    }
    for (const Row& row : kRows) {
        if (uid.size() != kPrefix.size() + row.uid.size() || !uid.starts_with(kPrefix) || !uid.ends_with(row.uid))
            continue;
        syntax.name = std::string(row.name);
        syntax.codec = row.codec;
        syntax.lossy = row.lossy;
        syntax.explicitVr = !row.uid.empty();
        syntax.bigEndian = syntax.bigEndianPixels = row.uid == ".2";
        syntax.deflated = row.uid == ".1.99" || row.uid == ".4.95" || row.uid == ".4.205";
        return syntax;
    }
    syntax.name = uid.empty() ? "no transfer syntax" : "unknown transfer syntax " + std::string(uid.substr(0, 64));
    syntax.codec = Codec::Other;
    return syntax;
}

}  // namespace hilum::dicom
