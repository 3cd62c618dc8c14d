// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/library_service.h"

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

LibraryService::LibraryService(std::filesystem::path folder, TaskRunner& runner, QObject* parent)
    : QObject(parent), m_folder(std::move(folder)), m_runner(runner) {}

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

void LibraryService::saveDraft(const library::DraftRecord& draft, QObject* context, SaveDone done) {
    enqueue([draft](library::LibraryWriter& writer) { return writer.saveDraft(draft).get(); }, context,
            std::move(done));
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
    TaskOptions options = silent(tr("Saving"), 15);
    options.finishOnExit = true;
    std::vector<Write> writes;
    while (!m_writes.isEmpty()) writes.push_back(m_writes.dequeue().write);
    m_runner.run<std::int64_t>(
        options,
        [folder = m_folder, writes = std::move(writes)](const base::JobContext&) -> base::Result<std::int64_t> {
            HILUM_TRY(const auto writer, sharedWriter(folder));
            base::Result<std::int64_t> last = std::int64_t{0};
            for (const auto& write : writes) last = write(*writer);
            return last;
        },
        this, {});
}

void LibraryService::runNextWrite() {
    if (m_writes.isEmpty()) return;
    m_writing = true;
    Pending next = m_writes.dequeue();
    TaskOptions options = silent(tr("Saving"), 15);
    options.finishOnExit = true;
    m_runner.run<std::int64_t>(
        options,
        [folder = m_folder, write = std::move(next.write)](const base::JobContext&) -> base::Result<std::int64_t> {
            HILUM_TRY(const auto writer, sharedWriter(folder));
            return write(*writer);
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
