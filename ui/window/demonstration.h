// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Demonstration: the library of simulated studies, made at the first start with one button: writes the
// folder <library>/demonstration (the same files as `hilum phantom --studies 24 --seed 1 --modalities
// CR`), opens its first study as soon as that is written, and indexes all of them on the inference
// thread in small steps, so that a click never waits for more than one step. No patient is in it.
#pragma once

#include <QObject>
#include <filesystem>

#include "ui/models/library_service.h"
#include "ui/models/reading_service.h"

namespace hilum::ui {

class BackgroundIndexer;

class Demonstration : public QObject {
    Q_OBJECT
public:
    Demonstration(ReadingService& service, LibraryService& library, TaskRunner& runner, QObject* parent = nullptr);
    void start(int studies = 24, int sizePx = 1024);
    void cancel();
    bool isRunning() const;
    bool isWriting() const { return m_task != 0; }
    static std::filesystem::path folder(const std::filesystem::path& library) { return library / "demonstration"; }

Q_SIGNALS:
    void progressed(qint64 done, qint64 total, const QString& stage);
    void firstStudyReady(const QString& path);  // also when the folder was there already
    void indexing(qint64 done, qint64 total);
    void indexed(qint64 added);
    void failed(const hilum::base::Error& error);

private:
    void writeFolder(int studies, int sizePx);
    void beginIndexing();
    void fail(const base::Error& error);
    QString firstStudy() const;

    LibraryService& m_library;
    TaskRunner& m_runner;
    TaskId m_task = 0;     // writing the folder
    TaskId m_listing = 0;  // reading its cases.csv
    bool m_firstTold = false;
    BackgroundIndexer* m_indexer;
};

}  // namespace hilum::ui
