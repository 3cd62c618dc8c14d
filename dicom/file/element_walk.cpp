// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/element_walk.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Status;

constexpr std::uint64_t kOpen = ~std::uint64_t{0};
constexpr std::uint64_t kCancelCheckMask = 0xFFFF;  // elements between two looks at the stop token

bool isLetters(std::uint16_t vr) {
    const auto a = vr >> 8, b = vr & 0xFF;
    return a >= 'A' && a <= 'Z' && b >= 'A' && b <= 'Z';
}

// VRs with a 16-bit length (PS3.5 7.1.2); every other one, future ones included, has 32 bits.
bool hasShortLength(std::uint16_t vr) {
    switch (vr) {
        case vrOf('A', 'E'):
        case vrOf('A', 'S'):
        case vrOf('A', 'T'):
        case vrOf('C', 'S'):
        case vrOf('D', 'A'):
        case vrOf('D', 'S'):
        case vrOf('D', 'T'):
        case vrOf('F', 'L'):
        case vrOf('F', 'D'):
        case vrOf('I', 'S'):
        case vrOf('L', 'O'):
        case vrOf('L', 'T'):
        case vrOf('P', 'N'):
        case vrOf('S', 'H'):
        case vrOf('S', 'L'):
        case vrOf('S', 'S'):
        case vrOf('S', 'T'):
        case vrOf('T', 'M'):
        case vrOf('U', 'I'):
        case vrOf('U', 'L'):
        case vrOf('U', 'S'): return true;
        default: return false;
    }
}

struct Level {
    std::uint64_t end = kOpen;  // own declared end, kOpen = by delimiter
    std::uint64_t limit = 0;    // no value may pass this
    Encoding encoding;
    bool sequence = false;   // items inside, else elements
    bool fragments = false;  // encapsulated pixel data: items are opaque
    bool guessed = false;    // looked like a sequence; when it is not one, it is skipped whole
};

class Walk {
public:
    Walk(const ByteSource& source, const WalkLimits& limits, const ElementVisitor& visit,
         const base::JobContext& context)
        : m_reader(source), m_limits(limits), m_visit(visit), m_context(context) {}

    Status run(std::uint64_t begin, std::uint64_t end, Encoding encoding, bool asSequence) {
        m_levels.push_back({end, end, encoding, asSequence, false, false});
        m_reader.seek(begin);
        while (!m_stopped) {
            closeFinished();
            const std::uint64_t left = top().limit - std::min(top().limit, m_reader.position());
            if (m_levels.size() == 1 && left == 0) return base::okStatus();
            if ((++m_count & kCancelCheckMask) == 0 && m_context.stopRequested()) return base::cancelled();
            if (m_count > m_limits.maxElements)
                return makeError(ErrorCode::Unsupported, "The file holds more than " +
                                                             std::to_string(m_limits.maxElements) +
                                                             " elements; it is damaged or not meant to be read.");
            auto status = left < 8 ? tooShort() : (top().sequence ? readItem() : readElement());
            if (!status.ok() && !(status.error().code == ErrorCode::Corrupt && leaveGuessed())) return status;
        }
        return base::okStatus();
    }

private:
    Level& top() { return m_levels.back(); }

