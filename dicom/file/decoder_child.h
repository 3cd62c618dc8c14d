// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One decoder process seen from the program: started, fed, watched, ended. Internal to decoder_process.cpp.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

#include "core/base/result.h"

namespace hilum::dicom {

class DecoderChild {
public:
    static base::Result<std::unique_ptr<DecoderChild>> start(const std::filesystem::path& program);
    ~DecoderChild();  // ends the process, gently when it is idle
    DecoderChild(const DecoderChild&) = delete;
    DecoderChild& operator=(const DecoderChild&) = delete;

    // Address space: what the idle process has, and this much more.
    void limitMemory(std::uint64_t moreBytes);
    double cpuSeconds() const;
    // Memory that both map, of at least that size; empty when there is none. Only this side can size it, so
    // that reading it can never fault.
    std::span<const std::uint8_t> sharedMemory(std::uint64_t bytes);
    // Moves all bytes, asking `mayGoOn` at least every 20 ms while nothing moves; false when that says no or
    // the process is gone.
    using Watch = std::function<bool()>;
    bool send(std::span<const std::uint8_t> bytes, const Watch& mayGoOn);
    bool receive(std::span<std::uint8_t> bytes, const Watch& mayGoOn);
    void kill();
    std::string ending();  // after kill() or a failed send: "signal 11", "exit 2"

private:
    DecoderChild(pid_t pid, int fd, int memoryFd) : m_pid(pid), m_fd(fd), m_memoryFd(memoryFd) {}
    bool wait(short events, const Watch& mayGoOn);
    pid_t m_pid;
    int m_fd;
    int m_memoryFd;
    void* m_memory = nullptr;
    std::uint64_t m_memoryBytes = 0;
    int m_status = -1;
    std::uint64_t m_idleBytes = 0;
};

}  // namespace hilum::dicom
