// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// PackSwitch: from one model pack to another while the window is in use. The library's images and sentences are
// embedded with the new pack in the background, a few at a time; until that is done everything is answered by the
// old pack. What was done before a cancel or an end of the program stays and is not done again. UI thread.
#pragma once

#include <QObject>

#include "ui/window/background_indexer.h"

namespace hilum::ui {

class PackSwitch : public QObject {
    Q_OBJECT
public:
    PackSwitch(ReadingService& service, LibraryService& library, TaskRunner& runner, QObject* parent = nullptr);
    void start(const packs::ModelManifest& pack);
    void cancel();
    bool isRunning() const { return !m_pack.empty(); }
    QString pack() const;  // the one that is being switched to

Q_SIGNALS:
    void begun(const QString& pack, qint64 images);  // images that have no vector of it yet
    void progressed(qint64 done, qint64 total);
    void finished(const QString& pack, qint64 failed);  // in use now; so many images could not be read
    void stopped(const QString& pack);                  // cancelled: the old one stays in use
    void failed(const QString& pack, const hilum::base::Error& error);

private:
    static base::Result<std::vector<reading::IndexItem>> withoutVectors(const std::filesystem::path& folder,
                                                                        const std::string& packSha256,
                                                                        const base::JobContext& job);
    void use(qint64 failed);

    ReadingService& m_service;
    LibraryService& m_library;
    TaskRunner& m_runner;
    BackgroundIndexer* m_indexer;
    TaskId m_task = 0;
    std::string m_pack;
};

}  // namespace hilum::ui
