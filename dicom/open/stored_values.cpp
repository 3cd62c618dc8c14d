// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/stored_values.h"

#include <algorithm>
#include <atomic>

#include "dicom/file/pixel_decoder.h"
#include "dicom/open/parallel.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr std::uint64_t kMaxBytes = 4ULL << 30;

Result<StoredValues> readAll(const Prescan& file, const PixelLayout& layout, int frame,
                             const base::JobContext& context) {
    StoredValues values;
    values.frames = frame >= 0 ? 1 : layout.frames;
    values.rows = layout.rows;
    values.columns = layout.columns;
    values.channels = layout.samples;
    values.type = layout.pixelType();
    // The first and the last frame show that the file really holds what it declares, before its memory is taken.
    HILUM_TRY(const StoredFrame first, decodeFrame(file, std::max(0, frame), context));
    if (values.frames > 1) {
        HILUM_TRY(const StoredFrame last, decodeFrame(file, values.frames - 1, context));
        if (last.pixels.size() != first.pixels.size())
            return makeError(ErrorCode::Internal, "The file's frames differ in size; please report this file.");
    }
    const std::size_t frameBytes = first.pixels.size();
    values.pixels = first.pixels;
    values.pixels.resize(frameBytes * static_cast<std::size_t>(values.frames));
    std::atomic<int> done = 1;
    const base::Status status = forEachParallel(
        static_cast<std::size_t>(values.frames - 1), decodingThreads(), context, [&](std::size_t i) -> base::Status {
            HILUM_TRY(const StoredFrame decoded, decodeFrame(file, static_cast<int>(i) + 1, context));
            std::copy(decoded.pixels.begin(), decoded.pixels.end(),
                      values.pixels.begin() + static_cast<std::ptrdiff_t>(frameBytes * (i + 1)));
            context.progress(++done, values.frames, base::Stage::Decoding);
            return base::okStatus();
        });
    if (!status.ok()) return status.error();
    return values;
}

}  // namespace

Result<StoredValues> readStoredValues(const std::filesystem::path& path, int frame, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    HILUM_TRY(const auto source, openFileSource(path));
    HILUM_TRY(const auto file, prescan(source, Reach::Fragments, {}, context));
    HILUM_TRY(const auto layout, readLayout(file));
    const std::uint64_t total = layout.decodedFrameBytes() * static_cast<std::uint64_t>(frame >= 0 ? 1 : layout.frames);
    if (total > kMaxBytes)
        return makeError(ErrorCode::Unsupported, "The file's frames need " + std::to_string(total >> 20) +
                                                     " MiB together; ask for one with --frame.");
    return base::guarded("Decoding the frames", [&] { return readAll(file, layout, frame, context); });
}

}  // namespace hilum::dicom
