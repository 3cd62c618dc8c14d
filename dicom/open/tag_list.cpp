// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/tag_list.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdict.h>
#include <dcmtk/dcmdata/dctag.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>

#include "dicom/file/dcmtk_setup.h"
#include "dicom/file/prescan.h"
#include "dicom/open/content.h"

namespace hilum::dicom {

namespace {

constexpr std::size_t kMostRows = 20'000;
constexpr std::size_t kMostItems = 500;  // of one sequence
constexpr int kMostDepth = 16;
constexpr std::size_t kLongest = 400;  // letters of a value
constexpr std::uint64_t kLongestRead = 64 * 1024;

struct Meaning {
    std::string name, vr;
};

// The standard's name; DCMTK's dictionary answers one thread at a time.
Meaning meaningOf(std::uint32_t tag, std::uint16_t statedVr) {
    DcmTag entry(static_cast<Uint16>(tag >> 16U), static_cast<Uint16>(tag & 0xFFFFU));
    Meaning meaning{entry.getTagName(), {}};
    if (statedVr != 0)
        meaning.vr = {static_cast<char>(statedVr >> 8U), static_cast<char>(statedVr & 0xFFU)};
    else
        meaning.vr = entry.getVRName();
    if ((tag >> 16U) % 2 == 1 && meaning.name.rfind("Unknown", 0) == 0) meaning.name = "Private";
    if (meaning.vr.size() != 2 || std::islower(static_cast<unsigned char>(meaning.vr[0])) != 0) meaning.vr = "UN";
    return meaning;
}

bool isNumber(const std::string& vr) {
    static constexpr std::array kNumbers = {"US", "SS", "UL", "SL", "FL", "FD", "SV", "UV"};
    return std::find(kNumbers.begin(), kNumbers.end(), vr) != kNumbers.end();
}

bool isBinary(const std::string& vr) {
    static constexpr std::array kBinary = {"OB", "OW", "OF", "OD", "OL", "OV", "UN", "AT"};
    return std::find(kBinary.begin(), kBinary.end(), vr) != kBinary.end();
}

std::string shortened(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    if (text.size() <= kLongest) return text;
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // never inside a letter
    return text.substr(0, end) + "...";
}

std::string valueOf(const ElementSet& set, const Element& element, const std::string& vr) {
    if (element.length == 0) return {};
    if (isBinary(vr) || element.length > kLongestRead) return "<" + std::to_string(element.length) + " bytes>";
    std::string text;
    if (isNumber(vr)) {
        for (const double number : set.numbers(element.tag, ElementSet::Unstated::Integer)) {
            std::ostringstream part;
            part.precision(12);
            part << number;
            text += (text.empty() ? "" : "\\") + part.str();
            if (text.size() > kLongest) break;
        }
        return shortened(text);
    }
    bool first = true;
    for (const auto& part : set.texts(element.tag)) {
        text += (first ? "" : "\\") + part;
        first = false;
    }
    return shortened(text);
}

class Collector {
public:
    explicit Collector(const base::JobContext& context) : m_context(context) {}

    void collect(const ElementSet& set, int depth) {
        for (const auto& element : set.elements()) {
            if (full() || m_context.stopRequested()) return;
            const Meaning meaning = meaningOf(element.tag, element.vr);
            TagRow row{depth, element.tag, tagText(element.tag), meaning.vr, meaning.name, element.length, {}};
            const bool sequence = element.sequence || meaning.vr == "SQ";
            if (sequence)
                row.vr = "SQ";
            else
                row.value = valueOf(set, element, meaning.vr);
            m_list.rows.push_back(std::move(row));
            if (sequence) collectItems(set.items(element.tag, kMostItems + 1), depth + 1);
        }
    }
    void add(TagRow row) { m_list.rows.push_back(std::move(row)); }
    TagList take() { return std::move(m_list); }

private:
    bool full() {
        if (m_list.rows.size() >= kMostRows) m_list.shortened = true;
        return m_list.rows.size() >= kMostRows;
    }

    void collectItems(const std::vector<ElementSet>& items, int depth) {
        if (depth > kMostDepth || items.size() > kMostItems) m_list.shortened = true;
        if (depth > kMostDepth) return;
        for (std::size_t i = 0; i < std::min(items.size(), kMostItems) && !full(); ++i) {
            m_list.rows.push_back({depth, kItemTag, "", "", "Item " + std::to_string(i + 1), 0, {}});
            collect(items[i], depth + 1);
        }
    }

    const base::JobContext& m_context;
    TagList m_list;
};

}  // namespace

base::Result<TagList> readTags(const Locator& locator, const base::JobContext& context) {
    HILUM_TRY(const auto source, openLocator(locator, context));
    HILUM_TRY(const auto file, prescan(source, Reach::Header, {}, context));
    return base::guarded("reading the tags", [&]() -> base::Result<TagList> {
        setUpDcmtk();
        Collector collector(context);
        collector.collect(file.meta, 0);
        collector.collect(file.elements, 0);
        if (context.stopRequested()) return base::cancelled();
        if (file.pixels.kind != PixelKind::None) {
            const bool packed = file.pixels.kind == PixelKind::Encapsulated;
            collector.add({0, kPixelDataTag, tagText(kPixelDataTag), packed ? "OB" : "OW", "PixelData",
                           file.pixels.length,
                           packed ? "<compressed>" : "<" + std::to_string(file.pixels.length) + " bytes>"});
        }
        return collector.take();
    });
}

}  // namespace hilum::dicom