    // Ends every level whose declared end is reached.
    void closeFinished() {
        while (m_levels.size() > 1 && top().end != kOpen && m_reader.position() >= top().end) pop();
    }
    void pop() {
        if (top().sequence)
            --m_sequences;
        else
            --m_depth;
        m_levels.pop_back();
    }
    // A private value that only looked like a sequence: continue after it.
    bool leaveGuessed() {
        auto it = std::find_if(m_levels.rbegin(), m_levels.rend(), [](const Level& level) { return level.guessed; });
        if (it == m_levels.rend()) return false;
        const std::uint64_t end = it->end;
        const auto keep = static_cast<std::size_t>(m_levels.rend() - it) - 1;
        while (m_levels.size() > keep) pop();
        m_reader.seek(end);
        return true;
    }
    // Fewer than eight bytes before the limit: padding at the end of the data, or damage inside.
    Status tooShort() {
        if (m_levels.size() == 1) {
            m_stopped = true;
            return base::okStatus();
        }
        if (top().limit == m_levels.front().limit)
            return makeError(ErrorCode::Corrupt, "The file ends inside a sequence; copy it again.");
        return damaged(0, "an item ends in the middle of an element");
    }
    Status damaged(std::uint32_t tag, const std::string& what) const {
        return makeError(ErrorCode::Corrupt, "The file is damaged: " + what +
                                                 (tag != 0 ? " at " + tagText(tag) : std::string()) +
                                                 "; copy or export it again.");
    }
    Status push(std::uint64_t length, Level level) {
        const std::uint64_t here = m_reader.position();
        // A declared end beyond the parent's (or the file's): the parent's holds, as other readers do.
        if (length != kUndefinedLength && length > top().limit - here) {
            length = top().limit - here;
            level.guessed = false;  // a file cut off there is not passed over
        }
        level.end = length == kUndefinedLength ? kOpen : here + length;
        level.limit = length == kUndefinedLength ? top().limit : level.end;
        if (level.sequence && ++m_sequences > m_limits.maxDepth)
            return makeError(ErrorCode::Unsupported,
                             "The file nests more than " + std::to_string(m_limits.maxDepth) +
                                 " sequences, which no real study does, so it is not opened; export it again.");
        if (!level.sequence) ++m_depth;
        m_levels.push_back(level);
        return base::okStatus();
    }

    std::uint32_t readTag() {
        const std::uint16_t group = m_reader.u16();
        return tagOf(group, m_reader.u16());
    }

    Status readItem() {
        m_reader.setBigEndian(top().encoding.bigEndian);
        const std::uint64_t start = m_reader.position();
        const std::uint32_t tag = readTag();
        const std::uint64_t length = m_reader.u32();
        if (m_reader.failed())
            return makeError(ErrorCode::Io, "The file could not be read to its end; check the disk or share.");
        if (tag == kSequenceEndTag) {
            if (m_levels.size() == 1)
                m_stopped = true;
            else
                pop();
            return base::okStatus();
        }
        if (tag != kItemTag) return damaged(tag, "an item was expected");
        Element item{tag,   0,     top().encoding, start, m_reader.position(), length == kUndefinedLength ? 0 : length,
                     false, false, false};
        if (top().fragments) return readFragment(item, length);
        m_stopped = m_visit(m_depth + 1, item) == Visit::Stop;
        return push(length, {0, 0, top().encoding, false, false, false});
    }

    Status readFragment(Element& item, std::uint64_t length) {
        if (length == kUndefinedLength) return damaged(kPixelDataTag, "a fragment of unknown length");
        const std::uint64_t left = top().limit - item.offset;
        item.cutOff = length > left;
        item.length = std::min(length, left);
        m_stopped = m_visit(m_depth + 1, item) == Visit::Stop || item.cutOff;
        m_reader.seek(item.offset + item.length);
        // Encapsulated data whose end mark is missing ends with the file.
        if (item.offset + item.length == m_levels.front().limit) m_stopped = true;
        return base::okStatus();
    }

    // VR and length. Elements without a VR in explicit data are taken as implicit where that fits.
    std::uint64_t readLength(Element& element) {
        if (!element.encoding.explicitVr) return m_reader.u32();
        const std::uint64_t at = m_reader.position();
        m_reader.setBigEndian(true);
        const std::uint16_t letters = m_reader.u16();
        m_reader.setBigEndian(element.encoding.bigEndian);
        if (isLetters(letters)) {
            element.vr = letters;
            if (hasShortLength(letters)) return m_reader.u16();
            m_reader.u16();
            if (m_reader.position() + 4 > top().limit) return kOpen;
            return m_reader.u32();
        }
        m_reader.seek(at);
        const std::uint64_t implicitLength = m_reader.u32();
        if (implicitLength <= top().limit - m_reader.position() || implicitLength == kUndefinedLength)
            return implicitLength;
        m_reader.seek(at + 2);
        return m_reader.u16();
    }

    bool startsWithItem(std::uint64_t length) {
        if (length < 8) return false;
        const std::uint64_t at = m_reader.position();
        const bool item = readTag() == kItemTag;
        m_reader.seek(at);
        return item;
    }

