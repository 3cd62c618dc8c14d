// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/stored_values.h"

#include "dicom/file/pixel_decoder.h"

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
    for (int i = 0; i < values.frames; ++i) {
        if (context.stopRequested()) return base::cancelled();
        HILUM_TRY(const StoredFrame decoded, decodeFrame(file, frame >= 0 ? frame : i, context));
        // Reserved once the first frame has shown that the file really holds what it declares.
        if (i == 0) values.pixels.reserve(decoded.pixels.size() * static_cast<std::size_t>(values.frames));
        values.pixels.insert(values.pixels.end(), decoded.pixels.begin(), decoded.pixels.end());
        context.progress(i + 1, values.frames, base::Stage::Decoding);
    }
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
