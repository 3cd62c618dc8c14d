// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/frame_decoder.h"

#include <algorithm>

#include "core/image/image_file.h"
#include "core/image/resample.h"
#include "core/image/window_level.h"

namespace hilum::reading {

namespace {

constexpr std::size_t kAhead = 32;  // decoded pictures kept waiting; bounds memory
constexpr int kThumbnailQuality = 85;

DecodedItem decode(const library::CaseRecord& record, const FrameReader& readFrame) {
    DecodedItem item;
    auto image = base::guarded("Decoding an image", [&] { return readFrame(record); });
    if (!image.ok()) {
        item.picture = std::move(image).error();
        return item;
    }
    auto done = base::guarded("Preparing an image", [&]() -> base::Status {
        item.width = image->width;
        item.height = image->height;
        auto picture = image::modelRendition(*image);
        if (picture.empty())
            return base::makeError(base::ErrorCode::Corrupt, "The image holds no pixels; export it again.");
        item.hash = image::contentHash(*image);
        item.thumbnailJpeg = makeThumbnail(picture);
        item.picture = std::move(picture);
        return base::okStatus();
    });
    if (!done.ok()) item.picture = std::move(done).error();
    return item;
}

}  // namespace

std::vector<std::uint8_t> makeThumbnail(const image::Raster& picture) {
    const int longest = std::max(picture.width, picture.height);
    if (longest <= 0) return {};
    const double scale = std::min(1.0, static_cast<double>(kThumbnailPx) / longest);
    const auto side = [&](int length) { return std::max(1, static_cast<int>(length * scale + 0.5)); };
    const auto small = image::resize(picture, side(picture.width), side(picture.height));
    return image::encodeJpeg(small, kThumbnailQuality).valueOr({});
}

FrameDecoder::FrameDecoder(const std::vector<const library::CaseRecord*>& records, const FrameReader& readFrame,
                           std::stop_token stop)
    : m_records(records), m_readFrame(readFrame), m_stop(std::move(stop)), m_done(records.size()) {
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    const auto workers = std::min<std::size_t>({cores, 4, std::max<std::size_t>(records.size(), 1)});
    for (std::size_t i = 0; i < workers; ++i) m_workers.emplace_back([this](const std::stop_token& own) { work(own); });
}

FrameDecoder::~FrameDecoder() {
    {
        const std::scoped_lock guard(m_mutex);
        m_closing = true;
    }
    m_changed.notify_all();
    m_workers.clear();  // joins
}

void FrameDecoder::work(const std::stop_token& own) {
    for (;;) {
        std::size_t mine = 0;
        {
            std::unique_lock guard(m_mutex);
            m_changed.wait(guard,
                           [&] { return m_closing || m_begun >= m_records.size() || m_begun < m_consumed + kAhead; });
            if (m_closing || own.stop_requested() || m_begun >= m_records.size()) return;
            mine = m_begun++;
        }
        auto item = std::make_unique<DecodedItem>();
        if (!m_stop.stop_requested()) *item = decode(*m_records[mine], m_readFrame);
        {
            const std::scoped_lock guard(m_mutex);
            m_done[mine] = std::move(item);
        }
        m_changed.notify_all();
    }
}

DecodedItem FrameDecoder::next() {
    std::unique_lock guard(m_mutex);
    m_changed.wait(guard, [&] { return m_done[m_consumed] != nullptr; });
    DecodedItem item = std::move(*m_done[m_consumed]);
    m_done[m_consumed].reset();
    ++m_consumed;
    guard.unlock();
    m_changed.notify_all();
    return item;
}

}  // namespace hilum::reading
