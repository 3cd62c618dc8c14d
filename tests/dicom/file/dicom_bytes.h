// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DicomBytes: DICOM streams written byte by byte, so that tests can lie about every length. Not for
// products: dicom/write makes real files.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hilum::test {

using Bytes = std::vector<std::uint8_t>;

constexpr const char* kExplicitLittle = "1.2.840.10008.1.2.1";
constexpr const char* kImplicitLittle = "1.2.840.10008.1.2";
constexpr const char* kExplicitBig = "1.2.840.10008.1.2.2";
constexpr const char* kDeflated = "1.2.840.10008.1.2.1.99";
constexpr const char* kRle = "1.2.840.10008.1.2.5";
constexpr const char* kJpegBaseline = "1.2.840.10008.1.2.4.50";

class DicomBytes {
public:
    explicit DicomBytes(bool explicitVr = true, bool big = false) : m_explicit(explicitVr), m_big(big) {}

    const Bytes& bytes() const { return m_out; }
    DicomBytes& raw(const Bytes& bytes) {
        m_out.insert(m_out.end(), bytes.begin(), bytes.end());
        return *this;
    }
    // Head of an element with any length, truthful or not.
    DicomBytes& head(std::uint32_t tag, const char* vr, std::uint32_t length) {
        put(tag >> 16, 2);
        put(tag & 0xFFFF, 2);
        const std::string name(vr);
        if (!m_explicit) return put(length, 4);
        m_out.push_back(static_cast<std::uint8_t>(name[0]));
        m_out.push_back(static_cast<std::uint8_t>(name[1]));
        const bool wide = name == "OB" || name == "OW" || name == "OF" || name == "OD" || name == "SQ" ||
                          name == "UN" || name == "UT" || name == "OV";
        if (!wide) return put(length, 2);
        put(0, 2);
        return put(length, 4);
    }
    DicomBytes& element(std::uint32_t tag, const char* vr, const Bytes& value) {
        head(tag, vr, static_cast<std::uint32_t>(value.size()));
        return raw(value);
    }
    DicomBytes& text(std::uint32_t tag, const char* vr, std::string value) {
        if (value.size() % 2 != 0) value += std::string(vr) == "UI" ? '\0' : ' ';
        return element(tag, vr, Bytes(value.begin(), value.end()));
    }
    DicomBytes& us(std::uint32_t tag, std::initializer_list<int> values, const char* vr = "US") {
        head(tag, vr, static_cast<std::uint32_t>(values.size() * 2));
        for (const int value : values) put(static_cast<std::uint32_t>(value), 2);
        return *this;
    }
    DicomBytes& words(std::uint32_t tag, const std::vector<int>& values) {
        head(tag, "OW", static_cast<std::uint32_t>(values.size() * 2));
        for (const int value : values) put(static_cast<std::uint32_t>(value), 2);
        return *this;
    }
    // Item and delimiter heads have no VR in any encoding.
    DicomBytes& mark(std::uint32_t tag, std::uint32_t length) {
        put(tag >> 16, 2);
        put(tag & 0xFFFF, 2);
        return put(length, 4);
    }
    DicomBytes& put(std::uint32_t value, int width) {
        for (int i = 0; i < width; ++i)
            m_out.push_back(static_cast<std::uint8_t>(value >> (8 * (m_big ? width - 1 - i : i))));
        return *this;
    }

private:
    Bytes m_out;
    bool m_explicit;
    bool m_big;
};

