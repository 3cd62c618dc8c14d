// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/decoder_process.h"

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/paths.h"
#include "dicom/file/decoder_child.h"
#include "dicom/file/decoder_wire.h"

namespace hilum::dicom {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::makeError;
using base::Result;
using Clock = std::chrono::steady_clock;
using ChildPtr = std::unique_ptr<DecoderChild>;

constexpr double kBytesPerMegapixel = 1e6;

// Processes that wait for their next frame, by program.
class Idle {
public:
    static Idle& shared() {
        // Never destroyed: a process that ends does not wait for its helpers, they leave by themselves.
        static Idle* const idle = new Idle;
        return *idle;
    }
    Result<ChildPtr> take(const fs::path& program) {
        {
            const std::lock_guard lock(m_mutex);
            for (auto it = m_waiting.begin(); it != m_waiting.end(); ++it) {
                if (it->first != program) continue;
                ChildPtr child = std::move(it->second);
                m_waiting.erase(it);
                return child;
            }
        }
        return DecoderChild::start(program);
    }
    void give(const fs::path& program, ChildPtr child) {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() <= std::max(1U, std::thread::hardware_concurrency()))  // dicom/open: decodingThreads()
            m_waiting.emplace_back(program, std::move(child));
    }
    void clear() {
        std::vector<std::pair<fs::path, ChildPtr>> ended;
        const std::lock_guard lock(m_mutex);
        ended.swap(m_waiting);
    }

private:
    std::mutex m_mutex;
    std::vector<std::pair<fs::path, ChildPtr>> m_waiting;
};

