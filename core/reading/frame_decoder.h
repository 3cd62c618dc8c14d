// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// FrameDecoder: reads, renders, hashes and shrinks items on worker threads, a bounded number ahead of
// the one consumer that encodes them. Items come out in input order, each with its picture or error.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "core/reading/indexer.h"

namespace hilum::reading {

struct DecodedItem {
    base::Result<image::Raster> picture = base::cancelled();  // the rendition that encoders see
    std::string hash;                                         // image::contentHash
    int width = 0, height = 0;
    std::vector<std::uint8_t> thumbnailJpeg;
};

class FrameDecoder {
public:
    // records must outlive the decoder.
    FrameDecoder(const std::vector<const library::CaseRecord*>& records, const FrameReader& readFrame,
                 std::stop_token stop);
    ~FrameDecoder();
    FrameDecoder(const FrameDecoder&) = delete;
    FrameDecoder& operator=(const FrameDecoder&) = delete;

    // Waits for the next item; call it as often as there are records.
    DecodedItem next();

private:
    void work(const std::stop_token& own);
    const std::vector<const library::CaseRecord*>& m_records;
    const FrameReader& m_readFrame;
    std::stop_token m_stop;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::unique_ptr<DecodedItem>> m_done;
    std::size_t m_begun = 0;     // next record for a worker
    std::size_t m_consumed = 0;  // next record for next()
    bool m_closing = false;
    std::vector<std::jthread> m_workers;
};

// Longest side kThumbnailPx, JPEG; empty when it cannot be made.
constexpr int kThumbnailPx = 160;
std::vector<std::uint8_t> makeThumbnail(const image::Raster& picture);

}  // namespace hilum::reading