inline Bytes asFile(const DicomBytes& dataset, const std::string& syntax = kExplicitLittle) {
    DicomBytes file;
    file.raw(Bytes(128, 0)).raw({'D', 'I', 'C', 'M'});
    DicomBytes meta;
    meta.text(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.7")
        .text(0x00020003, "UI", "1.2.3.4")
        .text(0x00020010, "UI", syntax);
    file.head(0x00020000, "UL", 4).put(static_cast<std::uint32_t>(meta.bytes().size()), 4).raw(meta.bytes());
    return file.raw(dataset.bytes()).bytes();
}

struct Picture {
    int rows = 2, columns = 3, samples = 1, bits = 8, stored = 8, highBit = 7, isSigned = 0;
    std::string photometric = "MONOCHROME2";
    int planar = 0;
    std::string frames;
};

// The attributes of a picture, without its pixels.
inline DicomBytes pictureHead(const Picture& p, bool explicitVr = true, bool big = false) {
    DicomBytes set(explicitVr, big);
    set.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7")
        .text(0x00080018, "UI", "1.2.3.4")
        .text(0x00080060, "CS", "OT");
    set.text(0x00100010, "PN", "Test^Name").text(0x0020000D, "UI", "1.2.3").text(0x0020000E, "UI", "1.2.3.1");
    set.us(0x00280002, {p.samples}).text(0x00280004, "CS", p.photometric);
    if (p.samples == 3) set.us(0x00280006, {p.planar});
    if (!p.frames.empty()) set.text(0x00280008, "IS", p.frames);
    set.us(0x00280010, {p.rows}).us(0x00280011, {p.columns}).us(0x00280100, {p.bits}).us(0x00280101, {p.stored});
    set.us(0x00280102, {p.highBit}).us(0x00280103, {p.isSigned});
    return set;
}

inline Bytes nativeFile(const Picture& p, const Bytes& pixels, const char* vr = "OW") {
    return asFile(pictureHead(p).element(0x7FE00010, vr, pixels));
}

inline DicomBytes& addFragments(DicomBytes& set, const std::vector<Bytes>& fragments,
                                const std::vector<std::uint32_t>& offsets = {}) {
    set.head(0x7FE00010, "OB", 0xFFFFFFFF).mark(0xFFFEE000, static_cast<std::uint32_t>(offsets.size() * 4));
    for (const auto offset : offsets) set.put(offset, 4);
    for (const auto& fragment : fragments)
        set.mark(0xFFFEE000, static_cast<std::uint32_t>(fragment.size())).raw(fragment);
    return set.mark(0xFFFEE0DD, 0);
}

inline Bytes encapsulatedFile(const Picture& p, const std::string& syntax, const std::vector<Bytes>& fragments,
                              const std::vector<std::uint32_t>& offsets = {}) {
    auto set = pictureHead(p);
    return asFile(addFragments(set, fragments, offsets), syntax);
}

// Nested sequences, each level one item: of undefined length, or with true lengths.
inline Bytes nestedFile(int levels, bool defined, bool explicitVr = true) {
    DicomBytes set(explicitVr);
    set.text(0x00080060, "CS", "OT");
    const std::uint32_t perLevel = explicitVr ? 20 : 16;  // sequence head and item head
    for (int i = 0; i < levels; ++i) {
        const auto inside = static_cast<std::uint32_t>(levels - 1 - i) * perLevel;
        set.head(0x00081140, "SQ", defined ? inside + 8 : 0xFFFFFFFF).mark(0xFFFEE000, defined ? inside : 0xFFFFFFFF);
    }
    if (!defined)
        for (int i = 0; i < levels; ++i) set.mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
    return asFile(set, explicitVr ? kExplicitLittle : kImplicitLittle);
}

// One RLE frame of byte planes, each packed as literal runs (PS3.5 G.3).
inline Bytes rleFrame(const std::vector<Bytes>& planes) {
    DicomBytes out;
    std::vector<Bytes> segments;
    for (const auto& plane : planes) {
        Bytes segment;
        for (std::size_t i = 0; i < plane.size(); i += 128) {
            const std::size_t run = std::min<std::size_t>(128, plane.size() - i);
            segment.push_back(static_cast<std::uint8_t>(run - 1));
            segment.insert(segment.end(), plane.begin() + static_cast<std::ptrdiff_t>(i),
                           plane.begin() + static_cast<std::ptrdiff_t>(i + run));
        }
        if (segment.size() % 2 != 0) segment.push_back(0x80);
        segments.push_back(segment);
    }
    out.put(static_cast<std::uint32_t>(segments.size()), 4);
    std::uint32_t at = 64;
    for (std::size_t i = 0; i < 15; ++i) {
        out.put(i < segments.size() ? at : 0, 4);
        if (i < segments.size()) at += static_cast<std::uint32_t>(segments[i].size());
    }
    for (const auto& segment : segments) out.raw(segment);
    return out.bytes();
}

}  // namespace hilum::test
