// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/browser/thumbnails.h"

#include <algorithm>

#include "core/image/image_file.h"
#include "core/image/resample.h"
#include "core/image/window_level.h"

namespace hilum::ui {

namespace {

constexpr int kThumbnailPx = 128;

base::Result<QImage> decoded(const std::vector<std::uint8_t>& png) {
    QImage picture = QImage::fromData(png.data(), static_cast<int>(png.size()), "PNG");
    if (picture.isNull() || picture.width() > kThumbnailPx || picture.height() > kThumbnailPx)
        return base::makeError(base::ErrorCode::Corrupt, "A thumbnail is damaged and is made again.");
    return picture;
}

struct Job {
    FrameKey key;
    library::ThumbnailKey stored;
    FramePtr there;
    FrameStore::Reader read;
    std::shared_ptr<library::ThumbnailStore> store;

    // The file of thumbnails only ever saves work: what goes wrong with it is not the picture's fault.
    base::Result<QImage> run(const base::JobContext& job) const {
        if (job.stopRequested()) return base::cancelled();
        if (store) {
            const auto kept = store->find(stored);
            if (kept.ok() && kept->has_value())
                if (auto picture = decoded(**kept); picture.ok()) return picture;
        }
        std::vector<std::uint8_t> png;
        if (there) {
            HILUM_TRY(png, makeThumbnail(there->image));
        } else {
            HILUM_TRY(const auto image, read(key, job));
            HILUM_TRY(png, makeThumbnail(image));
        }
        if (store) (void)store->put(stored, png);
        return decoded(png);
    }
};

}  // namespace

base::Result<std::vector<std::uint8_t>> makeThumbnail(const image::Image& image) {
    const image::Raster full = image::modelRendition(image);
    if (full.empty()) return base::makeError(base::ErrorCode::Corrupt, "The image is empty; export it again.");
    const double scale = static_cast<double>(kThumbnailPx) / std::max(full.width, full.height);
    return image::encodePng(image::resize(full, std::max(1, static_cast<int>(full.width * scale)),
                                          std::max(1, static_cast<int>(full.height * scale))));
}

Thumbnails::Thumbnails(FrameStore& frames, TaskRunner& runner, std::shared_ptr<library::ThumbnailStore> store,
                       QObject* parent)
    : QObject(parent), m_frames(frames), m_runner(runner), m_store(std::move(store)) {
    connect(&frames, &FrameStore::frameReady, this, &Thumbnails::next);
    connect(&frames, &FrameStore::frameFailed, this, &Thumbnails::next);
    connect(&frames, &FrameStore::settled, this, &Thumbnails::next);
}

void Thumbnails::setVisible(const std::vector<Wish>& wishes) {
    QSet<QString> seen;
    for (const auto& wish : wishes) seen.insert(wish.uid);
    m_waiting.clear();
    for (const auto& wish : wishes) {
        const bool underWay = m_task != 0 && !m_dropped && wish.uid == m_making;
        if (!underWay && !m_pictures.contains(wish.uid) && !m_failed.contains(wish.uid)) m_waiting.push_back(wish);
    }
    std::stable_partition(m_waiting.begin(), m_waiting.end(),
                          [this](const Wish& wish) { return !m_seen.contains(wish.uid); });
    m_seen = seen;
    if (m_task != 0 && !seen.contains(m_making)) drop();
    next();
}

void Thumbnails::clear() {
    m_waiting.clear();
    m_seen.clear();
    m_pictures.clear();
    m_failed.clear();
    ++m_generation;
    drop();
}

void Thumbnails::drop() {
    if (m_task == 0) return;
    m_dropped = true;
    m_runner.cancel(m_task);
}

// One that a viewport waits for is taken from there when it has come.
void Thumbnails::next() {
    const auto ready = [this](const Wish& wish) { return !m_frames.isUnderWay(wish.key); };
    const auto found = m_task == 0 ? std::find_if(m_waiting.begin(), m_waiting.end(), ready) : m_waiting.end();
    if (found == m_waiting.end()) return;
    const Wish wish = *found;
    m_waiting.erase(found);
    make(wish);
}

void Thumbnails::make(const Wish& wish) {
    Job work{wish.key,
             {wish.instanceUid, wish.key.frame, wish.key.locator.path, wish.key.locator.zipEntry},
             m_frames.contains(wish.key) ? m_frames.cached(wish.key) : nullptr,
             m_frames.reader(),
             m_store};
    TaskOptions options;
    options.title = tr("Thumbnail");
    options.visible = false;
    m_making = wish.uid;
    m_dropped = false;
    m_task = m_runner.run<QImage>(
        options, [work = std::move(work)](const base::JobContext& job) { return work.run(job); }, this,
        [this, uid = wish.uid, generation = m_generation](base::Result<QImage> result) {
            m_task = 0;
            if (generation == m_generation) {
                if (result.ok()) {
                    m_pictures.insert(uid, *result);
                    Q_EMIT ready(uid);
                } else if (result.error().code != base::ErrorCode::Cancelled) {
                    m_failed.insert(uid);  // the viewport says why when somebody opens the series
                }
            }
            next();
        });
}

}  // namespace hilum::ui
