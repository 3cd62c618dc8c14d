// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/prescan.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/image/image_file.h"
#include "dicom/file/inflate.h"
#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using base::Status;

constexpr std::size_t kPreambleBytes = 128;
constexpr std::uint64_t kMaxOffsetTableBytes = 64ULL << 20;

base::Error notDicom() {
    return makeError(ErrorCode::InvalidInput,
                     "The file is not DICOM: it has no DICM mark and does not start with a DICOM element; give a DICOM "
                     "file.");
}

// Where group 0002 starts: after the preamble, or at 0 in a file without one.
Result<std::uint64_t> findStart(const ByteSource& source, Prescan& result) {
    std::array<std::uint8_t, kPreambleBytes + 4> head{};
    HILUM_TRY(const std::size_t got, source.read(0, head));
    const auto known = image::sniff(std::span(head.data(), got));
    if (known != image::FileKind::Dicom) return notDicom();
    result.hasPreamble = got == head.size() && std::memcmp(head.data() + kPreambleBytes, "DICM", 4) == 0;
    const auto starts = [&](const char* magic, std::size_t n) {
        return result.hasPreamble && std::memcmp(head.data(), magic, n) == 0;
    };
    result.preambleIsProgram = starts(
                                   "\x7f"
                                   "ELF",
                                   4) ||
                               starts("MZ", 2) || starts("#!", 2);
    return result.hasPreamble ? head.size() : 0;
}

// Group 0002 is always explicit little-endian; its end is where another group starts.
Result<std::uint64_t> readMeta(const SourcePtr& source, std::uint64_t start, const PrescanLimits& limits,
                               Prescan& result) {
    result.meta = ElementSet(source, source->size());
    std::uint64_t end = start;
    SourceReader peek(*source, start);
    if (peek.u16() != 0x0002) return start;
    const auto collect = [&](int depth, const Element& element) {
        if (depth == 0 && (element.tag >> 16) != 0x0002) return Visit::Stop;
        if (depth == 0) {
            result.meta.add(element);
            end = element.offset + element.length;
        }
        return Visit::Continue;
    };
    const auto status = walkElements(*source, start, source->size(), {true, false}, false, limits.walk, collect);
    // Damage behind the meta header is found again, and reported, by the walk over the dataset.
    if (!status.ok() && (status.error().code != ErrorCode::Corrupt || result.meta.elements().empty()))
        return status.error();
    return end;
}

bool isCapital(std::uint8_t c) { return c >= 'A' && c <= 'Z'; }

// The encoding that the dataset's first element shows; files do not always keep what they declare.
Result<Encoding> findEncoding(const ByteSource& source, std::uint64_t start, const TransferSyntax& syntax,
                              bool declared) {
    std::array<std::uint8_t, 8> head{};
    HILUM_TRY(const std::size_t got, source.read(start, head));
    Encoding encoding{syntax.explicitVr, syntax.bigEndian};
    if (got < head.size()) return encoding;
    // A first group below 0100 has its zero byte second in little-endian, first in big-endian.
    if (head[0] == 0 && head[1] != 0)
        encoding.bigEndian = true;
    else if (head[0] != 0 && head[1] == 0)
        encoding.bigEndian = false;
    const bool letters = isCapital(head[4]) && isCapital(head[5]);
    if (!declared || letters != encoding.explicitVr) encoding.explicitVr = letters;
    return encoding;
}

Result<SourcePtr> inflated(const ByteSource& source, std::uint64_t start, const PrescanLimits& limits,
                           const base::JobContext& context) {
    const InflateLimits own{limits.maxInflatedBytes, limits.maxExpansion, limits.expansionFreeBytes, 0};
    HILUM_TRY(auto bytes, inflateRaw(source, start, source.size() - start, own, context));
    return memorySource(std::move(bytes));
}

PixelKind pixelKind(const Element& element) {
    if (element.tag == tags::kFloatPixelData) return PixelKind::Float;
    if (element.tag == tags::kDoubleFloatPixelData) return PixelKind::Double;
    return PixelKind::Native;
}

// Collects the root level until the pixel data, then its fragments when they are asked for.
class Collector {
public:
    Collector(Prescan& result, Reach reach) : m_result(result), m_reach(reach) {}

    Visit operator()(int depth, const Element& element) {
        if (m_inPixels) return depth == 1 ? addFragment(element) : Visit::Continue;
        if (depth != 0) return Visit::Continue;
        const bool pixels = element.tag == kPixelDataTag || element.tag == tags::kFloatPixelData ||
                            element.tag == tags::kDoubleFloatPixelData;
        if (!pixels) {
            m_result.elements.add(element);
            return Visit::Continue;
        }
        PixelElement& found = m_result.pixels;
        found.vr = element.vr;
        found.offset = element.offset;
        found.length = element.length;
        found.cutOff = element.cutOff;
        found.kind = pixelKind(element);
        // The walk announces encapsulated data before its fragments.
        if (found.kind != PixelKind::Native || !element.open) return Visit::Stop;
        found.kind = PixelKind::Encapsulated;
        m_inPixels = true;
        return m_reach == Reach::Header ? Visit::Stop : Visit::Continue;
    }

