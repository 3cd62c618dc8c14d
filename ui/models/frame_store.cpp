// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/frame_store.h"

#include <unistd.h>

#include <QThread>
#include <algorithm>
#include <set>

#include "core/image/window_level.h"

namespace hilum::ui {

namespace {

constexpr int kHalveAbovePx = 512;   // longer side; smaller images are painted directly
constexpr std::size_t kFarAway = 8;  // a wish behind this place does not hold up the slice on screen ...
constexpr auto kLong = std::chrono::milliseconds(100);  // ... when its decoding takes so long

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

std::size_t FrameKeyHash::operator()(const FrameKey& key) const {
    const std::size_t path = std::hash<std::string>()(key.locator.path.native());
    const std::size_t entry = key.locator.zipEntry.empty() ? 0 : std::hash<std::string>()(key.locator.zipEntry);
    return (path * 31 + entry) * 0x9E3779B97F4A7C15ULL + static_cast<std::size_t>(key.frame);
}

FrameWish FrameWish::list(std::vector<FrameKey> keys) {
    const auto shared = std::make_shared<const std::vector<FrameKey>>(std::move(keys));
    FrameWish wish;
    wish.at = [shared](std::size_t position) { return position < shared->size() ? &(*shared)[position] : nullptr; };
    wish.positionOf = [shared](const FrameKey& key) {
        const auto found = std::find(shared->begin(), shared->end(), key);
        return found == shared->end() ? kNowhere : static_cast<std::size_t>(found - shared->begin());
    };
    return wish;
}

FrameStore::FrameStore(TaskRunner& runner, QObject* parent)
    : QObject(parent),
      m_runner(&runner),
      m_reader([](const FrameKey& key, const base::JobContext& job) {
          return dicom::readFrame(key.locator, key.frame, job);
      }),
      m_budget(defaultBudget()),
      m_concurrent(std::clamp(QThread::idealThreadCount(), 2, 4)) {}

std::size_t FrameStore::budget() const {
    const std::size_t least = m_budget / 4;
    return m_reserved > m_budget - least ? least : m_budget - m_reserved;
}

void FrameStore::setBudgetBytes(std::size_t bytes) {
    m_budget = bytes;
    dropBehind(0, budget());
    dispatch();
}

void FrameStore::setReservedBytes(std::size_t bytes) {
    m_reserved = bytes;
    dropBehind(0, budget());
    dispatch();
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

void FrameStore::want(const QObject* owner, FrameWish wish) {
    auto& entry = m_owners[owner];
    entry = Owner{std::move(wish), 0, ++m_serial};
    cancelUnwanted();
    cancelFar(entry);
    dispatch();
}

void FrameStore::release(const QObject* owner) {
    m_owners.remove(owner);
    m_pinned.remove(owner);
    cancelUnwanted();
}

void FrameStore::clear() {
    m_frames.clear();
    m_order.clear();
    m_failures.clear();
    m_owners.clear();
    m_pinned.clear();
    m_used = 0;
    cancelUnwanted();
}

std::size_t FrameStore::positionOf(const FrameKey& key) const {
    std::size_t best = FrameWish::kNowhere;
    for (const auto& owner : m_owners) best = std::min(best, owner.wish.positionOf(key));
    return best;
}

// The first missing key over all owners, nearest first: position 0 of every viewport goes before
// anybody's prefetch.
bool FrameStore::nextWanted(FrameKey& key, std::size_t& position) {
    const Owner* best = nullptr;
    const FrameKey* found = nullptr;
    for (auto& owner : m_owners) {
        const FrameKey* candidate = owner.wish.at(owner.next);
        while (candidate != nullptr &&
               (contains(*candidate) || m_failures.count(*candidate) != 0 || m_inFlight.count(*candidate) != 0))
            candidate = owner.wish.at(++owner.next);
        if (candidate == nullptr) continue;
        const bool sooner =
            best == nullptr || owner.next < best->next || (owner.next == best->next && owner.serial > best->serial);
        if (!sooner) continue;
        best = &owner;
        found = candidate;
    }
    if (best == nullptr) return false;
    key = *found;
    position = best->next;
    return true;
}

// Something before a wish's mark is missing again.
void FrameStore::restart() {
    for (auto& owner : m_owners) owner.next = 0;
}

void FrameStore::dispatch() {
    FrameKey key;
    std::size_t position = 0;
    while (m_runner && m_running < m_concurrent && nextWanted(key, position)) {
        // What is on screen is decoded whatever the budget says.
        if (!makeRoom(position) && position > 0) break;
        decode(key, position);
    }
}

void FrameStore::cancel(Running& running) {
    if (running.cancelled) return;
    running.cancelled = true;
    --m_running;
    if (m_runner) m_runner->cancel(running.task);
}

void FrameStore::cancelUnwanted() {
    for (auto& [key, running] : m_inFlight)
        if (positionOf(key) == FrameWish::kNowhere) cancel(running);
}

// The slice that was scrolled to does not wait for a slow one far away.
void FrameStore::cancelFar(const Owner& owner) {
    const FrameKey* first = owner.wish.at(0);
    if (first == nullptr || contains(*first) || m_inFlight.count(*first) != 0 || m_running < m_concurrent) return;
    Running* worst = nullptr;
    std::size_t farthest = kFarAway;
    for (auto& [key, running] : m_inFlight) {
        const std::size_t position = positionOf(key);
        if (running.cancelled || position < farthest || Clock::now() - running.begun < kLong) continue;
        farthest = position;
        worst = &running;
    }
    if (worst != nullptr) cancel(*worst);
}

void FrameStore::decode(const FrameKey& key, std::size_t position) {
    TaskOptions options;
    options.title = tr("Decoding");
    options.visible = false;
    options.priority = position == 0 ? 10 : 9;  // before thumbnails and exports
    ++m_running;
    auto& running = m_inFlight[key];
    running.begun = Clock::now();
    running.task = m_runner->run<FramePtr>(
        options,
        [reader = m_reader, key](const base::JobContext& job) -> base::Result<FramePtr> {
            if (job.stopRequested()) return base::cancelled();
            HILUM_TRY(auto image, reader(key, job));
            return FramePtr(std::make_shared<const Frame>(makeFrame(std::move(image))));
        },
        this, [this, key](base::Result<FramePtr> result) { arrived(key, std::move(result)); });
}

void FrameStore::arrived(const FrameKey& key, base::Result<FramePtr> result) {
    const auto found = m_inFlight.find(key);
    const bool dropped = found != m_inFlight.end() && found->second.cancelled;
    if (!dropped) --m_running;
    m_inFlight.erase(key);
    const bool wanted = positionOf(key) != FrameWish::kNowhere;
    if (result.ok()) {
        if (wanted || !dropped) {
            store(key, std::move(result).value());
            Q_EMIT frameReady(key);
        }
    } else if (result.error().code != base::ErrorCode::Cancelled) {
        m_failures.emplace(key, result.error());
        Q_EMIT frameFailed(key);
    } else if (wanted) {
        restart();  // it was given up, and somebody has come back to it
    }
    dispatch();
    if (m_inFlight.empty()) Q_EMIT settled();
}

void FrameStore::store(const FrameKey& key, FramePtr frame) {
    if (contains(key)) return;
    m_used += frame->sizeBytes;
    m_order.push_front(key);
    m_frames.emplace(key, Entry{std::move(frame), m_order.begin()});
    dropBehind(0, budget());
    m_peak = std::max(m_peak, m_used);
}

bool FrameStore::isPinned(const FrameKey& key) const {
    return std::any_of(m_pinned.begin(), m_pinned.end(), [&](const FrameKey& pinned) { return pinned == key; });
}

// For one more frame, wanted at this position, beside those that are under way. Some more than needed is
// dropped, so that the ranking is not made for every frame.
bool FrameStore::makeRoom(std::size_t position) {
    if (m_frames.empty()) return true;
    const std::size_t one = m_used / m_frames.size();
    const std::size_t needed = one * static_cast<std::size_t>(m_running + 1), limit = budget();
    if (m_used + needed <= limit) return true;
    const std::size_t slack = limit / 16;
    dropBehind(position, limit > needed + slack ? limit - needed - slack : 0);
    return m_used + needed <= limit;
}

// Drops frames that are wanted later than this position, the last wanted first, until `most` bytes are left.
void FrameStore::dropBehind(std::size_t position, std::size_t most) {
    if (m_used <= most) return;
    std::vector<Rank> ranks;
    std::size_t age = 0;
    for (const auto& key : m_order) {
        const Rank rank{positionOf(key), age++, &key};
        if (rank.position > position && !isPinned(key)) ranks.push_back(rank);
    }
    std::sort(ranks.begin(), ranks.end(), [](const Rank& a, const Rank& b) {
        return a.position != b.position ? a.position > b.position : a.age > b.age;
    });
    for (const auto& rank : ranks) {
        if (m_used <= most) break;
        const auto found = m_frames.find(*rank.key);
        m_used -= found->second.frame->sizeBytes;
        const auto place = found->second.position;
        m_frames.erase(found);
        m_order.erase(place);
    }
    if (!ranks.empty()) restart();
}

int FrameStore::waitingCount() const {
    std::set<FrameKey> waiting;
    for (const auto& owner : m_owners)
        for (std::size_t position = 0;; ++position) {
            const FrameKey* key = owner.wish.at ? owner.wish.at(position) : nullptr;
            if (key == nullptr) break;
            if (!contains(*key) && failure(*key) == nullptr) waiting.insert(*key);
        }
    return static_cast<int>(waiting.size());
}

}  // namespace hilum::ui
