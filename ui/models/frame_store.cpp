// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/frame_store.h"

#include <unistd.h>

#include <algorithm>

#include "core/image/window_level.h"

namespace hilum::ui {

namespace {

constexpr int kHalveAbovePx = 512;  // longer side; smaller images are painted directly

// A quarter of the machine's memory, between 256 MiB and 4 GiB (viewer.md 4: bounded pixel cache).
std::size_t defaultBudget() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long pageBytes = ::sysconf(_SC_PAGE_SIZE);
    const std::size_t total = pages > 0 && pageBytes > 0
                                  ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(pageBytes)
                                  : std::size_t{2} << 30;
    return std::clamp(total / 4, std::size_t{256} << 20, std::size_t{4} << 30);
}

template <class T>
image::Image halve(const image::Image& source) {
    image::Image result = source;
    result.width = source.width / 2;
    result.height = source.height / 2;
    result.plane.reset();
    const auto channels = static_cast<std::size_t>(source.channels);
    const auto width = static_cast<std::size_t>(result.width);
    const auto sourceStride = static_cast<std::size_t>(source.width) * channels;
    auto bytes = std::make_shared<std::vector<std::byte>>(width * static_cast<std::size_t>(result.height) * channels *
                                                          sizeof(T));
    const T* in = reinterpret_cast<const T*>(source.pixels->data());
    T* out = reinterpret_cast<T*>(bytes->data());
    for (std::size_t y = 0; y < static_cast<std::size_t>(result.height); ++y) {
        const T* a = in + 2 * y * sourceStride;
        const T* b = a + sourceStride;
        for (std::size_t x = 0; x < width; ++x)
            for (std::size_t c = 0; c < channels; ++c) {
                const std::size_t i = 2 * x * channels + c;
                *out++ = static_cast<T>((static_cast<int>(a[i]) + a[i + channels] + b[i] + b[i + channels]) / 4);
            }
    }
    result.pixels = std::move(bytes);
    return result;
}

bool canHalve(const image::Image& image) {
    return image.type == image::PixelType::UInt8 || image.type == image::PixelType::Int8 ||
           image.type == image::PixelType::UInt16 || image.type == image::PixelType::Int16;
}

image::Image halved(const image::Image& image) {
    switch (image.type) {
        case image::PixelType::UInt8: return halve<std::uint8_t>(image);
        case image::PixelType::Int8: return halve<std::int8_t>(image);
        case image::PixelType::UInt16: return halve<std::uint16_t>(image);
        default: return halve<std::int16_t>(image);
    }
}

}  // namespace

Frame makeFrame(image::Image image) {
    Frame frame;
    frame.sizeBytes = image.pixels ? image.pixels->size() : 0;
    if (!image.empty()) {
        frame.defaultWindow = image::defaultWindow(image);
        frame.fullRange = image::fullRangeWindow(image);
    }
    frame.image = std::move(image);
    const image::Image* last = &frame.image;
    frame.halves.reserve(16);  // pointers into the vector stay valid
    while (canHalve(*last) && std::max(last->width, last->height) > kHalveAbovePx &&
           std::min(last->width, last->height) > 1) {
        frame.halves.push_back(halved(*last));
        last = &frame.halves.back();
        frame.sizeBytes += last->pixels->size();
    }
    return frame;
}

FrameStore::FrameStore(TaskRunner& runner, QObject* parent)
    : QObject(parent),
      m_runner(runner),
      m_reader([](const FrameKey& key, const base::JobContext& job) {
          return dicom::readFrame(key.locator, key.frame, job);
      }),
      m_budget(defaultBudget()) {}

void FrameStore::setBudgetBytes(std::size_t bytes) {
    m_budget = bytes;
    evict();
}

FramePtr FrameStore::cached(const FrameKey& key) {
    const auto found = m_frames.find(key);
    if (found == m_frames.end()) return nullptr;
    m_order.splice(m_order.begin(), m_order, found->second.position);
    return found->second.frame;
}

const base::Error* FrameStore::failure(const FrameKey& key) const {
    const auto found = m_failures.find(key);
    return found == m_failures.end() ? nullptr : &found->second;
}

void FrameStore::want(const QObject* owner, std::vector<FrameKey> keys) {
    m_wanted[owner] = std::move(keys);
    dispatch();
}

void FrameStore::release(const QObject* owner) {
    m_wanted.remove(owner);
    m_pinned.remove(owner);
}

void FrameStore::clear() {
    m_frames.clear();
    m_order.clear();
    m_failures.clear();
    m_wanted.clear();
    m_used = 0;
}

// The first missing key over all owners, nearest first: position 0 of every viewport goes before
// anybody's prefetch.
bool FrameStore::nextWanted(FrameKey& key) const {
    std::size_t best = SIZE_MAX;
    for (const auto& list : m_wanted) {
        for (std::size_t i = 0; i < list.size() && i < best; ++i) {
            if (contains(list[i]) || m_failures.count(list[i]) != 0 || m_inFlight.count(list[i]) != 0) continue;
            best = i;
            key = list[i];
            break;
        }
    }
    return best != SIZE_MAX;
}

void FrameStore::dispatch() {
    FrameKey key;
    while (static_cast<int>(m_inFlight.size()) < kInFlight && nextWanted(key)) decode(key);
}

void FrameStore::decode(const FrameKey& key) {
    m_inFlight.insert(key);
    TaskOptions options;
    options.title = tr("Decoding");
    options.visible = false;
    options.priority = 10;  // before thumbnails and exports
    m_runner.run<FramePtr>(
        options,
        [reader = m_reader, key](const base::JobContext& job) -> base::Result<FramePtr> {
            HILUM_TRY(auto image, reader(key, job));
            return FramePtr(std::make_shared<const Frame>(makeFrame(std::move(image))));
        },
        this,
        [this, key](base::Result<FramePtr> result) {
            m_inFlight.erase(key);
            if (result.ok()) {
                store(key, std::move(result).value());
                Q_EMIT frameReady(key);
            } else if (result.error().code != base::ErrorCode::Cancelled) {
                m_failures.emplace(key, result.error());
                Q_EMIT frameFailed(key);
            }
            dispatch();
        });
}

void FrameStore::store(const FrameKey& key, FramePtr frame) {
    if (contains(key)) return;
    m_used += frame->sizeBytes;
    m_order.push_front(key);
    m_frames.emplace(key, Entry{std::move(frame), m_order.begin()});
    evict();
}

bool FrameStore::isPinned(const FrameKey& key) const {
    return std::any_of(m_pinned.begin(), m_pinned.end(), [&](const FrameKey& pinned) { return pinned == key; });
}

void FrameStore::evict() {
    auto position = m_order.end();
    while (m_used > m_budget && position != m_order.begin()) {
        --position;
        // The newest frame always stays: it is the one somebody waits for.
        if (position == m_order.begin() || isPinned(*position)) continue;
        const auto found = m_frames.find(*position);
        m_used -= found->second.frame->sizeBytes;
        m_frames.erase(found);
        position = m_order.erase(position);
    }
}

}  // namespace hilum::ui
