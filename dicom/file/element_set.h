// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ElementSet: the elements of one level (a dataset, a meta header, an item) with typed reading of their
// values. Values are read from the source when asked for, with a limit; what is absent, empty or
// unreadable answers nothing, so callers state their default. Text comes back as UTF-8.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dicom/file/element_walk.h"

namespace hilum::dicom {

class ElementSet {
public:
    ElementSet() = default;
    ElementSet(SourcePtr source, std::uint64_t end) : m_source(std::move(source)), m_end(end) {}

    void add(const Element& element) { m_elements.push_back(element); }
    const std::vector<Element>& elements() const { return m_elements; }
    // (0008,0005) of the set that this one lies in, and its own when it has one.
    void setCharset(std::string charset) { m_charset = std::move(charset); }
    void takeOwnCharset();

    const Element* find(std::uint32_t tag) const;  // the first of its tag
    bool has(std::uint32_t tag) const { return find(tag) != nullptr; }
    std::string text(std::uint32_t tag) const;  // first value, trimmed
    std::vector<std::string> texts(std::uint32_t tag) const;
    // The value of a VR that has one only (ST, LT, UT): a backslash is a character, spaces before it stay (PS3.5 6.2).
    std::string wholeText(std::uint32_t tag) const;
    // Numbers whatever their VR: text (DS, IS) or binary; an unstated VR is read as `unstated`.
    enum class Unstated { Text, Integer, SignedInteger, Double };
    std::vector<double> numbers(std::uint32_t tag, Unstated unstated = Unstated::Text) const;
    std::optional<double> number(std::uint32_t tag, Unstated unstated = Unstated::Text) const;
    std::optional<std::int64_t> integer(std::uint32_t tag, Unstated unstated = Unstated::Integer) const;
    base::Result<std::vector<std::uint8_t>> bytes(std::uint32_t tag, std::uint64_t limitBytes) const;
    // The items of a sequence, at most `most`; item() answers one of them.
    std::vector<ElementSet> items(std::uint32_t tag, std::size_t most = 1000) const;
    std::optional<ElementSet> item(std::uint32_t tag, std::size_t index) const;

private:
    std::vector<std::uint8_t> shortValue(const Element& element) const;
    std::vector<ElementSet> readItems(std::uint32_t tag, std::size_t first, std::size_t count) const;

    SourcePtr m_source;
    std::uint64_t m_end = 0;
    std::vector<Element> m_elements;
    std::string m_charset;
};

}  // namespace hilum::dicom
