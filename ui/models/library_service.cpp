// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/library_service.h"

#include <deque>
#include <mutex>
#include <optional>

#include "ui/models/shared_writer.h"

namespace hilum::ui {

namespace {

TaskOptions silent(const QString& title, int priority) {
    TaskOptions options;
    options.title = title;
    options.visible = false;
    options.priority = priority;
    return options;
}

bool cannotWrite(const base::Error& error) {
    return error.code == base::ErrorCode::Io || error.code == base::ErrorCode::PermissionDenied ||
           error.code == base::ErrorCode::Unsupported;
}

}  // namespace

// Writes in the order in which they were asked for, whichever thread of the pool comes first: at the end of the window
// the last ones start while an earlier one may still run, and must not be overtaken by it.
struct LibraryService::Lane {
    struct Entry {
        Write write;
        std::optional<base::Result<std::int64_t>> result;
    };
    std::mutex running;  // held while one is written
    std::mutex guard;    // of the queue; the window's thread never waits for the disk
    std::deque<std::shared_ptr<Entry>> waiting;

    std::shared_ptr<Entry> put(Write write) {
        auto entry = std::make_shared<Entry>(Entry{std::move(write), {}});
        const std::lock_guard lock(guard);
        waiting.push_back(entry);
        return entry;
    }
    base::Result<std::int64_t> finish(const std::shared_ptr<Entry>& last, const std::filesystem::path& folder) {
        const std::lock_guard turn(running);
        while (!last->result) {
            std::shared_ptr<Entry> next;
            {
                const std::lock_guard lock(guard);
                next = waiting.front();
                waiting.pop_front();
            }
            const auto writer = sharedWriter(folder);
            next->result = writer.ok() ? next->write(**writer) : base::Result<std::int64_t>(writer.error());
        }
        return *last->result;
    }
};

LibraryService::LibraryService(std::filesystem::path folder, TaskRunner& runner, QObject* parent)
    : QObject(parent), m_folder(std::move(folder)), m_runner(runner), m_lane(std::make_shared<Lane>()) {}

void LibraryService::setState(State state) {
    m_state = m_rebuilding ? State::Rebuilding : state;
    Q_EMIT stateChanged();
}

void LibraryService::refresh() {
    m_runner.run<library::LibraryStatus>(
        silent(tr("Library"), 4),
        [folder = m_folder](const base::JobContext&) -> base::Result<library::LibraryStatus> {
            HILUM_TRY(const auto library, library::Library::open(folder));
            return library->status();
        },
        this,
        [this](base::Result<library::LibraryStatus> result) {
            if (!result.ok()) {
                m_error = result.error();
                setState(State::Failed);
                return;
            }
            m_status = *result;
            if (m_state == State::ReadOnly)
                setState(State::ReadOnly);
            else
                setState(m_status.cases == 0 ? State::Empty : State::Ready);
        });
}

void LibraryService::setRebuilding(bool rebuilding) {
    m_rebuilding = rebuilding;
    setState(rebuilding ? State::Rebuilding : State::Unknown);
    if (!rebuilding) refresh();
}

void LibraryService::setFilling(bool filling) {
    if (filling == m_filling) return;
    m_filling = filling;
    Q_EMIT stateChanged();
}

void LibraryService::thumbnails(std::vector<std::string> imageHashes, QObject* context, ThumbnailsDone done) {
    m_runner.run<std::vector<QImage>>(
        silent(tr("Thumbnails"), 3),
        [folder = m_folder,
         hashes = std::move(imageHashes)](const base::JobContext& job) -> base::Result<std::vector<QImage>> {
            HILUM_TRY(const auto library, library::Library::open(folder));
            std::vector<QImage> images;
            for (const auto& hash : hashes) {
                if (job.stopRequested()) return base::cancelled();
                QImage image;
                if (const auto jpeg = library->thumbnailJpeg(hash); jpeg.ok())
                    image.loadFromData(jpeg->data(), static_cast<int>(jpeg->size()));
                images.push_back(image);
            }
            return images;
        },
        context,
        [done = std::move(done)](base::Result<std::vector<QImage>> result) {
            if (result.ok()) done(std::move(result).value());
        });
}

void LibraryService::drafts(const std::string& studyKey, QObject* context, DraftDone done) {
    m_runner.run<std::vector<library::DraftRecord>>(
        silent(tr("Drafts"), 5),
        [folder = m_folder, studyKey](const base::JobContext&) -> base::Result<std::vector<library::DraftRecord>> {
            HILUM_TRY(const auto library, library::Library::open(folder));
            return library->drafts(studyKey);
        },
        context, std::move(done));
}

void LibraryService::saveDraft(const library::DraftRecord& draft, const DraftRow& row, QObject* context,
                               SaveDone done) {
    enqueue(
        [draft, row](library::LibraryWriter& writer) {
            auto record = draft;
            if (row) record.id = row->load();
            auto saved = writer.saveDraft(record).get();
            if (row && saved.ok()) row->store(*saved);
            return saved;
        },
        context, std::move(done));
}

void LibraryService::recordFeedback(const std::string& studyKey, const std::string& sentence, const std::string& action,
                                    const std::string& finalText, const std::string& packSha256) {
    enqueue(
        [=](library::LibraryWriter& writer) -> base::Result<std::int64_t> {
            HILUM_TRY_STATUS(writer.recordFeedback(studyKey, sentence, action, finalText, packSha256).get());
            return std::int64_t{0};
        },
        this, {});
}

void LibraryService::enqueue(Write write, QObject* context, SaveDone done) {
    m_writes.enqueue(Pending{std::move(write), context, std::move(done)});
    if (!m_writing) runNextWrite();
}

void LibraryService::finishWrites() {
    if (m_writes.isEmpty()) return;
    std::shared_ptr<Lane::Entry> last;
    while (!m_writes.isEmpty()) last = m_lane->put(m_writes.dequeue().write);
    TaskOptions options = silent(tr("Saving"), 15);
    options.finishOnExit = true;
    m_runner.run<std::int64_t>(
        options,
        [folder = m_folder, lane = m_lane, last](const base::JobContext&) { return lane->finish(last, folder); }, this,
        {});
}

void LibraryService::runNextWrite() {
    if (m_writes.isEmpty()) return;
    m_writing = true;
    Pending next = m_writes.dequeue();
    TaskOptions options = silent(tr("Saving"), 15);
    options.finishOnExit = true;
    m_runner.run<std::int64_t>(
        options,
        [folder = m_folder, lane = m_lane, entry = m_lane->put(std::move(next.write))](const base::JobContext&) {
            return lane->finish(entry, folder);
        },
        this,
        [this, context = next.context, done = std::move(next.done)](base::Result<std::int64_t> result) {
            m_writing = false;
            if (!result.ok() && cannotWrite(result.error())) {
                m_error = result.error();
                setState(State::ReadOnly);
            } else if (result.ok() && m_state == State::ReadOnly) {
                m_error = {};
                setState(m_status.cases == 0 ? State::Empty : State::Ready);
            }
            if (context && done) done(std::move(result));
            if (!m_writing) runNextWrite();  // done may have begun the next one already
        });
}

}  // namespace hilum::ui
