// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The bad files of reliability.md 1.7 corpus 2, made byte by byte: what tests open, what fuzzers start from.
#pragma once

#include <zlib.h>

#include <string>
#include <vector>

#include "tests/dicom/file/dicom_bytes.h"

namespace hilum::test {

enum class Expected { Opens, Refused, NotDicom };  // Refused: the header, or the pixels, with a typed error

struct HostileFile {
    const char* name;
    Bytes bytes;
    Expected expected;
};

inline Bytes deflatedDataset(const Bytes& bytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    Bytes out(deflateBound(&stream, static_cast<uLong>(bytes.size())));
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

inline DicomBytes withPixels(DicomBytes set, std::size_t bytes = 6) {
    return set.element(0x7FE00010, "OW", Bytes(bytes, 5));
}

inline Bytes paletteFile(bool tables, int value) {
    Picture p;
    p.photometric = "PALETTE COLOR";
    auto set = pictureHead(p);
    for (std::uint32_t c = 0; tables && c < 3; ++c) set.us(0x00281101 + c, {4, 0, 16});
    for (std::uint32_t c = 0; tables && c < 3; ++c) set.words(0x00281201 + c, {0, 20000, 40000, 65535});
    return asFile(set.element(0x7FE00010, "OW", Bytes(6, static_cast<std::uint8_t>(value))));
}

// Frames of three by two pixels as RLE; `segments` in the header as told.
inline Bytes rleFile(std::uint8_t segments, const std::string& frames = "",
                     const std::vector<std::uint32_t>& offsets = {}, bool end = true) {
    Picture p;
    p.frames = frames;
    auto frame = rleFrame({Bytes(6, 9)});
    frame[0] = segments;
    auto set = pictureHead(p);
    set.head(0x7FE00010, "OB", 0xFFFFFFFF).mark(0xFFFEE000, static_cast<std::uint32_t>(offsets.size() * 4));
    for (const auto offset : offsets) set.put(offset, 4);
    for (int i = 0; i < (frames.empty() ? 1 : std::stoi(frames)); ++i)
        set.mark(0xFFFEE000, static_cast<std::uint32_t>(frame.size())).raw(frame);
    if (end) set.mark(0xFFFEE0DD, 0);
    return asFile(set, kRle);
}

inline Bytes withPreamble(const Bytes& start) {
    auto file = nativeFile({}, Bytes(6, 5));
    std::copy(start.begin(), start.end(), file.begin());
    return file;
}

inline std::vector<HostileFile> hostileFiles() {
    std::vector<HostileFile> files;
    const auto add = [&](const char* name, Bytes bytes, Expected expected) {
        files.push_back({name, std::move(bytes), expected});
    };
    const auto opens = Expected::Opens, refused = Expected::Refused, notDicom = Expected::NotDicom;
    const auto picture = [](auto change) {
        Picture p;
        change(p);
        return p;
    };
    add("nesting 64", nestedFile(64, false), opens);
    add("nesting 65", nestedFile(65, false), refused);
    add("nesting 4,000", nestedFile(4000, false), refused);
    add("nesting 6,000", nestedFile(6000, true), refused);
    add("nesting 200,000", nestedFile(200'000, false), refused);
    add("65535 x 65535", nativeFile(picture([](Picture& p) { p.rows = p.columns = 65535; }), Bytes(6, 5)), refused);
    add("frames 2^31-1", nativeFile(picture([](Picture& p) { p.frames = "2147483647"; }), Bytes(6, 5)), refused);
    add("frames that are not there", nativeFile(picture([](Picture& p) { p.frames = "100000"; }), Bytes(6, 5)),
        refused);
    DicomBytes ul;
    ul.us(0x00280002, {1}).text(0x00280004, "CS", "MONOCHROME2").head(0x00280010, "UL", 4).put(2, 4);
    ul.head(0x00280011, "UL", 4).put(0xFFFFFFFF, 4).us(0x00280100, {8}).us(0x00280101, {8}).us(0x00280102, {7});
    add("rows and columns as UL", asFile(withPixels(ul)), refused);
    add("bits stored above allocated", nativeFile(picture([](Picture& p) { p.stored = 12; }), Bytes(6, 5)), refused);
    add("high bit outside", nativeFile(picture([](Picture& p) { p.highBit = 99; }), Bytes(6, 5)), opens);
    add("palette without tables", paletteFile(false, 1), refused);
    add("palette index past its tables", paletteFile(true, 200), opens);
    add("deflate bomb", asFile(DicomBytes().raw(deflatedDataset(Bytes(64 << 20, 0))), kDeflated), refused);
    add("fragment past the end",
        asFile(pictureHead({})
                   .head(0x7FE00010, "OB", 0xFFFFFFFF)
                   .mark(0xFFFEE000, 0)
                   .mark(0xFFFEE000, 0x7FFFFFF0)
                   .raw(Bytes(80, 1)),
               kRle),
        refused);
    add("no sequence delimiter", rleFile(1, "", {}, false), opens);
    add("empty offset table, many frames", rleFile(1, "4"), opens);
    add("offset table that points back", rleFile(1, "3", {200, 100, 0}), opens);
    add("offset table past the end", rleFile(1, "3", {0, 0xFFFFFFF0, 0xFFFFFFFE}), opens);
    add("RLE of 16 segments", rleFile(16), refused);
    Bytes jpeg = {0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0x7F, 0xFF, 0x7F, 0xFF, 1, 1,    0x11, 0,
                  0xFF, 0xDA, 0,    8,    1, 1,  0, 0,    63,   0,    1,    2, 0xFF, 0xD9};
    const auto vast = picture([](Picture& p) { p.rows = p.columns = 14000; });
    for (const char* syntax : {kRle, "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90",
                               "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.8.1"})
        add(syntax, encapsulatedFile(vast, syntax, {Bytes(1000, 0)}), refused);
    add("JPEG of another size", encapsulatedFile({}, kJpegBaseline, {jpeg}), refused);
    auto overlay = pictureHead({});
    overlay.us(0x60000010, {60000})
        .us(0x60000011, {60000})
        .text(0x60000040, "CS", "G")
        .us(0x60000050, {-900, 900}, "SS");
    overlay.us(0x60000100, {1}).us(0x60000102, {0}).element(0x60003000, "OW", Bytes(8, 0xFF));
    auto coloured = pictureHead({});
    add("overlay larger than its data", asFile(overlay.element(0x7FE00010, "OW", Bytes(6, 5))), opens);
    add("ICC profile of 1 MiB", asFile(withPixels(coloured.element(0x00282000, "OB", Bytes(1 << 20, 7)))), opens);
    DicomBytes names;
    names.text(0x00080005, "CS", "ISO 2022 IR 999\\\\ISO_IR 192\\XX").element(0x00100010, "PN", Bytes(64, 0xF7));
    names.element(0x00100020, "LO", {0x1B, 0x24, 0x29, 0x1B, 0x1B, 0xFF, 0x00, 0x80});
    add("character set junk", asFile(names.raw(pictureHead({}).bytes()).element(0x7FE00010, "OW", Bytes(6, 5))), opens);
    auto wide = pictureHead({}, false);
    wide.element(0x00081030, "LO", Bytes(16 << 20, 'A'));
    add("LO of 16 MiB", asFile(wide.element(0x7FE00010, "OW", Bytes(6, 5)), kImplicitLittle), opens);
    auto twice = pictureHead({});
    add("tags twice", asFile(withPixels(twice.us(0x00280010, {9999}).us(0x00280010, {7}))), opens);
    DicomBytes backward;
    backward.us(0x00280103, {0}).us(0x00280102, {7}).us(0x00280101, {8}).us(0x00280100, {8}).us(0x00280011, {3});
    backward.us(0x00280010, {2}).text(0x00280004, "CS", "MONOCHROME2").us(0x00280002, {1}).text(0x00080060, "CS", "OT");
    add("tags out of order", asFile(withPixels(backward)), opens);
    DicomBytes unknown;
    unknown.head(0x00091001, "UN", 0xFFFFFFFF).mark(0xFFFEE000, 0xFFFFFFFF);
    unknown.put(0x10110009, 4).put(2, 4).put(0x4141, 2).mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
    auto head = pictureHead({});
    add("private sequence as UN", asFile(withPixels(unknown.raw(head.bytes()))), opens);
    DicomBytes odd;
    odd.element(0x00100010, "PN", {'A', 'B', 'C'}).raw(pictureHead({}).bytes());
    add("odd lengths", asFile(withPixels(odd)), opens);
    add("zero bytes", {}, notDicom);
    add("131 bytes", Bytes(131, 0), notDicom);
    add("132 bytes", Bytes(132, 0), notDicom);
    add("ELF preamble", withPreamble({0x7F, 'E', 'L', 'F', 2, 1, 1}), opens);
    add("PE preamble", withPreamble({'M', 'Z', 0x90, 0}), opens);
    return files;
}

}  // namespace hilum::test
