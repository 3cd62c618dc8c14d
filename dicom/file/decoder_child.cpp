// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/decoder_child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "dicom/file/decoder_wire.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using Clock = std::chrono::steady_clock;

constexpr int kPollMs = 20;
constexpr int kLeastFd = 10;                           // above the numbers that the child's are moved to
constexpr auto kStartTime = std::chrono::seconds(20);  // a busy machine with a cold disk

base::Error cannotStart(const std::string& detail) {
    return makeError(ErrorCode::Io, "The decoder program could not be started; install Hilum again.", detail);
}

// An environment without anything that changes what the loader or the libraries do.
Result<pid_t> spawn(const std::filesystem::path& program, int fd, int memoryFd) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, fd, wire::kSocketFd);
    posix_spawn_file_actions_adddup2(&actions, memoryFd, wire::kMemoryFd);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    std::string name = program.string();
    std::array<char*, 2> words = {name.data(), nullptr};
    std::string locale = "LC_ALL=C";
    std::array<char*, 2> environment = {locale.data(), nullptr};
    pid_t pid = -1;
    const int code = ::posix_spawn(&pid, name.c_str(), &actions, &attributes, words.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (code != 0) return cannotStart(std::strerror(code));
    return pid;
}

std::uint64_t addressSpaceBytes(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
    std::uint64_t pages = 0;
    file >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// Anonymous memory that can grow and never shrink.
int makeMemory() {
    const int made = ::memfd_create("hilum-frame", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (made < 0) return -1;
    const int moved = ::fcntl(made, F_DUPFD_CLOEXEC, kLeastFd);
    ::close(made);
    if (moved >= 0 && ::fcntl(moved, F_ADD_SEALS, F_SEAL_SHRINK) == 0) return moved;
    if (moved >= 0) ::close(moved);
    return -1;
}

}  // namespace

Result<std::unique_ptr<DecoderChild>> DecoderChild::start(const std::filesystem::path& program) {
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
        return cannotStart(std::strerror(errno));
    constexpr int kBufferBytes = 1 << 20;
    for (const int fd : pair) {
        ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kBufferBytes, sizeof kBufferBytes);
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kBufferBytes, sizeof kBufferBytes);
    }
    const int theirs = ::fcntl(pair[1], F_DUPFD_CLOEXEC, kLeastFd);
    ::close(pair[1]);
    const int memory = makeMemory();
    auto pid =
        theirs < 0 || memory < 0 ? Result<pid_t>(cannotStart(std::strerror(errno))) : spawn(program, theirs, memory);
    if (theirs >= 0) ::close(theirs);
    if (!pid.ok()) {
        ::close(pair[0]);
        if (memory >= 0) ::close(memory);
        return pid.error();
    }
    std::unique_ptr<DecoderChild> child(new DecoderChild(*pid, pair[0], memory));
    std::uint32_t mark = 0;
    const auto until = Clock::now() + kStartTime;
    const auto early = [&] { return Clock::now() < until; };
    if (!child->receive({reinterpret_cast<std::uint8_t*>(&mark), sizeof mark}, early) || mark != wire::kReadyMark) {
        child->kill();
        return cannotStart(child->ending());
    }
    child->m_idleBytes = addressSpaceBytes(child->m_pid);
    return child;
}

DecoderChild::~DecoderChild() {
    if (m_fd >= 0) ::close(m_fd);
    if (m_memory != nullptr) ::munmap(m_memory, m_memoryBytes);
    ::close(m_memoryFd);
    if (m_pid <= 0) return;
    // An idle one leaves by itself when its socket closes; one that does not is ended.
    for (int i = 0; i < 50; ++i) {
        if (::waitpid(m_pid, &m_status, WNOHANG) != 0) return;
        ::usleep(2000);
    }
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, &m_status, 0);
}

std::span<const std::uint8_t> DecoderChild::sharedMemory(std::uint64_t bytes) {
    if (bytes > m_memoryBytes) {
        if (::ftruncate(m_memoryFd, static_cast<off_t>(bytes)) != 0) return {};
        if (m_memory != nullptr) ::munmap(m_memory, m_memoryBytes);
        void* memory = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, m_memoryFd, 0);
        m_memory = memory == MAP_FAILED ? nullptr : memory;
        m_memoryBytes = m_memory == nullptr ? 0 : bytes;
    }
    return {static_cast<const std::uint8_t*>(m_memory), static_cast<std::size_t>(m_memoryBytes)};
}

void DecoderChild::limitMemory(std::uint64_t moreBytes) {
    const rlimit limit{m_idleBytes + m_memoryBytes + moreBytes, RLIM_INFINITY};
    ::prlimit(m_pid, RLIMIT_AS, &limit, nullptr);
}

double DecoderChild::cpuSeconds() const {
    std::ifstream file("/proc/" + std::to_string(m_pid) + "/stat");
    std::string line;
    std::getline(file, line);
    const auto after = line.rfind(')');
    if (after == std::string::npos) return 0.0;
    unsigned long user = 0, system = 0;
    // Fields 14 and 15, counted from the state, which is field 3.
    if (std::sscanf(line.c_str() + after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) !=
        2)
        return 0.0;
    return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

bool DecoderChild::wait(short events, const Watch& mayGoOn) {
    for (;;) {
        pollfd entry{m_fd, events, 0};
        const int ready = ::poll(&entry, 1, kPollMs);
        if (ready > 0) return true;  // also when it hung up: the next read or write tells
        if (ready < 0 && errno != EINTR) return false;
        if (!mayGoOn()) return false;
    }
}

bool DecoderChild::send(std::span<const std::uint8_t> bytes, const Watch& mayGoOn) {
    while (!bytes.empty()) {
        const ssize_t put = ::send(m_fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (put > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(put));
            continue;
        }
        if (put < 0 && errno == EINTR) continue;
        if (put < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return false;
        if (!wait(POLLOUT, mayGoOn)) return false;
    }
    return true;
}

bool DecoderChild::receive(std::span<std::uint8_t> bytes, const Watch& mayGoOn) {
    while (!bytes.empty()) {
        const ssize_t got = ::recv(m_fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(got));
            continue;
        }
        if (got == 0) return false;
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
        if (!wait(POLLIN, mayGoOn)) return false;
    }
    return true;
}

void DecoderChild::kill() {
    if (m_pid <= 0) return;
    // One that has already gone keeps its own reason.
    if (::waitpid(m_pid, &m_status, WNOHANG) == 0) {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, &m_status, 0);
    }
    m_pid = -1;
}

std::string DecoderChild::ending() {
    if (m_pid > 0) kill();
    if (WIFSIGNALED(m_status)) return "signal " + std::to_string(WTERMSIG(m_status));
    return "exit " + std::to_string(WEXITSTATUS(m_status));
}

}  // namespace hilum::dicom
