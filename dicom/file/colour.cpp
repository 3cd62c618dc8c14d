// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/colour.h"

#include <algorithm>
#include <cmath>

#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr std::uint64_t kMaxLutBytes = 2 * 65536 + 2;
constexpr std::size_t kMaxLutEntries = 65536;

base::Error badTable(const std::string& what) {
    return makeError(ErrorCode::Corrupt, "A lookup table of the image is damaged: " + what + "; export it again.");
}

std::uint8_t rounded(double value) {
    return static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
}

std::vector<std::uint16_t> words(const std::vector<std::uint8_t>& bytes, bool big) {
    std::vector<std::uint16_t> out(bytes.size() / 2);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint16_t>(bytes[2 * i + (big ? 1 : 0)] | bytes[2 * i + (big ? 0 : 1)] << 8);
    return out;
}

// C.7.9.2: discrete (0), linear (1) and indirect (2) segments. Indirect ones may not point at indirect
// ones, so the work is bounded by the entries that are made.
class SegmentExpander {
public:
    SegmentExpander(const std::vector<std::uint16_t>& data, std::size_t wanted) : m_data(data), m_wanted(wanted) {}

    bool run(std::size_t at, std::size_t segments, bool mayJump) {
        for (; segments > 0 && at + 1 < m_data.size() && m_out.size() < m_wanted; --segments) {
            const std::uint16_t kind = m_data[at], length = m_data[at + 1];
            if (kind == 0) {
                if (m_data.size() - at - 2 < length) return false;
                for (std::size_t i = 0; i < length; ++i) put(m_data[at + 2 + i]);
                at += 2u + length;
            } else if (kind == 1) {
                if (at + 2 >= m_data.size() || m_out.empty()) return false;
                const double from = m_out.back(), step = (m_data[at + 2] - from) / std::max<int>(length, 1);
                for (std::size_t i = 1; i <= length; ++i)
                    put(static_cast<std::uint16_t>(std::lround(from + step * static_cast<double>(i))));
                at += 3;
            } else if (kind == 2 && mayJump && at + 3 < m_data.size()) {
                // The offset counts bytes; the data was read as words.
                const std::size_t target = (m_data[at + 2] | static_cast<std::size_t>(m_data[at + 3]) << 16) / 2;
                if (target >= at || ++m_jumps > kMaxLutEntries || !run(target, length, false)) return false;
                at += 4;
            } else {
                return false;
            }
        }
        return true;
    }
    std::vector<std::uint16_t> take() { return std::move(m_out); }

private:
    void put(std::uint16_t value) {
        if (m_out.size() < m_wanted) m_out.push_back(value);
    }
    const std::vector<std::uint16_t>& m_data;
    std::size_t m_wanted;
    std::size_t m_jumps = 0;
    std::vector<std::uint16_t> m_out;
};

struct Descriptor {
    std::size_t entries = 0;
    std::int64_t firstMapped = 0;
    int bits = 16;
};

Result<Descriptor> readDescriptor(const ElementSet& set, std::uint32_t tag, bool isSigned) {
    const auto values = set.numbers(tag, ElementSet::Unstated::Integer);
    if (values.size() != 3) return badTable("its descriptor " + tagText(tag) + " is missing");
    const auto unsigned16 = [](double value) { return static_cast<std::int64_t>(value) & 0xFFFF; };
    Descriptor descriptor;
    descriptor.entries = values[0] == 0 ? kMaxLutEntries : static_cast<std::size_t>(unsigned16(values[0]));
    descriptor.firstMapped = isSigned ? static_cast<std::int16_t>(unsigned16(values[1])) : unsigned16(values[1]);
    descriptor.bits = static_cast<int>(unsigned16(values[2]));
    if (descriptor.bits < 8 || descriptor.bits > 16)
        return badTable("it has " + std::to_string(descriptor.bits) + " bits an entry");
    return descriptor;
}

}  // namespace

namespace {

// ITU-R BT.601: luma and chroma about their zero, already in units of full-range RGB.
void storeRgb(std::uint8_t* rgb, double y, double cb, double cr) {
    rgb[0] = rounded(y + 1.402 * cr);
    rgb[1] = rounded(y - 0.114 * 1.772 / 0.587 * cb - 0.299 * 1.402 / 0.587 * cr);
    rgb[2] = rounded(y + 1.772 * cb);
}

}  // namespace

void ybrToRgb(std::vector<std::uint8_t>& bytes) {
    for (std::size_t i = 0; i + 2 < bytes.size(); i += 3)
        storeRgb(&bytes[i], bytes[i], bytes[i + 1] - 128.0, bytes[i + 2] - 128.0);
}

