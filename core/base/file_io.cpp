// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

namespace hilum::base {

namespace {
Error systemError(int number, const std::string& what, const std::filesystem::path& path) {
    ErrorCode code = ErrorCode::Io;
    std::string advice = "check the disk and try again";
    if (number == ENOENT || number == ENOTDIR) {
        code = ErrorCode::NotFound;
        advice = "check the path";
    } else if (number == EACCES || number == EPERM || number == EROFS) {
        code = ErrorCode::PermissionDenied;
        advice = "check who may use it";
    } else if (number == ENOSPC || number == EDQUOT) {
        advice = "free some space and try again";
    }
    Error error = makeError(code, what + " " + path.string() + ": " + std::strerror(number) + "; " + advice + ".");
    error.args.emplace_back("path", path.string());
    return error;
}

class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor() {
        if (m_fd >= 0) ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

Status syncPath(const std::filesystem::path& path, int flags) {
    const Descriptor fd(::open(path.c_str(), flags | O_CLOEXEC));
    if (fd.get() < 0 || ::fsync(fd.get()) != 0) return systemError(errno, "Cannot write", path);
    return okStatus();
}

std::filesystem::path temporaryBeside(const std::filesystem::path& path) {
    static std::atomic<unsigned> counter{0};
    auto temporary = path;
    temporary.replace_filename("." + path.filename().string() + "." + std::to_string(::getpid()) + "." +
                               std::to_string(counter++) + ".tmp" + path.extension().string());
    return temporary;
}
}  // namespace

Result<std::vector<std::uint8_t>> readFile(const std::filesystem::path& path, std::uint64_t limitBytes) {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) return systemError(errno, "Cannot read", path);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return systemError(errno, "Cannot read", path);
    if (!S_ISREG(info.st_mode))
        return makeError(ErrorCode::InvalidInput, path.string() + " is not a regular file; name a file.");
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (size > limitBytes)
        return makeError(ErrorCode::OutOfMemory, path.string() + " is larger than the limit of " +
                                                     std::to_string(limitBytes >> 20) + " MiB; use a smaller file.");
    return guarded("Reading " + path.string(), [&]() -> Result<std::vector<std::uint8_t>> {
        std::vector<std::uint8_t> bytes(size);
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t got = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return systemError(errno, "Cannot read", path);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        bytes.resize(done);
        return bytes;
    });
}

Result<std::string> readTextFile(const std::filesystem::path& path, std::uint64_t limitBytes) {
    HILUM_TRY(const auto bytes, readFile(path, limitBytes));
    return std::string(bytes.begin(), bytes.end());
}

Status writeFileAtomically(const std::filesystem::path& path,
                           const std::function<Status(const std::filesystem::path&)>& fill) {
    const auto temporary = temporaryBeside(path);
    auto status = fill(temporary);
    if (status.ok()) status = syncPath(temporary, O_RDONLY);
    if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0)
        status = systemError(errno, "Cannot write", path);
    if (!status.ok()) {
        ::unlink(temporary.c_str());
        return status;
    }
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    // Some file systems refuse fsync on a folder; the rename itself has already happened.
    (void)syncPath(folder, O_RDONLY | O_DIRECTORY);
    return okStatus();
}

Status writeFileAtomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
    return writeFileAtomically(path, [&](const std::filesystem::path& temporary) -> Status {
        const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (fd.get() < 0) return systemError(errno, "Cannot write", path);
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t put = ::write(fd.get(), bytes.data() + done, bytes.size() - done);
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return systemError(errno, "Cannot write", path);
            done += static_cast<std::size_t>(put);
        }
        return okStatus();
    });
}

Status writeFileAtomically(const std::filesystem::path& path, std::string_view text) {
    return writeFileAtomically(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace hilum::base