    std::optional<Fragment> offsetTable() const { return m_offsetTable; }

private:
    Visit addFragment(const Element& item) {
        if (!m_offsetTable) {
            m_offsetTable = Fragment{item.offset, item.length, item.cutOff};
            m_result.pixels.fragmentsStart = item.offset + item.length;
        } else {
            m_result.pixels.fragments.push_back({item.offset, item.length, item.cutOff});
        }
        return Visit::Continue;
    }

    Prescan& m_result;
    Reach m_reach;
    bool m_inPixels = false;
    std::optional<Fragment> m_offsetTable;
};

Status readOffsetTable(const Collector& collector, Prescan& result) {
    const auto table = collector.offsetTable();
    if (!table || table->length < 4) return base::okStatus();
    HILUM_TRY(const auto bytes, readRange(*result.source, table->offset, table->length / 4 * 4, kMaxOffsetTableBytes));
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4)
        result.pixels.basicOffsets.push_back(std::uint64_t{bytes[i]} | std::uint64_t{bytes[i + 1]} << 8 |
                                             std::uint64_t{bytes[i + 2]} << 16 | std::uint64_t{bytes[i + 3]} << 24);
    return base::okStatus();
}

base::Error tooLarge(const std::string& what, const std::string& limit) {
    return makeError(ErrorCode::Unsupported, "The file declares " + what + ", more than the limit of " + limit +
                                                 "; it is damaged or not meant to be read.");
}

// Declared sizes against the limits, before anything is allocated from them.
Status checkSizes(const Prescan& result, const PrescanLimits& limits) {
    const ElementSet& set = result.elements;
    const auto at = [&](std::uint32_t tag) { return std::max<std::int64_t>(0, set.integer(tag).value_or(0)); };
    const auto rows = static_cast<std::uint64_t>(at(tags::kRows)),
               columns = static_cast<std::uint64_t>(at(tags::kColumns));
    if (rows > image::kMaxPixels || columns > image::kMaxPixels || rows * columns > image::kMaxPixels)
        return tooLarge(std::to_string(columns) + " x " + std::to_string(rows) + " pixels",
                        std::to_string(image::kMaxPixels / 1'000'000) + " million pixels");
    const auto samples = static_cast<std::uint64_t>(std::max<std::int64_t>(1, at(tags::kSamplesPerPixel)));
    const auto bits = static_cast<std::uint64_t>(std::max<std::int64_t>(1, at(tags::kBitsAllocated)));
    if (samples > 64 || bits > 64)
        return makeError(ErrorCode::Unsupported, "The file declares " + std::to_string(samples) + " samples of " +
                                                     std::to_string(bits) +
                                                     " bits per pixel, which no image has; it is damaged.");
    if (rows * columns * samples * bits / 8 > limits.maxFrameBytes)
        return tooLarge("a frame of " + std::to_string(rows * columns * samples * bits / 8) + " bytes",
                        std::to_string(limits.maxFrameBytes >> 20) + " MiB");
    const auto frames = set.number(tags::kNumberOfFrames).value_or(1);
    if (frames > static_cast<double>(limits.maxFrames))
        return tooLarge(std::to_string(static_cast<std::int64_t>(std::min(frames, 1e18))) + " frames",
                        std::to_string(limits.maxFrames));
    return base::okStatus();
}

Result<Prescan> run(const SourcePtr& file, Reach reach, const PrescanLimits& limits, const base::JobContext& context) {
    Prescan result;
    result.source = file;
    HILUM_TRY(const std::uint64_t metaStart, findStart(*file, result));
    HILUM_TRY(std::uint64_t start, readMeta(file, metaStart, limits, result));
    std::string uid = result.meta.text(tags::kTransferSyntaxUid);
    result.syntax = transferSyntax(uid);
    if (uid.empty()) result.syntax.codec = Codec::None;
    if (result.syntax.deflated) {
        HILUM_TRY(result.source, inflated(*file, start, limits, context));
        start = 0;
    }
    HILUM_TRY(result.encoding, findEncoding(*result.source, start, result.syntax, !uid.empty()));
    result.elements = ElementSet(result.source, result.source->size());
    Collector collector(result, reach);
    HILUM_TRY_STATUS(walkElements(
        *result.source, start, result.source->size(), result.encoding, false, limits.walk,
        [&](int depth, const Element& element) { return collector(depth, element); }, context));
    if (result.elements.elements().empty() && result.meta.elements().empty()) return notDicom();
    result.elements.takeOwnCharset();
    HILUM_TRY_STATUS(readOffsetTable(collector, result));
    HILUM_TRY_STATUS(checkSizes(result, limits));
    return result;
}

}  // namespace

Result<Prescan> prescan(const SourcePtr& file, Reach reach, const PrescanLimits& limits,
                        const base::JobContext& context) {
    return base::guarded("Reading the file's structure", [&] { return run(file, reach, limits, context); });
}

}  // namespace hilum::dicom
