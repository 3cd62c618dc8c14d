// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/element_set.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "dicom/file/charset.h"
#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

constexpr std::uint64_t kShortValueBytes = 256 * 1024;  // texts and numbers of a header
constexpr std::uint16_t kUS = vrOf('U', 'S'), kSS = vrOf('S', 'S'), kUL = vrOf('U', 'L'), kSL = vrOf('S', 'L'),
                        kFL = vrOf('F', 'L'), kFD = vrOf('F', 'D'), kUV = vrOf('U', 'V'), kSV = vrOf('S', 'V');

std::string trimmed(std::string text) {
    const auto isPad = [](char c) { return c == ' ' || c == '\0' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && isPad(text.back())) text.pop_back();
    const auto start = std::find_if_not(text.begin(), text.end(), isPad);
    text.erase(text.begin(), start);
    return text;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (std::size_t at = text.find('\\'); at != std::string::npos; at = text.find('\\', from)) {
        parts.push_back(trimmed(text.substr(from, at - from)));
        from = at + 1;
    }
    parts.push_back(trimmed(text.substr(from)));
    return parts;
}

// DS and IS without locale; a leading + and surrounding blanks are common.
std::optional<double> parsed(std::string text) {
    if (!text.empty() && text.front() == '+') text.erase(0, 1);
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end == text.data() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::uint64_t raw(const std::uint8_t* bytes, std::size_t width, bool big) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value |= std::uint64_t{bytes[i]} << (8 * (big ? width - 1 - i : i));
    return value;
}

std::size_t widthOf(std::uint16_t vr) {
    if (vr == kUS || vr == kSS) return 2;
    if (vr == kUL || vr == kSL || vr == kFL) return 4;
    if (vr == kFD || vr == kUV || vr == kSV) return 8;
    return 0;
}

double binary(const std::uint8_t* bytes, std::uint16_t vr, bool big) {
    const std::uint64_t value = raw(bytes, widthOf(vr), big);
    if (vr == kSS) return static_cast<std::int16_t>(value);
    if (vr == kSL) return static_cast<std::int32_t>(value);
    if (vr == kSV) return static_cast<double>(static_cast<std::int64_t>(value));
    if (vr == kFL) {
        const auto bits = static_cast<std::uint32_t>(value);
        float number = 0;
        std::memcpy(&number, &bits, sizeof number);
        return static_cast<double>(number);
    }
    if (vr == kFD) {
        double number = 0;
        std::memcpy(&number, &value, sizeof number);
        return number;
    }
    return static_cast<double>(value);
}

// The VR that numbers are read with; 0 = text.
std::uint16_t numberVr(const Element& element, ElementSet::Unstated unstated) {
    if (widthOf(element.vr) != 0) return element.vr;
    const bool stated = element.vr != 0 && element.vr != vrOf('U', 'N') && element.vr != vrOf('O', 'W');
    if (stated || unstated == ElementSet::Unstated::Text) return 0;
    if (unstated == ElementSet::Unstated::Double) return element.length % 8 == 0 ? kFD : kFL;
    const bool isSigned = unstated == ElementSet::Unstated::SignedInteger;
    if (element.length == 4) return isSigned ? kSL : kUL;
    return isSigned ? kSS : kUS;
}

}  // namespace

const Element* ElementSet::find(std::uint32_t tag) const {
    const auto it =
        std::find_if(m_elements.begin(), m_elements.end(), [tag](const Element& e) { return e.tag == tag; });
    return it == m_elements.end() ? nullptr : &*it;
}

std::vector<std::uint8_t> ElementSet::shortValue(const Element& element) const {
    if (element.sequence || element.length > kShortValueBytes || !m_source) return {};
    auto bytes = readRange(*m_source, element.offset, element.length, kShortValueBytes);
    return bytes.ok() ? std::move(bytes).value() : std::vector<std::uint8_t>();
}

std::vector<std::string> ElementSet::texts(std::uint32_t tag) const {
    const Element* element = find(tag);
    if (element == nullptr || element->length == 0) return {};
    const auto bytes = shortValue(*element);
    return split(toUtf8(std::string(bytes.begin(), bytes.end()), m_charset));
}

