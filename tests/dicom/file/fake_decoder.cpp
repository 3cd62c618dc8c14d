// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A decoder process that has gone wrong, in the way its own name says: hang, sleep, eat, crash, lie, mute.
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "dicom/file/decoder_wire.h"

namespace {

namespace wire = hilum::dicom::wire;
constexpr int kSocket = 3;

void sendAll(const void* data, std::size_t count) {
    const auto* from = static_cast<const char*>(data);
    while (count > 0) {
        const ssize_t put = ::write(kSocket, from, count);
        if (put <= 0) std::exit(1);
        from += put;
        count -= static_cast<std::size_t>(put);
    }
}

void readAll(void* data, std::size_t count) {
    auto* to = static_cast<char*>(data);
    while (count > 0) {
        const ssize_t got = ::read(kSocket, to, count);
        if (got <= 0) std::exit(0);
        to += got;
        count -= static_cast<std::size_t>(got);
    }
}

// Takes what it can get and says how much that was.
void eat() {
    constexpr std::size_t kChunkBytes = 1 << 20, kMostChunks = 1 << 14;
    std::size_t chunks = 0;
    while (chunks < kMostChunks) {
        void* chunk = std::malloc(kChunkBytes);
        if (chunk == nullptr) break;
        std::memset(chunk, 1, kChunkBytes);
        ++chunks;
    }
    const std::string message = std::to_string(chunks);
    wire::Answer answer;
    answer.errorCode = static_cast<std::uint32_t>(hilum::base::ErrorCode::OutOfMemory);
    answer.messageBytes = static_cast<std::uint32_t>(message.size());
    sendAll(&answer, sizeof answer);
    sendAll(message.data(), message.size());
}

}  // namespace

int main(int, char** words) {
    const std::string name = words[0], how = name.substr(name.rfind('/') + 1);
    const std::uint32_t ready = wire::kReadyMark;
    sendAll(&ready, sizeof ready);
    for (;;) {
        wire::Request request;
        readAll(&request, sizeof request);
        std::vector<char> stream(request.streamBytes);
        readAll(stream.data(), stream.size());
        if (how == "eat") eat();
        if (how == "crash") std::abort();
        if (how == "mute") return 7;
        if (how == "sleep") ::sleep(600);
        if (how == "lie") {
            wire::Answer answer;
            answer.ok = 1;
            answer.bytesPerSample = 2;
            answer.sampleBytes = std::uint64_t{1} << 40;
            sendAll(&answer, sizeof answer);
        }
        if (how == "hang")
            for (std::atomic<unsigned> turns = 0;;) ++turns;
    }
}