    Status readElement() {
        m_reader.setBigEndian(top().encoding.bigEndian);
        Element element;
        element.encoding = top().encoding;
        element.start = m_reader.position();
        element.tag = readTag();
        if (element.tag == kItemEndTag || element.tag == kSequenceEndTag) return readDelimiter(element.tag);
        std::uint64_t length = readLength(element);
        if (m_reader.failed())
            return makeError(ErrorCode::Io, "The file could not be read to its end; check the disk or share.");
        if (length == kOpen) return damaged(element.tag, "the data ends inside an element's head");
        element.offset = m_reader.position();
        if (m_levels.size() == 1 && ++m_rootCount > m_limits.maxRootElements)
            return makeError(ErrorCode::Unsupported, "The file holds more than " +
                                                         std::to_string(m_limits.maxRootElements) +
                                                         " elements; it is damaged or not meant to be read.");
        // Trailing zeros (files padded to a block) are no elements.
        if (element.tag == 0 && length == 0 && m_levels.size() == 1 && m_rootCount > 1) {
            m_stopped = true;
            return base::okStatus();
        }
        const bool bulk = (element.tag >> 16) == 0x7FE0;
        if (length == kUndefinedLength ||
            (!bulk && (element.vr == vrOf('S', 'Q') || (element.vr == 0 && startsWithItem(length)))))
            return enterSequence(element, length);
        return passValue(element, length);
    }

    Status readDelimiter(std::uint32_t tag) {
        m_reader.u32();
        if (m_levels.size() == 1) return base::okStatus();  // a stray one at the root
        pop();
        // A sequence's end that comes while its last item is open ends both.
        if (tag == kSequenceEndTag && m_levels.size() > 1 && top().sequence) pop();
        return base::okStatus();
    }

    Status enterSequence(Element& element, std::uint64_t length) {
        const bool pixels = element.tag == kPixelDataTag;
        element.sequence = !pixels;
        element.open = length == kUndefinedLength;
        element.length = length == kUndefinedLength ? 0 : length;
        Level level{0, 0, top().encoding, true, pixels, false};
        if (element.vr == vrOf('U', 'N')) level.encoding = {false, false};  // PS3.5 6.2.2 note 2
        level.guessed = element.vr == 0 && length != kUndefinedLength;
        element.encoding = level.encoding;
        if (m_visit(m_depth, element) == Visit::Stop) {
            m_stopped = true;
            return base::okStatus();
        }
        return push(length, level);
    }

    Status passValue(Element& element, std::uint64_t length) {
        const std::uint64_t left = top().limit - element.offset;
        element.length = std::min(length, left);
        if (length > left) {
            const bool bulk = m_levels.size() == 1 && (element.tag >> 16) == 0x7FE0;
            if (!bulk && top().limit == m_levels.front().limit)
                return makeError(ErrorCode::Corrupt, "The file is cut off: " + tagText(element.tag) + " declares " +
                                                         std::to_string(length) + " bytes and " + std::to_string(left) +
                                                         " follow; copy it again.");
            if (!bulk) return damaged(element.tag, "a value is longer than its item");
            element.cutOff = true;
        }
        m_stopped = m_visit(m_depth, element) == Visit::Stop;
        m_reader.seek(element.offset + element.length);
        return base::okStatus();
    }

    SourceReader m_reader;
    const WalkLimits& m_limits;
    const ElementVisitor& m_visit;
    const base::JobContext& m_context;
    std::vector<Level> m_levels;
    int m_sequences = 0;
    int m_depth = 0;
    std::uint64_t m_count = 0;
    std::uint64_t m_rootCount = 0;
    bool m_stopped = false;
};

}  // namespace

std::string tagText(std::uint32_t tag) {
    char text[16];
    std::snprintf(text, sizeof text, "(%04X,%04X)", tag >> 16, tag & 0xFFFFu);
    return text;
}

Status walkElements(const ByteSource& source, std::uint64_t begin, std::uint64_t end, Encoding encoding,
                    bool asSequence, const WalkLimits& limits, const ElementVisitor& visit,
                    const base::JobContext& context) {
    if (end > source.size() || begin > end)
        return makeError(ErrorCode::Internal, "A range outside the file was asked for; the log has the details.");
    return base::guarded("Reading the file's structure",
                         [&] { return Walk(source, limits, visit, context).run(begin, end, encoding, asSequence); });
}

}  // namespace hilum::dicom
