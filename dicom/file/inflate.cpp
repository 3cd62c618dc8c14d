// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/inflate.h"

#include <zlib.h>

#include <algorithm>

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;

constexpr std::size_t kInputBytes = 64 * 1024;
constexpr std::size_t kOutputStepBytes = 256 * 1024;

class Inflater {
public:
    Inflater() { m_ready = inflateInit2(&m_stream, -MAX_WBITS) == Z_OK; }
    ~Inflater() {
        if (m_ready) inflateEnd(&m_stream);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    bool ready() const { return m_ready; }
    z_stream& stream() { return m_stream; }

private:
    z_stream m_stream{};
    bool m_ready = false;
};

base::Status checkExpansion(std::uint64_t in, std::uint64_t out, const InflateLimits& limits) {
    if (out > limits.maxBytes)
        return makeError(ErrorCode::Unsupported, "The compressed data expands beyond the limit of " +
                                                     std::to_string(limits.maxBytes >> 20) +
                                                     " MiB; use a smaller file.");
    if (out > limits.freeBytes &&
        static_cast<double>(out) > limits.maxExpansion * static_cast<double>(std::max<std::uint64_t>(in, 1)))
        return makeError(ErrorCode::Unsupported,
                         "The compressed data expands more than " +
                             std::to_string(static_cast<int>(limits.maxExpansion)) +
                             " : 1, as a bomb does, so it is not opened; export the file again without compression.");
    return base::okStatus();
}

base::Error damaged() {
    return makeError(ErrorCode::Corrupt, "The compressed data is damaged or ends early; copy the file again.");
}

base::Result<std::vector<std::uint8_t>> run(const ByteSource& source, std::uint64_t offset, std::uint64_t packed,
                                            const InflateLimits& limits, const base::JobContext& context) {
    Inflater inflater;
    if (!inflater.ready())
        return makeError(ErrorCode::OutOfMemory, "There is no memory to expand the data; close other studies.");
    z_stream& stream = inflater.stream();
    std::vector<std::uint8_t> input(kInputBytes), out;
    std::uint64_t consumed = 0, written = 0;
    int code = Z_OK;
    while (code != Z_STREAM_END) {
        if (context.stopRequested()) return base::cancelled();
        if (stream.avail_in == 0 && consumed < packed) {
            const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(input.size(), packed - consumed));
            HILUM_TRY(const std::size_t got, source.read(offset + consumed, std::span(input.data(), want)));
            if (got == 0) return damaged();
            consumed += got;
            stream.next_in = input.data();
            stream.avail_in = static_cast<uInt>(got);
        }
        if (out.size() - written < kOutputStepBytes / 2)
            out.resize(std::max<std::size_t>(out.size() * 2, kOutputStepBytes));
        const auto room = static_cast<uInt>(std::min<std::uint64_t>(out.size() - written, 1U << 30));
        stream.next_out = out.data() + written;
        stream.avail_out = room;
        code = inflate(&stream, Z_NO_FLUSH);
        const std::uint64_t made = room - stream.avail_out;
        written += made;
        const bool starved = code == Z_BUF_ERROR || (made == 0 && stream.avail_in == 0 && consumed == packed);
        if ((code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) ||
            (starved && code != Z_STREAM_END && consumed == packed))
            return damaged();
        HILUM_TRY_STATUS(checkExpansion(consumed - stream.avail_in, written, limits));
        if (limits.enoughBytes != 0 && written >= limits.enoughBytes) break;
    }
    out.resize(static_cast<std::size_t>(written));
    return out;
}

}  // namespace

base::Result<std::vector<std::uint8_t>> inflateRaw(const ByteSource& source, std::uint64_t offset,
                                                   std::uint64_t packedBytes, const InflateLimits& limits,
                                                   const base::JobContext& context) {
    return base::guarded("Expanding compressed data",
                         [&] { return run(source, offset, packedBytes, limits, context); });
}

}  // namespace hilum::dicom