void ybrPartialToRgb(std::vector<std::uint8_t>& bytes) {
    constexpr double kLuma = 255.0 / 219.0, kChroma = 255.0 / 224.0;
    for (std::size_t i = 0; i + 2 < bytes.size(); i += 3)
        storeRgb(&bytes[i], (bytes[i] - 16.0) * kLuma, (bytes[i + 1] - 128.0) * kChroma,
                 (bytes[i + 2] - 128.0) * kChroma);
}

std::vector<std::uint8_t> expand422(const std::vector<std::uint8_t>& bytes, std::uint64_t pixels) {
    std::vector<std::uint8_t> out(static_cast<std::size_t>(pixels * 3));
    for (std::size_t i = 0; i < pixels; ++i) {
        const std::size_t pair = i / 2 * 4;
        if (pair + 3 >= bytes.size()) break;
        out[3 * i] = bytes[pair + i % 2];
        out[3 * i + 1] = bytes[pair + 2];
        out[3 * i + 2] = bytes[pair + 3];
    }
    return out;
}

std::array<std::uint8_t, 3> Palette::at(std::int64_t index) const {
    const auto last = static_cast<std::int64_t>(entries[0].size()) - 1;
    const auto i = static_cast<std::size_t>(std::clamp<std::int64_t>(index - firstMapped, 0, last));
    return {entries[0][i], entries[1][i], entries[2][i]};
}

Result<LookupTable> readLookupTable(const ElementSet& set, std::uint32_t descriptorTag, std::uint32_t dataTag,
                                    bool isSigned) {
    HILUM_TRY(const Descriptor descriptor, readDescriptor(set, descriptorTag, isSigned));
    HILUM_TRY(const auto bytes, set.bytes(dataTag, kMaxLutBytes));
    const Element* element = set.find(dataTag);
    LookupTable table{descriptor.firstMapped, descriptor.bits, {}};
    if (bytes.size() >= descriptor.entries * 2) {
        table.entries = words(bytes, element->encoding.bigEndian);
        table.entries.resize(descriptor.entries);
        return table;
    }
    // 8-bit entries, packed two to a word (C.11.1.1.1); in a big-endian word the second comes first.
    if (descriptor.bits != 8 || bytes.size() < descriptor.entries)
        return badTable("it declares " + std::to_string(descriptor.entries) + " entries and holds " +
                        std::to_string(bytes.size()) + " bytes");
    const bool swapped = element->encoding.bigEndian && element->vr == vrOf('O', 'W');
    for (std::size_t i = 0; i < descriptor.entries; ++i) {
        const std::size_t from = swapped ? i ^ 1U : i;
        table.entries.push_back(bytes[std::min(from, bytes.size() - 1)]);
    }
    return table;
}

namespace {

Result<LookupTable> readPaletteColour(const ElementSet& set, std::uint32_t colour, bool isSigned) {
    if (!set.has(tags::kSegmentedRedPaletteData + colour))
        return readLookupTable(set, tags::kRedPaletteDescriptor + colour, tags::kRedPaletteData + colour, isSigned);
    HILUM_TRY(const Descriptor descriptor, readDescriptor(set, tags::kRedPaletteDescriptor + colour, isSigned));
    HILUM_TRY(const auto bytes, set.bytes(tags::kSegmentedRedPaletteData + colour, kMaxLutBytes));
    const auto data = words(bytes, set.find(tags::kSegmentedRedPaletteData + colour)->encoding.bigEndian);
    SegmentExpander expander(data, descriptor.entries);
    if (!expander.run(0, kMaxLutEntries, true)) return badTable("its segments do not fit");
    LookupTable table{descriptor.firstMapped, descriptor.bits, expander.take()};
    if (table.entries.size() != descriptor.entries) return badTable("its segments make too few entries");
    return table;
}

}  // namespace

Result<Palette> readPalette(const ElementSet& set, bool isSigned) {
    std::array<LookupTable, 3> tables;
    for (std::uint32_t c = 0; c < 3; ++c) {
        HILUM_TRY(tables[c], readPaletteColour(set, c, isSigned));
    }
    Palette palette;
    palette.firstMapped = tables[0].firstMapped;
    // Some writers declare 16 bits and store 8.
    const bool narrow = std::all_of(tables.begin(), tables.end(), [](const LookupTable& table) {
        return table.bits == 8 ||
               std::all_of(table.entries.begin(), table.entries.end(), [](auto v) { return v < 256; });
    });
    for (std::size_t c = 0; c < 3; ++c) {
        if (tables[c].entries.size() != tables[0].entries.size()) return badTable("its three colours differ in length");
        const int shift = narrow ? 0 : tables[c].bits - 8;
        for (const auto value : tables[c].entries)
            palette.entries[c].push_back(static_cast<std::uint8_t>(value >> shift));
    }
    return palette;
}

}  // namespace hilum::dicom
