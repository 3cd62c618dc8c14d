// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// FrameStore: decoded frames, least recently used dropped first by bytes, filled in the background.
// Each viewer states what it wants in order of nearness; a new wish replaces the old one, so fast
// scrolling drops what nobody looks at any more. At most kInFlight decodes run at once.
// UI thread; decoding happens on the TaskRunner's pool. Frames are immutable and shared.
#pragma once

#include <QHash>
#include <QObject>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
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

class FrameStore : public QObject {
    Q_OBJECT
public:
    using Reader = std::function<base::Result<image::Image>(const FrameKey&, const base::JobContext&)>;

    explicit FrameStore(TaskRunner& runner, QObject* parent = nullptr);
    void setReader(Reader reader) { m_reader = std::move(reader); }  // tests
    const Reader& reader() const { return m_reader; }
    void setBudgetBytes(std::size_t bytes);
    std::size_t usedBytes() const { return m_used; }

    FramePtr cached(const FrameKey& key);  // marks as recently used; null when absent
    bool contains(const FrameKey& key) const { return m_frames.count(key) != 0; }
    const base::Error* failure(const FrameKey& key) const;
    void forgetFailures() { m_failures.clear(); }
    // owner's whole wish list, most wanted first; replaces the earlier one.
    void want(const QObject* owner, std::vector<FrameKey> keys);
    // Shown frames are not dropped.
    void pin(const QObject* owner, const FrameKey& key) { m_pinned[owner] = key; }
    void release(const QObject* owner);
    void clear();

Q_SIGNALS:
    void frameReady(const hilum::ui::FrameKey& key);
    void frameFailed(const hilum::ui::FrameKey& key);

private:
    static constexpr int kInFlight = 2;
    struct Entry {
        FramePtr frame;
        std::list<FrameKey>::iterator position;
    };
    void dispatch();
    bool nextWanted(FrameKey& key) const;
    void decode(const FrameKey& key);
    void store(const FrameKey& key, FramePtr frame);
    void evict();
    bool isPinned(const FrameKey& key) const;

    TaskRunner& m_runner;
    Reader m_reader;
    std::size_t m_budget;
    std::size_t m_used = 0;
    std::map<FrameKey, Entry> m_frames;
    std::list<FrameKey> m_order;  // most recent first
    std::map<FrameKey, base::Error> m_failures;
    std::set<FrameKey> m_inFlight;
    QHash<const QObject*, std::vector<FrameKey>> m_wanted;
    QHash<const QObject*, FrameKey> m_pinned;
};

}  // namespace hilum::ui
