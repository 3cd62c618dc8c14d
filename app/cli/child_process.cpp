// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstring>

extern char** environ;

namespace hilum::app {

namespace {

using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// The environment of this process with the added variables in place of its own.
std::vector<std::string> environmentWith(const std::vector<std::pair<std::string, std::string>>& added) {
    std::vector<std::string> lines;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string line = *entry;
        bool replaced = false;
        for (const auto& [name, value] : added) replaced = replaced || line.rfind(name + "=", 0) == 0;
        if (!replaced) lines.push_back(line);
    }
    for (const auto& [name, value] : added) lines.push_back(name + "=" + value);
    return lines;
}

std::vector<char*> pointers(std::vector<std::string>& lines) {
    std::vector<char*> out;
    out.reserve(lines.size() + 1);
    for (auto& line : lines) out.push_back(line.data());
    out.push_back(nullptr);
    return out;
}

// Reads until the other end closes or the deadline passes; keeps the first line and its time.
bool readOutput(int pipe, Clock::time_point start, int timeoutMs, ChildRun& run) {
    std::array<char, 4096> buffer{};
    std::string text;
    bool haveLine = false;
    for (;;) {
        const int left = timeoutMs - static_cast<int>(millisecondsSince(start));
        pollfd wait{pipe, POLLIN, 0};
        const int ready = left > 0 ? ::poll(&wait, 1, left) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        const ssize_t count = ::read(pipe, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return true;
        if (haveLine) continue;
        text.append(buffer.data(), static_cast<std::size_t>(count));
        if (const auto end = text.find('\n'); end != std::string::npos) {
            run.firstLineMs = millisecondsSince(start);
            run.firstLine = text.substr(0, end);
            haveLine = true;
        }
    }
}

base::Result<pid_t> start(const ChildOptions& options, int writeEnd) {
    std::vector<std::string> words = options.words;
    std::vector<std::string> environment = environmentWith(options.environment);
    auto argv = pointers(words);
    auto envp = pointers(environment);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, writeEnd, STDOUT_FILENO);
    pid_t pid = 0;
    const int failure = ::posix_spawnp(&pid, words.front().c_str(), &actions, nullptr, argv.data(), envp.data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failure == 0) return pid;
    return base::makeError(
        base::ErrorCode::NotFound,
        "The program " + words.front() + " could not be started; check that it is there and may be run.",
        std::strerror(failure));
}

}  // namespace

base::Result<ChildRun> runChild(const ChildOptions& options) {
    if (options.words.empty())
        return base::makeError(base::ErrorCode::InvalidInput, "No program was named, so none was started.");
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return base::makeError(base::ErrorCode::Io, "A pipe could not be made; close other programs and try again.",
                               std::strerror(errno));
    const auto began = Clock::now();
    auto pid = start(options, ends[1]);
    ::close(ends[1]);
    if (!pid) {
        ::close(ends[0]);
        return std::move(pid).error();
    }
    ChildRun run;
    const bool ended = readOutput(ends[0], began, options.timeoutMs, run);
    ::close(ends[0]);
    if (!ended) ::kill(*pid, SIGKILL);
    int status = 0;
    rusage usage{};
    while (::wait4(*pid, &status, 0, &usage) < 0 && errno == EINTR) {}
    run.endMs = millisecondsSince(began);
    run.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    run.maxResidentMb = static_cast<double>(usage.ru_maxrss) / 1024.0;
    if (!ended)
        return base::makeError(base::ErrorCode::Timeout,
                               "The program " + options.words.front() + " did not end within " +
                                   std::to_string(options.timeoutMs / 1000) + " s and was stopped; try it by hand.");
    return run;
}

}  // namespace hilum::app
