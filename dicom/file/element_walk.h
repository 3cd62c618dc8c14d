// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The bounded walk over encoded data elements (PS3.5 7.1): visits every element's tag, VR, place and
// length without reading values, with an explicit stack instead of recursion, so depth costs nothing and
// is limited. Tolerant where real files are (implicit elements in explicit data, stray delimiters, values
// cut off inside an unknown private sequence), strict where a parser could be led astray.
// Errors: Corrupt (lengths that contradict the data), Unsupported (over a limit).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "dicom/file/byte_source.h"

namespace hilum::dicom {

struct Encoding {
    bool explicitVr = true;
    bool bigEndian = false;
};

constexpr std::uint64_t kUndefinedLength = 0xFFFFFFFFu;

constexpr std::uint32_t tagOf(std::uint16_t group, std::uint16_t element) {
    return static_cast<std::uint32_t>(group) << 16 | element;
}
std::string tagText(std::uint32_t tag);  // "(0028,0010)"

// Two letters as a number; 0 = not stated (implicit).
constexpr std::uint16_t vrOf(char a, char b) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(a) << 8 | static_cast<unsigned char>(b));
}

struct Element {
    std::uint32_t tag = 0;
    std::uint16_t vr = 0;
    Encoding encoding;         // of the value (and of a sequence's content)
    std::uint64_t start = 0;   // where the element's tag lies
    std::uint64_t offset = 0;  // where its value lies
    std::uint64_t length = 0;  // bytes; of a sequence with undefined length: 0 until walked
    bool sequence = false;
    bool open = false;    // undefined length
    bool cutOff = false;  // pixel data that the file's end cuts
};

struct WalkLimits {
    int maxDepth = 64;                       // nested sequences; real files stay below 10
    std::uint64_t maxElements = 20'000'000;  // at all levels together
    std::uint64_t maxRootElements = 1'000'000;
};

enum class Visit { Continue, Stop };
// depth 0 = the walked level itself; an item is announced by its tag (FFFE,E000) with the depth of the
// elements inside it, a fragment of encapsulated pixel data likewise.
using ElementVisitor = std::function<Visit(int depth, const Element& element)>;

constexpr std::uint32_t kItemTag = 0xFFFEE000u;
constexpr std::uint32_t kItemEndTag = 0xFFFEE00Du;
constexpr std::uint32_t kSequenceEndTag = 0xFFFEE0DDu;
constexpr std::uint32_t kPixelDataTag = 0x7FE00010u;

// Walks [begin, end). When `asSequence`, the range is a sequence's value and starts with an item.
base::Status walkElements(const ByteSource& source, std::uint64_t begin, std::uint64_t end, Encoding encoding,
                          bool asSequence, const WalkLimits& limits, const ElementVisitor& visit,
                          const base::JobContext& context = {});

}  // namespace hilum::dicom