// Whoever reads a process' memory keeps it from the next frame until then.
struct Lease {
    fs::path program;
    ChildPtr child;
    Lease(fs::path p, ChildPtr c) : program(std::move(p)), child(std::move(c)) {}
    ~Lease() { Idle::shared().give(program, std::move(child)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
};

// What ended the wait, when it was not the process itself.
enum class Reason { None, Stopped, TooLong };

class Exchange {
public:
    Exchange(DecoderChild& child, const base::JobContext& context, const DecoderLimits& limits, double megapixels)
        : m_child(child), m_context(context), m_cpuAtStart(child.cpuSeconds()) {
        m_cpuSeconds = limits.cpuSeconds + limits.secondsPerMegapixel * megapixels;
        m_until = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(m_cpuSeconds * limits.wallFactor));
    }
    double wallSeconds() const { return std::chrono::duration<double>(m_until - Clock::now()).count(); }
    Reason reason() const { return m_reason; }
    double allowedSeconds() const { return m_cpuSeconds; }
    void inOrder() { m_inOrder = true; }
    bool isInOrder() const { return m_inOrder; }

    template <class T>
    bool send(std::span<const T> items) {
        return m_child.send({reinterpret_cast<const std::uint8_t*>(items.data()), items.size_bytes()},
                            [this] { return mayGoOn(); });
    }
    template <class T>
    bool receive(std::span<T> items) {
        return m_child.receive({reinterpret_cast<std::uint8_t*>(items.data()), items.size_bytes()},
                               [this] { return mayGoOn(); });
    }

private:
    bool mayGoOn() {
        if (m_context.stopRequested()) m_reason = Reason::Stopped;
        if (Clock::now() > m_until || m_child.cpuSeconds() - m_cpuAtStart > m_cpuSeconds) m_reason = Reason::TooLong;
        return m_reason == Reason::None;
    }
    DecoderChild& m_child;
    const base::JobContext& m_context;
    double m_cpuAtStart;
    double m_cpuSeconds = 0;
    Clock::time_point m_until;
    Reason m_reason = Reason::None;
    bool m_inOrder = false;
};

base::Error failure(Exchange& exchange, DecoderChild& child) {
    child.kill();
    if (exchange.reason() == Reason::Stopped) return base::cancelled();
    if (exchange.reason() == Reason::TooLong)
        return makeError(
            ErrorCode::Timeout,
            "Decoding the image took longer than such a picture may; it is damaged or made to do harm, and "
            "its decoder was ended.",
            std::to_string(exchange.allowedSeconds()) + " s");
    return makeError(ErrorCode::Corrupt,
                     "The image's decoder stopped on this file, which is damaged or made to do harm; export it again.",
                     child.ending());
}

base::Error lies() {
    return makeError(ErrorCode::Corrupt,
                     "The image's decoder answered something else than its picture; export it again.");
}

Result<std::string> receiveText(Exchange& exchange, std::uint32_t bytes) {
    if (bytes > wire::kMaxTextBytes) return lies();
    std::string text(bytes, '\0');
    if (!exchange.receive(std::span(text.data(), text.size()))) return lies();
    return text;
}

// The declared size is the only one believed: it was checked before anything was sent.
bool fits(const wire::Answer& answer, const PixelLayout& layout) {
    const auto width = answer.bytesPerSample;
    if (width != 1 && width != 2 && width != 4) return false;
    return width <= layout.bytesPerSample() && answer.storedBits <= 8 * width &&
           answer.sampleBytes == layout.pixels() * static_cast<std::uint64_t>(layout.samples) * width;
}

Result<DecodedSamples> converse(Exchange& exchange, DecoderChild& child, std::span<const std::uint8_t> stream,
                                const TransferSyntax& syntax, const PixelLayout& layout) {
    const auto memory = child.sharedMemory(layout.decodedFrameBytes());
    if (memory.empty())
        return makeError(ErrorCode::OutOfMemory, "There is no memory left to decode the image; close other studies.");
    auto request = wire::requestOf(syntax, layout, stream.size());
    request.sharedBytes = memory.size();
    request.deadlineSeconds = static_cast<std::uint32_t>(std::ceil(exchange.wallSeconds())) + 5;
    wire::Answer answer;
    if (!exchange.send(std::span<const wire::Request>(&request, 1)) || !exchange.send(stream) ||
        !exchange.receive(std::span(&answer, 1)))
        return failure(exchange, child);
    if (answer.mark != wire::kAnswerMark) return lies();
    if (answer.ok == 0) {
        HILUM_TRY(const std::string message, receiveText(exchange, answer.messageBytes));
        HILUM_TRY(const std::string detail, receiveText(exchange, answer.detailBytes));
        if (answer.errorCode > static_cast<std::uint32_t>(ErrorCode::Internal)) return lies();
        const auto code = static_cast<ErrorCode>(answer.errorCode);
        exchange.inOrder();
        // Its limit is not the machine's: the input asked for more than its picture needs.
        if (code == ErrorCode::OutOfMemory)
            return makeError(
                ErrorCode::Unsupported,
                "Decoding the image needs more memory than its picture may; it is damaged or made to do harm.",
                message);
        return makeError(code, message, detail);
    }
    if (!fits(answer, layout)) return lies();
    DecodedSamples samples;
    samples.bytesPerSample = answer.bytesPerSample;
    samples.isYbr = answer.isYbr != 0;
    samples.storedBits = answer.storedBits;
    samples.shared = memory.first(static_cast<std::size_t>(answer.sampleBytes));
    exchange.inOrder();
    return samples;
}

fs::path findProgram() {
    if (const char* named = std::getenv("HILUM_DECODER"); named != nullptr) return named;
    const fs::path here = base::executableFolder();
    for (const char* place : {"hilum-decoder", "../libexec/hilum/hilum-decoder", "../../hilum-decoder"}) {
        std::error_code code;
        const fs::path path = fs::canonical(here / place, code);
        if (!code && ::access(path.c_str(), X_OK) == 0) return path;
    }
    return {};
}

}  // namespace

std::optional<fs::path> decoderProgram() {
    static const fs::path path = findProgram();
    return path.empty() ? std::nullopt : std::optional(path);
}

void endIdleDecoders() { Idle::shared().clear(); }

Result<DecodedSamples> decodeInProcess(const fs::path& program, std::span<const std::uint8_t> stream,
                                       const TransferSyntax& syntax, const PixelLayout& layout,
                                       const base::JobContext& context, const DecoderLimits& limits) {
    return base::guarded("Decoding a frame", [&]() -> Result<DecodedSamples> {
        HILUM_TRY(ChildPtr child, Idle::shared().take(program));
        const auto frameBytes = static_cast<double>(layout.decodedFrameBytes() + stream.size());
        (void)child->sharedMemory(layout.decodedFrameBytes());  // counts before the limit is set
        child->limitMemory(limits.memoryBytes + static_cast<std::uint64_t>(limits.memoryFactor * frameBytes));
        const double megapixels = static_cast<double>(layout.decodedFrameBytes()) / kBytesPerMegapixel;
        Exchange exchange(*child, context, limits, megapixels);
        auto samples = converse(exchange, *child, stream, syntax, layout);
        // One that answered in order is used again; a conversation that broke off leaves nothing to trust.
        if (!exchange.isInOrder()) {
            child->kill();
            return samples;
        }
        auto lease = std::make_shared<Lease>(program, std::move(child));
        if (samples.ok()) samples->lease = std::move(lease);
        return samples;
    });
}

}  // namespace hilum::dicom
