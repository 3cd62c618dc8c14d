// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/library/library_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <condition_variable>
#include <cstring>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "core/library/library_inserts.h"
#include "core/library/schema.h"
#include "core/library/sqlite.h"

namespace hilum::library {

namespace fs = std::filesystem;

namespace {

base::Error folderError(const fs::path& folder, int number) {
    const std::string what = "The case library folder " + folder.string();
    if (number == EROFS || number == EACCES || number == EPERM)
        return base::makeError(base::ErrorCode::PermissionDenied,
                               what +
                                   " is read-only, so nothing was written; make it writable "
                                   "or name another with --library.",
                               std::strerror(number));
    if (number == ENOSPC || number == EDQUOT)
        return base::makeError(base::ErrorCode::Io, what + " lies on a full disk; free some space and try again.",
                               std::strerror(number));
    return base::makeError(base::ErrorCode::Io,
                           what + " cannot be used; check the path or name another with --library.",
                           std::strerror(number));
}

// One writer for each library, over all processes: the lock goes with the process, also by kill -9.
class WriterLock {
public:
    static base::Result<std::unique_ptr<WriterLock>> take(const fs::path& folder) {
        const fs::path file = folder / "writer.lock";
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (descriptor < 0) return folderError(folder, errno);
        auto lock = std::unique_ptr<WriterLock>(new WriterLock(descriptor));
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
        if (errno != EWOULDBLOCK) return folderError(folder, errno);
        auto error = base::makeError(base::ErrorCode::Io,
                                     "The case library " + folder.string() +
                                         " is read-only for now because "
                                         "another window holds it; close that window or command and try again.");
        error.args = {{"path", folder.string()}, {"reason", "locked"}};
        return error;
    }
    ~WriterLock() { ::close(m_descriptor); }
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;

private:
    explicit WriterLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

// The write-ahead log needs memory shared between processes of one machine (sqlite.org/wal.html).
base::Status refuseNetworkShare(const fs::path& folder) {
    constexpr std::uint32_t kNfs = 0x6969, kSmb = 0x517B, kCifs = 0xFF534D42, kSmb2 = 0xFE534D42;
    struct statfs info {};
    if (::statfs(folder.c_str(), &info) != 0) return base::okStatus();
    const auto type = static_cast<std::uint32_t>(info.f_type);
    if (type != kNfs && type != kSmb && type != kCifs && type != kSmb2) return base::okStatus();
    return base::makeError(base::ErrorCode::Unsupported,
                           "The case library folder " + folder.string() +
                               " lies on a network share, "
                               "where its log is not safe; name a folder on a local disk with --library.");
}

}  // namespace

struct LibraryWriter::Impl {
    std::unique_ptr<WriterLock> lock;
    std::unique_ptr<Database> database;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> queue;
    bool closing = false;
    std::thread thread;

    ~Impl() {
        {
            const std::scoped_lock guard(mutex);
            closing = true;
        }
        changed.notify_one();
        if (thread.joinable()) thread.join();
        database.reset();  // the last connection folds the log into the file
    }

    void start() {
        thread = std::thread([this] {
            for (;;) {
                std::unique_lock guard(mutex);
                changed.wait(guard, [this] { return closing || !queue.empty(); });
                if (queue.empty()) break;
                auto work = std::move(queue.front());
                queue.pop_front();
                guard.unlock();
                work();
            }
            (void)database->execute("PRAGMA wal_checkpoint(TRUNCATE)");
        });
    }

    // Queues a transaction; R is a Result. Nothing of it stays when write fails.
    template <class R, class F>
    std::future<R> post(F write) {
        auto promise = std::make_shared<std::promise<R>>();
        auto future = promise->get_future();
        {
            const std::scoped_lock guard(mutex);
            queue.emplace_back([this, promise, write = std::move(write)]() mutable {
                promise->set_value(base::guarded("Writing to the case library", [&]() -> R {
                    HILUM_TRY(auto transaction, Transaction::begin(*database));
                    auto result = write(*database);
                    if (result.ok()) HILUM_TRY_STATUS(transaction.commit());
                    return result;
                }));
            });
        }
        changed.notify_one();
        return future;
    }
};

LibraryWriter::LibraryWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
LibraryWriter::~LibraryWriter() = default;

base::Result<std::unique_ptr<LibraryWriter>> LibraryWriter::open(const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) return folderError(folder, failed.value());
    HILUM_TRY_STATUS(refuseNetworkShare(folder));
    auto impl = std::make_unique<Impl>();
    HILUM_TRY(impl->lock, WriterLock::take(folder));
    const fs::path file = databaseFile(folder);
    HILUM_TRY(impl->database, Database::open(file, Database::Mode::ReadWrite));
    HILUM_TRY(const auto state, schemaState(*impl->database, file.string()));  // before anything is changed
    (void)state;
    HILUM_TRY_STATUS(
        impl->database->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=2000;"));
    HILUM_TRY_STATUS(migrate(*impl->database, file.string()));
    HILUM_TRY_STATUS(compareSchema(*impl->database, file.string()));
    impl->start();
    return std::unique_ptr<LibraryWriter>(new LibraryWriter(std::move(impl)));
}

std::future<base::Result<std::vector<std::int64_t>>> LibraryWriter::addCases(std::vector<NewCase> cases,
                                                                             std::string packSha256,
                                                                             std::string packId) {
    return m_impl->post<base::Result<std::vector<std::int64_t>>>(
        [cases = std::move(cases), sha = std::move(packSha256), id = std::move(packId)](Database& database) {
            return inserts::addCases(database, cases, sha, id);
        });
}

std::future<base::Status> LibraryWriter::removeCase(std::int64_t id) {
    return m_impl->post<base::Status>([id](Database& database) { return inserts::removeCase(database, id); });
}

std::future<base::Result<std::int64_t>> LibraryWriter::saveDraft(DraftRecord draft) {
    return m_impl->post<base::Result<std::int64_t>>(
        [draft = std::move(draft)](Database& database) { return inserts::saveDraft(database, draft); });
}

std::future<base::Status> LibraryWriter::recordFeedback(std::string studyKey, std::string sentence, std::string action,
                                                        std::string finalText, std::string packSha256) {
    return m_impl->post<base::Status>([studyKey = std::move(studyKey), sentence = std::move(sentence),
                                       action = std::move(action), finalText = std::move(finalText),
                                       pack = std::move(packSha256)](Database& database) {
        return inserts::recordFeedback(database, studyKey, sentence, action, finalText, pack);
    });
}

}  // namespace hilum::library
