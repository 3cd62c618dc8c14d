// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Thumbnails: the small pictures of the series that are in sight. What came into sight last is made first, one
// at a time and after every decode that a viewport waits for; what went out of sight is no longer made. A
// picture comes from the frame that is decoded anyway, from the file of earlier ones, or is decoded for it.
// UI thread; the work happens on the TaskRunner's pool.
#pragma once

#include <QHash>
#include <QImage>
#include <QObject>
#include <QSet>
#include <memory>
#include <vector>

#include "core/library/thumbnail_store.h"
#include "ui/models/frame_store.h"

namespace hilum::ui {

class Thumbnails : public QObject {
    Q_OBJECT
public:
    struct Wish {
        QString uid;  // of the series
        FrameKey key;
        std::string instanceUid;
    };
    // store may be null: then nothing is kept beyond the window.
    Thumbnails(FrameStore& frames, TaskRunner& runner, std::shared_ptr<library::ThumbnailStore> store,
               QObject* parent = nullptr);
    void setVisible(const std::vector<Wish>& wishes);
    QImage picture(const QString& uid) const { return m_pictures.value(uid); }
    void clear();

Q_SIGNALS:
    void ready(const QString& uid);

private:
    void next();
    void make(const Wish& wish);
    void drop();  // the one that is being made

    FrameStore& m_frames;
    TaskRunner& m_runner;
    std::shared_ptr<library::ThumbnailStore> m_store;
    std::vector<Wish> m_waiting;  // the next one first
    QSet<QString> m_seen;         // in sight at the last look
    QHash<QString, QImage> m_pictures;
    QSet<QString> m_failed;
    TaskId m_task = 0;
    QString m_making;
    bool m_dropped = false;
    quint64 m_generation = 0;
};

// 128 px along the longer side, as the image's own window shows it; any thread.
base::Result<std::vector<std::uint8_t>> makeThumbnail(const image::Image& image);

}  // namespace hilum::ui
