// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/decoder_wire.h"

#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "dicom/file/dcmtk_setup.h"
#include "dicom/file/stream_decoder.h"

namespace hilum::dicom::wire {

namespace {

constexpr std::uint64_t kMaxStreamBytes = 2ULL << 30;

bool readAll(int fd, void* data, std::size_t count) {
    auto* to = static_cast<std::uint8_t*>(data);
    while (count > 0) {
        const ssize_t got = ::read(fd, to, count);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        to += got;
        count -= static_cast<std::size_t>(got);
    }
    return true;
}

bool writeAll(int fd, const void* data, std::size_t count) {
    const auto* from = static_cast<const std::uint8_t*>(data);
    while (count > 0) {
        const ssize_t put = ::write(fd, from, count);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        from += put;
        count -= static_cast<std::size_t>(put);
    }
    return true;
}

bool sendError(int fd, const base::Error& error) {
    Answer answer;
    answer.errorCode = static_cast<std::uint32_t>(error.code);
    const std::string message = error.message.substr(0, kMaxTextBytes), detail = error.detail.substr(0, kMaxTextBytes);
    answer.messageBytes = static_cast<std::uint32_t>(message.size());
    answer.detailBytes = static_cast<std::uint32_t>(detail.size());
    return writeAll(fd, &answer, sizeof answer) && writeAll(fd, message.data(), message.size()) &&
           writeAll(fd, detail.data(), detail.size());
}

// The memory for samples; mapped again when the program has made it larger.
class SharedMemory {
public:
    std::span<std::uint8_t> ofSize(std::uint64_t bytes) {
        if (bytes > m_bytes) {
            if (m_data != nullptr) ::munmap(m_data, m_bytes);
            void* data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, kMemoryFd, 0);
            m_data = data == MAP_FAILED ? nullptr : data;
            m_bytes = m_data == nullptr ? 0 : bytes;
        }
        return {static_cast<std::uint8_t*>(m_data), static_cast<std::size_t>(m_bytes)};
    }

private:
    void* m_data = nullptr;
    std::uint64_t m_bytes = 0;
};

bool sendSamples(int fd, const DecodedSamples& samples, std::span<std::uint8_t> memory) {
    if (samples.bytes.size() > memory.size())
        return sendError(fd, base::makeError(base::ErrorCode::OutOfMemory, "There is no room for the samples."));
    std::copy(samples.bytes.begin(), samples.bytes.end(), memory.begin());
    Answer answer;
    answer.ok = 1;
    answer.isYbr = samples.isYbr ? 1 : 0;
    answer.bytesPerSample = static_cast<std::uint8_t>(samples.bytesPerSample);
    answer.storedBits = static_cast<std::uint8_t>(samples.storedBits);
    answer.sampleBytes = samples.bytes.size();
    return writeAll(fd, &answer, sizeof answer);
}

// No core dumps of a patient's image, no files, and no way up.
void restrictSelf() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::setrlimit(RLIMIT_FSIZE, &none);
}

// Memory that one frame needed is kept for the next: giving it back costs more than a small frame's decoding.
// What may be held is limited from outside all the same.
void keepMemory() {
    constexpr int kTrimBytes = 512 << 20, kMapBytes = 1 << 30;
    ::mallopt(M_TRIM_THRESHOLD, kTrimBytes);
    ::mallopt(M_MMAP_THRESHOLD, kMapBytes);
}

base::Result<DecodedSamples> decodeOne(int fd, const Request& request) {
    return base::guarded("Decoding a frame", [&]() -> base::Result<DecodedSamples> {
        std::vector<std::uint8_t> stream(static_cast<std::size_t>(request.streamBytes));
        if (!readAll(fd, stream.data(), stream.size()))
            return base::makeError(base::ErrorCode::Io, "The frame did not arrive whole; open the file again.");
        std::array<char, 73> uid{};
        std::copy(request.uid.begin(), request.uid.end(), uid.begin());
        return decodeStreamHere(std::move(stream), transferSyntax(uid.data()), layoutOf(request));
    });
}

}  // namespace

Request requestOf(const TransferSyntax& syntax, const PixelLayout& layout, std::uint64_t streamBytes) {
    Request request;
    std::copy_n(syntax.uid.begin(), std::min(syntax.uid.size(), request.uid.size()), request.uid.begin());
    request.rows = layout.rows;
    request.columns = layout.columns;
    request.samples = layout.samples;
    request.bitsAllocated = layout.bitsAllocated;
    request.bitsStored = layout.bitsStored;
    request.highBit = layout.highBit;
    request.isSigned = layout.isSigned ? 1 : 0;
    request.planar = layout.planar ? 1 : 0;
    request.photometric = static_cast<std::uint8_t>(layout.photometric);
    request.streamBytes = streamBytes;
    return request;
}

PixelLayout layoutOf(const Request& request) {
    PixelLayout layout;
    layout.rows = request.rows;
    layout.columns = request.columns;
    layout.samples = request.samples;
    layout.bitsAllocated = request.bitsAllocated;
    layout.bitsStored = request.bitsStored;
    layout.highBit = request.highBit;
    layout.isSigned = request.isSigned != 0;
    layout.planar = request.planar != 0;
    layout.photometric = static_cast<Photometric>(request.photometric);
    return layout;
}

int serveDecoder() {
    constexpr int fd = kSocketFd;
    SharedMemory memory;
    restrictSelf();
    keepMemory();
    setUpDcmtk();
    const std::uint32_t ready = kReadyMark;
    if (!writeAll(fd, &ready, sizeof ready)) return 1;
    Request request;
    while (readAll(fd, &request, sizeof request)) {
        if (request.mark != kRequestMark || request.streamBytes > kMaxStreamBytes || request.photometric > 5) return 2;
        ::alarm(request.deadlineSeconds);
        const auto samples = decodeOne(fd, request);
        if (!(samples.ok() ? sendSamples(fd, *samples, memory.ofSize(request.sharedBytes))
                           : sendError(fd, samples.error())))
            return 1;
        ::alarm(0);
    }
    return 0;
}

}  // namespace hilum::dicom::wire
