// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The queue and the one inference thread. The lock is never held while somebody else's code runs.
#include "core/engine/engine.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/log.h"

namespace hilum::engine {

namespace {

using base::Error;
using base::Result;

struct Job {
    std::uint64_t ticket = 0;
    Priority priority = Priority::Background;
    std::string key;
    Engine::Work work;
    Engine::Failed failed;
    std::stop_source stop;
};

Result<std::unique_ptr<EncoderSession>> loadFromModule(const EngineOptions& options, const base::JobContext& context) {
    HILUM_TRY(const auto manifest,
              packs::findPack(options.libraryFolder, options.model.empty() ? packs::kDefaultPack : options.model));
    HILUM_TRY(auto* module, openModule());
    return module->load(manifest, options.load, context);
}

std::string describe(const EncoderSession& session) {
    const auto& manifest = session.manifest();
    return manifest.id + (manifest.version.empty() ? "" : " " + manifest.version) + " (" + session.deviceText() + ")";
}

// A callback is a stranger's code: what it throws ends here, with the job, and not with the program.
template <class F>
base::Status contained(const char* what, F&& call) {
    return base::guarded(what, [&]() -> base::Status {
        call();
        return base::okStatus();
    });
}

void tellFailed(const Job& job, const Error& error) {
    if (!job.failed) return;
    if (const auto told = contained("A failure notice", [&] { job.failed(error); }); !told)
        base::logError("engine: a failure notice threw: " + told.error().detail);
}

}  // namespace

struct Engine::Impl {
    Impl(EngineOptions given, SessionFactory make) : options(std::move(given)), factory(std::move(make)) {
        worker = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }

    // Best first: higher priority, then the older ticket.
    std::vector<Job>::iterator best() {
        return std::min_element(waiting.begin(), waiting.end(), [](const Job& a, const Job& b) {
            return a.priority != b.priority ? a.priority > b.priority : a.ticket < b.ticket;
        });
    }

    // With the lock held: waiting jobs that match go to `dropped`, a running one is asked to stop.
    template <class Match>
    void dropMatching(const Match& match) {
        const auto kept =
            std::stable_partition(waiting.begin(), waiting.end(), [&](const Job& job) { return !match(job); });
        std::move(kept, waiting.end(), std::back_inserter(dropped));
        waiting.erase(kept, waiting.end());
        if (running != nullptr && match(*running)) running->stop.request_stop();
    }

    void run(const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        while (true) {
            wake.wait(lock, stop, [this] { return !waiting.empty() || !dropped.empty(); });
            notifyDropped(lock);
            if (stop.stop_requested()) break;
            if (waiting.empty()) continue;
            if (!session && (!loadSession(lock, stop) || stop.stop_requested())) continue;
            const auto next = best();
            if (next == waiting.end()) continue;
            Job job = std::move(*next);
            waiting.erase(next);
            runJob(lock, job);
        }
        dropMatching([](const Job&) { return true; });
        notifyDropped(lock);
        lock.unlock();
        session.reset();  // modules are destroyed on the thread that made them
    }

    void notifyDropped(std::unique_lock<std::mutex>& lock) {
        while (!dropped.empty()) {
            const auto notices = std::move(dropped);
            dropped.clear();
            lock.unlock();
            for (const auto& job : notices) tellFailed(job, base::cancelled());
            lock.lock();
        }
    }

    // One attempt for all who wait; whoever asks after a failure starts a new one.
    bool loadSession(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
        state = State::Loading;
        lock.unlock();
        auto made = base::guarded("Loading the model", [&] { return factory(options, base::JobContext(stop)); });
        const auto words = made ? describe(**made) : std::string();
        lock.lock();
        if (made) {
            session = std::move(*made);
            description = words;
            state = State::Ready;
            return true;
        }
        state = State::Failed;
        const auto notices = std::move(waiting);
        waiting.clear();
        lock.unlock();
        base::logWarning("engine: loading failed: " + made.error().detail);
        for (const auto& job : notices) tellFailed(job, made.error());
        lock.lock();
        return false;
    }

    void runJob(std::unique_lock<std::mutex>& lock, Job& job) {
        running = &job;
        lock.unlock();
        const auto done =
            contained("The model job", [&] { job.work(*session, base::JobContext(job.stop.get_token())); });
        if (!done) tellFailed(job, done.error());
        // What the callbacks hold is released before the next job and outside the lock.
        job.work = nullptr;
        job.failed = nullptr;
        lock.lock();
        running = nullptr;
    }

    EngineOptions options;
    SessionFactory factory;
    mutable std::mutex mutex;
    std::condition_variable_any wake;
    std::vector<Job> waiting;
    std::vector<Job> dropped;  // to be told cancelled(), on the inference thread like every callback
    Job* running = nullptr;
    std::uint64_t lastTicket = 0;
    State state = State::Idle;
    std::string description;
    std::unique_ptr<EncoderSession> session;
    std::jthread worker;  // last: starts when everything above exists, ends first
};

Engine::Engine(EngineOptions options) : Engine(std::move(options), loadFromModule) {}

Engine::Engine(EngineOptions options, SessionFactory factory)
    : m_impl(std::make_unique<Impl>(std::move(options), std::move(factory))) {}

Engine::~Engine() {
    m_impl->worker.request_stop();
    {
        const std::lock_guard lock(m_impl->mutex);
        if (m_impl->running != nullptr) m_impl->running->stop.request_stop();
    }
    m_impl->worker.join();
}

std::uint64_t Engine::post(Priority priority, std::string key, Work work, Failed failed) {
    const std::lock_guard lock(m_impl->mutex);
    if (!key.empty()) m_impl->dropMatching([&](const Job& job) { return job.key == key; });
    const auto ticket = ++m_impl->lastTicket;
    m_impl->waiting.push_back({ticket, priority, std::move(key), std::move(work), std::move(failed), {}});
    m_impl->wake.notify_one();
    return ticket;
}

void Engine::cancel(std::uint64_t ticket) {
    const std::lock_guard lock(m_impl->mutex);
    m_impl->dropMatching([&](const Job& job) { return job.ticket == ticket; });
    m_impl->wake.notify_one();
}

void Engine::cancelKey(const std::string& key) {
    if (key.empty()) return;
    const std::lock_guard lock(m_impl->mutex);
    m_impl->dropMatching([&](const Job& job) { return job.key == key; });
    m_impl->wake.notify_one();
}

Engine::State Engine::state() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->state;
}

std::string Engine::description() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->description;
}

}  // namespace hilum::engine
