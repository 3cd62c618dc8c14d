// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/rle_decoder.h"

#include <algorithm>
#include <string>

#include "core/base/byte_reader.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr std::size_t kHeaderBytes = 64;
constexpr std::uint32_t kMaxSegments = 15;

base::Error damaged(const std::string& what) {
    return makeError(ErrorCode::Corrupt, "The RLE data is damaged: " + what + "; export the file again.");
}

// PackBits into every step-th byte of out, starting at `first`; false when it ends before `count` bytes.
bool unpack(std::span<const std::uint8_t> segment, std::vector<std::uint8_t>& out, std::size_t first, std::size_t step,
            std::uint64_t count) {
    std::size_t in = 0, to = first;
    std::uint64_t made = 0;
    while (made < count) {
        if (in >= segment.size()) return false;
        const std::uint8_t control = segment[in++];
        if (control == 128) continue;
        const bool repeat = control > 128;
        const std::uint64_t run = std::min<std::uint64_t>(repeat ? 257u - control : control + 1u, count - made);
        if (repeat && in >= segment.size()) return false;
        if (!repeat && segment.size() - in < run) return false;
        const std::uint8_t* from = segment.data() + in;
        std::uint8_t* place = out.data() + to;
        const auto length = static_cast<std::size_t>(run);
        if (repeat)
            for (std::size_t i = 0; i < length; ++i) place[i * step] = *from;
        else
            for (std::size_t i = 0; i < length; ++i) place[i * step] = from[i];
        to += length * step;
        in += repeat ? 1 : static_cast<std::size_t>(run);
        made += run;
    }
    return true;
}

}  // namespace

Result<std::vector<std::uint8_t>> decodeRle(std::span<const std::uint8_t> frame, std::uint64_t pixels, int samples,
                                            int bytesPerSample) {
    if (frame.size() < kHeaderBytes) return damaged("its header is shorter than 64 bytes");
    base::ByteReader reader(frame);
    const std::uint32_t segments = reader.u32();
    const auto expected = static_cast<std::uint32_t>(samples * bytesPerSample);
    if (segments != expected || segments > kMaxSegments)
        return damaged(std::to_string(segments) + " segments where " + std::to_string(expected) + " are needed");
    std::vector<std::size_t> starts;
    for (std::uint32_t i = 0; i < segments; ++i) starts.push_back(reader.u32());
    starts.push_back(frame.size());
    for (std::size_t i = 0; i < segments; ++i)
        if (starts[i] < kHeaderBytes || starts[i] > starts[i + 1] || starts[i + 1] > frame.size())
            return damaged("a segment lies outside the frame");
    // PackBits makes at most 128 bytes of 2: a frame that cannot fill the picture is refused unallocated.
    if (pixels * expected > std::uint64_t{frame.size()} * 64) return damaged("it is too short for its picture");
    std::vector<std::uint8_t> out(static_cast<std::size_t>(pixels * expected));
    for (std::size_t i = 0; i < segments; ++i) {
        const std::size_t sample = i / static_cast<std::size_t>(bytesPerSample);
        const std::size_t byte =
            static_cast<std::size_t>(bytesPerSample) - 1 - i % static_cast<std::size_t>(bytesPerSample);
        const std::size_t first = sample * static_cast<std::size_t>(bytesPerSample) + byte;
        if (!unpack(frame.subspan(starts[i], starts[i + 1] - starts[i]), out, first, expected, pixels))
            return damaged("a segment ends before its picture does");
    }
    return out;
}

}  // namespace hilum::dicom
