// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// FrameStore: decoded frames within a budget of bytes, filled in the background. Each viewer states what it
// wants, nearest first (a whole series outwards from the slice on screen); a new wish replaces the old one, so
// that what nobody looks at any more is neither begun nor finished. What is on screen is pinned; of the rest,
// what nobody wants goes first (the longest unused before others), then what is wanted last. Decoding stops
// where the budget is full of what is wanted sooner.
// UI thread; decoding happens on the TaskRunner's pool. Frames are immutable and shared.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/image/image.h"
#include "dicom/open/study_source.h"
#include "ui/jobs/task_runner.h"

namespace hilum::ui {

struct FrameKey {
    dicom::Locator locator;
    int frame = 0;
    auto operator<=>(const FrameKey&) const = default;
};
struct FrameKeyHash {
    std::size_t operator()(const FrameKey& key) const;
};

struct Frame {
    image::Image image;
    // Halved copies (box mean of stored values) for quick and smooth painting of large images:
    // halves[0] is 1/2, halves[1] 1/4, ... Empty for small or colour images.
    std::vector<image::Image> halves;
    image::WindowLevel defaultWindow;  // of the full image, made on the pool: counting takes milliseconds
    image::WindowLevel fullRange;
    std::size_t sizeBytes = 0;
};
using FramePtr = std::shared_ptr<const Frame>;

// Makes the halved copies; pure, any thread.
Frame makeFrame(image::Image image);

// A viewer's wishes in order of nearness, answered one by one: a series may have ten thousand frames.
struct FrameWish {
    static constexpr std::size_t kNowhere = SIZE_MAX;
    std::function<const FrameKey*(std::size_t position)> at;     // null past the end
    std::function<std::size_t(const FrameKey& key)> positionOf;  // kNowhere when it is not among them
    static FrameWish list(std::vector<FrameKey> keys);
};

class FrameStore : public QObject {
    Q_OBJECT
public:
    using Reader = std::function<base::Result<image::Image>(const FrameKey&, const base::JobContext&)>;

    explicit FrameStore(TaskRunner& runner, QObject* parent = nullptr);
    void setReader(Reader reader) { m_reader = std::move(reader); }  // tests
    const Reader& reader() const { return m_reader; }
    void setBudgetBytes(std::size_t bytes);
    std::size_t budgetBytes() const { return m_budget; }
    // Pixels that somebody else holds for the viewers (volumes); the frames get what is left, a quarter at least.
    void setReservedBytes(std::size_t bytes);
    void setConcurrent(int decodes) { m_concurrent = decodes; }
    std::size_t usedBytes() const { return m_used; }
    std::size_t peakBytes() const { return m_peak; }
    std::size_t count() const { return m_frames.size(); }
    bool isSettled() const { return m_inFlight.empty(); }
    int waitingCount() const;  // wanted and not yet there

    FramePtr cached(const FrameKey& key);  // marks as recently used; null when absent
    bool contains(const FrameKey& key) const { return m_frames.count(key) != 0; }
    bool isUnderWay(const FrameKey& key) const { return m_inFlight.count(key) != 0; }
    const base::Error* failure(const FrameKey& key) const;
    void forgetFailures() { m_failures.clear(); }
    // owner's whole wish; replaces the earlier one.
    void want(const QObject* owner, FrameWish wish);
    void want(const QObject* owner, std::vector<FrameKey> keys) { want(owner, FrameWish::list(std::move(keys))); }
    // Shown frames are not dropped.
    void pin(const QObject* owner, const FrameKey& key) { m_pinned[owner] = key; }
    void release(const QObject* owner);
    void clear();

Q_SIGNALS:
    void frameReady(const hilum::ui::FrameKey& key);
    void frameFailed(const hilum::ui::FrameKey& key);
    void settled();  // nothing is being decoded and nothing more would be

private:
    using Clock = std::chrono::steady_clock;
    struct Entry {
        FramePtr frame;
        std::list<FrameKey>::iterator position;
    };
    struct Owner {
        FrameWish wish;
        std::size_t next = 0;  // before it everything is there, has failed or is under way
        quint64 serial = 0;    // the newest wish goes first among equals
    };
    struct Running {
        TaskId task = 0;
        Clock::time_point begun;
        bool cancelled = false;
    };
    struct Rank {
        std::size_t position = 0;
        std::size_t age = 0;  // 0 = used last
        const FrameKey* key = nullptr;
    };
    std::size_t budget() const;
    std::size_t positionOf(const FrameKey& key) const;
    void dispatch();
    bool nextWanted(FrameKey& key, std::size_t& position);
    void restart();
    void decode(const FrameKey& key, std::size_t position);
    void arrived(const FrameKey& key, base::Result<FramePtr> result);
    void cancelUnwanted();
    void cancelFar(const Owner& owner);
    void cancel(Running& running);
    void store(const FrameKey& key, FramePtr frame);
    bool makeRoom(std::size_t position);
    void dropBehind(std::size_t position, std::size_t most);
    bool isPinned(const FrameKey& key) const;

    QPointer<TaskRunner> m_runner;  // goes before the viewers do when the window ends
    Reader m_reader;
    std::size_t m_budget;
    std::size_t m_reserved = 0;
    std::size_t m_used = 0, m_peak = 0;
    int m_concurrent;
    int m_running = 0;  // of those in flight, the ones that were not cancelled
    quint64 m_serial = 0;
    std::unordered_map<FrameKey, Entry, FrameKeyHash> m_frames;
    std::list<FrameKey> m_order;  // most recent first
    std::unordered_map<FrameKey, base::Error, FrameKeyHash> m_failures;
    std::unordered_map<FrameKey, Running, FrameKeyHash> m_inFlight;
    QHash<const QObject*, Owner> m_owners;
    QHash<const QObject*, FrameKey> m_pinned;
};

}  // namespace hilum::ui