std::string ElementSet::wholeText(std::uint32_t tag) const {
    const Element* element = find(tag);
    if (element == nullptr || element->length == 0) return {};
    const auto bytes = shortValue(*element);
    std::string whole = toUtf8(std::string(bytes.begin(), bytes.end()), m_charset);
    whole.resize(whole.find_last_not_of(std::string_view(" \0", 2)) + 1);
    return whole;
}

std::string ElementSet::text(std::uint32_t tag) const {
    const auto values = texts(tag);
    return values.empty() ? std::string() : values.front();
}

std::vector<double> ElementSet::numbers(std::uint32_t tag, Unstated unstated) const {
    const Element* element = find(tag);
    if (element == nullptr || element->length == 0) return {};
    const std::uint16_t vr = numberVr(*element, unstated);
    const auto bytes = shortValue(*element);
    std::vector<double> values;
    if (vr == 0) {
        for (const auto& part : split(std::string(bytes.begin(), bytes.end()))) {
            const auto value = parsed(part);
            if (!value) return {};
            values.push_back(*value);
        }
        return values;
    }
    const std::size_t width = widthOf(vr);
    for (std::size_t i = 0; i + width <= bytes.size(); i += width) {
        const double value = binary(bytes.data() + i, vr, element->encoding.bigEndian);
        if (!std::isfinite(value)) return {};
        values.push_back(value);
    }
    return values;
}

std::optional<double> ElementSet::number(std::uint32_t tag, Unstated unstated) const {
    const auto values = numbers(tag, unstated);
    return values.empty() ? std::nullopt : std::optional(values.front());
}

std::optional<std::int64_t> ElementSet::integer(std::uint32_t tag, Unstated unstated) const {
    const auto value = number(tag, unstated);
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (!value || std::abs(*value) > kExact) return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

base::Result<std::vector<std::uint8_t>> ElementSet::bytes(std::uint32_t tag, std::uint64_t limitBytes) const {
    const Element* element = find(tag);
    if (element == nullptr || element->sequence || !m_source)
        return base::makeError(base::ErrorCode::NotFound, "The file has no " + tagText(tag) + "; export it again.");
    return readRange(*m_source, element->offset, element->length, limitBytes);
}

void ElementSet::takeOwnCharset() {
    if (!has(tags::kSpecificCharacterSet)) return;
    std::string charset;
    // An empty first value is the default repertoire and keeps its place before the others.
    for (const auto& part : texts(tags::kSpecificCharacterSet)) charset += part + "\\";
    if (!charset.empty()) charset.pop_back();
    m_charset = std::move(charset);
}

std::vector<ElementSet> ElementSet::readItems(std::uint32_t tag, std::size_t first, std::size_t count) const {
    std::vector<ElementSet> items;
    const Element* element = find(tag);
    if (element == nullptr || !element->sequence || !m_source) return items;
    const std::uint64_t end = element->length == 0 ? m_end : std::min(m_end, element->offset + element->length);
    std::size_t seen = 0;
    const auto collect = [&](int depth, const Element& inner) {
        if (depth != 1) return Visit::Continue;
        if (inner.tag == kItemTag) {
            if (++seen > first + count) return Visit::Stop;
            if (seen > first) {
                items.emplace_back(m_source, end);
                items.back().setCharset(m_charset);
            }
        } else if (seen > first) {
            items.back().add(inner);
        }
        return Visit::Continue;
    };
    // What could be read before damage is still of use; the pre-scan has already judged the file.
    (void)walkElements(*m_source, element->offset, end, element->encoding, true, {}, collect);
    for (auto& item : items) item.takeOwnCharset();
    return items;
}

std::vector<ElementSet> ElementSet::items(std::uint32_t tag, std::size_t most) const { return readItems(tag, 0, most); }

std::optional<ElementSet> ElementSet::item(std::uint32_t tag, std::size_t index) const {
    auto found = readItems(tag, index, 1);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace hilum::dicom
