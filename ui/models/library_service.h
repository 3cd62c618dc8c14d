// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// LibraryService: the window's side of the case library. Status, thumbnails, drafts and feedback, each
// as a short task on the pool; nothing is read or written on the UI thread. Writes go one after the
// other, and the writer is closed in between so that commands and other windows can write as well.
#pragma once

#include <QImage>
#include <QObject>
#include <QQueue>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/library/library.h"
#include "core/library/library_writer.h"
#include "ui/jobs/task_runner.h"

namespace hilum::ui {

class LibraryService : public QObject {
    Q_OBJECT
public:
    enum class State { Unknown, Empty, Ready, ReadOnly, Rebuilding, Failed };

    LibraryService(std::filesystem::path folder, TaskRunner& runner, QObject* parent = nullptr);
    const std::filesystem::path& folder() const { return m_folder; }
    State state() const { return m_state; }
    const library::LibraryStatus& status() const { return m_status; }
    // The last reason why reading or writing failed.
    const base::Error& error() const { return m_error; }

    void refresh();
    // While the demonstration library is made: an empty answer is not the last word yet.
    void setFilling(bool filling);
    bool isFilling() const { return m_filling; }
    // While the library is made again from its sources; the end looks at it anew.
    void setRebuilding(bool rebuilding);
    using ThumbnailsDone = std::function<void(std::vector<QImage>)>;  // null images where there is none
    void thumbnails(std::vector<std::string> imageHashes, QObject* context, ThumbnailsDone done);
    using DraftDone = std::function<void(base::Result<std::vector<library::DraftRecord>>)>;
    void drafts(const std::string& studyKey, QObject* context, DraftDone done);
    using SaveDone = std::function<void(base::Result<std::int64_t>)>;
    // row: the draft's row where several saves of it may be under way; 0 until the first of them has made it. It is read
    // and set when the write runs, so that the second never makes a second row. Null: draft.id counts.
    using DraftRow = std::shared_ptr<std::atomic<std::int64_t>>;
    void saveDraft(const library::DraftRecord& draft, const DraftRow& row, QObject* context, SaveDone done);
    // Before the window ends: hands what still waits to the pool, which finishes it before it stops.
    void finishWrites();
    void recordFeedback(const std::string& studyKey, const std::string& sentence, const std::string& action,
                        const std::string& finalText, const std::string& packSha256);

Q_SIGNALS:
    void stateChanged();

private:
    using Write = std::function<base::Result<std::int64_t>(library::LibraryWriter&)>;
    struct Pending {
        Write write;
        QPointer<QObject> context;
        SaveDone done;
    };
    void enqueue(Write write, QObject* context, SaveDone done);
    void runNextWrite();
    void setState(State state);

    std::filesystem::path m_folder;
    TaskRunner& m_runner;
    State m_state = State::Unknown;
    library::LibraryStatus m_status;
    base::Error m_error;
    struct Lane;
    std::shared_ptr<Lane> m_lane;
    QQueue<Pending> m_writes;
    bool m_writing = false;
    bool m_rebuilding = false;
    bool m_filling = false;
};

}  // namespace hilum::ui
