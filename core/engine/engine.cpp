// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The queue and the one inference thread. The lock is never held while somebody else's code runs.
#include "core/engine/engine.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/log.h"

namespace hilum::engine {

namespace {

using base::Error;
using base::Result;

constexpr double kBatchMs = 100;  // a click waits for no more than about this
constexpr std::size_t kMostInBatch = 32;

struct Job {
    std::uint64_t ticket = 0;
    Priority priority = Priority::Background;
    std::string key;
    Engine::Work work;  // empty: an embedding
    Engine::Failed failed;
    std::string pack;
    std::shared_ptr<EmbeddingRequest> request;
    Engine::EmbeddingDone done;
    std::stop_source stop;
};

Result<std::unique_ptr<EncoderSession>> loadFromModule(const EngineOptions& options, const base::JobContext& context) {
    HILUM_TRY(const auto manifest,
              packs::findPack(options.libraryFolder, options.model.empty() ? packs::kDefaultPack : options.model));
    HILUM_TRY(auto* module, openModule());
    return module->load(manifest, options.load, context);
}

// Bytes of a pack's files: about what it will take. 0 when there is no such pack.
std::uint64_t fileBytes(const std::filesystem::path& library, const std::string& pack) {
    const auto manifest = packs::findPack(library, pack);
    if (!manifest.ok()) return 0;
    std::uint64_t sum = 0;
    for (const auto& file : manifest->files) {
        std::error_code error;
        const auto size = std::filesystem::file_size(manifest->folder / file.name, error);
        if (!error) sum += size;
    }
    return sum;
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
    if (!job.failed && !job.done) return;
    const auto told = contained("A failure notice", [&] { job.done ? job.done(error) : job.failed(error); });
    if (!told) base::logError("engine: a failure notice threw: " + told.error().detail);
}

EmbeddingKey keyOf(const EmbeddingRequest& request, const packs::ModelManifest& manifest) {
    const bool picture = !request.picture.empty();
    return {picture ? request.content : request.text, picture ? request.window : "text", manifest.sha256,
            preprocessingKey(manifest.preprocessing)};
}

// The vectors of one kind (pictures or texts), in order; when they fail together, one by one, so that a single
// picture fails alone.
std::vector<Result<Embedding>> embedKind(EncoderSession& session, const std::vector<const EmbeddingRequest*>& wanted,
                                         bool pictures, const base::JobContext& context) {
    std::vector<image::Raster> rasters;
    std::vector<std::string> texts;
    for (const auto* request : wanted) pictures ? rasters.push_back(request->picture) : texts.push_back(request->text);
    const auto ask = [&](std::size_t first, std::size_t count) {
        return pictures ? session.embedImages(std::span(rasters).subspan(first, count), true, context)
                        : session.embedTexts(std::span(texts).subspan(first, count), true, context);
    };
    std::vector<Result<Embedding>> out;
    auto together = ask(0, wanted.size());
    if (together.ok() && together->size() == wanted.size()) {
        for (auto& vector : *together) out.emplace_back(std::move(vector));
        return out;
    }
    const bool alone = wanted.size() == 1 || context.stopRequested();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        auto one = alone ? together : ask(i, 1);
        if (one.ok() && one->size() == 1)
            out.emplace_back(std::move(one->front()));
        else
            out.emplace_back(one.ok() ? base::makeError(base::ErrorCode::Internal,
                                                        "The model gave no vector; the log has the details.")
                                      : one.error());
    }
    return out;
}

}  // namespace

struct Engine::Impl {
    Impl(EngineOptions given, SessionFactory make)
        : options(std::move(given)),
          factory(std::move(make)),
          packs(options.memoryLimitBytes > 0 ? options.memoryLimitBytes : defaultMemoryLimit()),
          vectors(options.cacheLimitBytes) {
        if (options.model.empty()) options.model = packs::kDefaultPack;
        worker = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }

    // Best first: higher priority, then the older ticket.
    std::vector<Job>::iterator best() {
        return std::min_element(waiting.begin(), waiting.end(), [](const Job& a, const Job& b) {
            return a.priority != b.priority ? a.priority > b.priority : a.ticket < b.ticket;
        });
    }

    const std::string& packOf(const Job& job) const { return job.pack.empty() ? options.model : job.pack; }

    // With the lock held: waiting jobs that match go to `dropped`, a running one is asked to stop.
    template <class Match>
    void dropMatching(const Match& match) {
        const auto kept =
            std::stable_partition(waiting.begin(), waiting.end(), [&](const Job& job) { return !match(job); });
        std::move(kept, waiting.end(), std::back_inserter(dropped));
        waiting.erase(kept, waiting.end());
        for (auto* job : running)
            if (match(*job)) job->stop.request_stop();
    }

    void run(const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        while (true) {
            wake.wait(lock, stop, [this] { return !waiting.empty() || !dropped.empty() || !leaving.empty(); });
            notifyDropped(lock);
            unloadLeaving(lock);
            if (stop.stop_requested()) break;
            if (waiting.empty()) continue;
            auto* session = sessionFor(lock, packOf(*best()), stop);
            if (session == nullptr || stop.stop_requested() || waiting.empty()) continue;
            // What has come meanwhile may be better, and for another pack.
            const auto next = best();
            if (packs.find(packOf(*next)) != session) continue;
            if (next->request)
                runEmbeddings(lock, *session, packOf(*next));
            else
                runJob(lock, *session, next);
            note();
        }
        dropMatching([](const Job&) { return true; });
        notifyDropped(lock);
        lock.unlock();
        packs.clear();  // modules are destroyed on the thread that made them
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

    void unloadLeaving(std::unique_lock<std::mutex>& lock) {
        const auto gone = std::move(leaving);
        leaving.clear();
        if (gone.empty()) return;
        lock.unlock();
        for (const auto& id : gone) id.empty() ? packs.clear() : packs.unload(id);
        lock.lock();
        if (packs.find(options.model) == nullptr) state = State::Idle;
        note();
    }

    // With the lock held: what other threads may ask about the loaded packs.
    void note() { list = packs.list(); }

    // Null when it cannot be loaded: all who wait for this pack were told; whoever asks later starts a new attempt.
    EncoderSession* sessionFor(std::unique_lock<std::mutex>& lock, std::string id, const std::stop_token& stop) {
        if (auto* there = packs.find(id); there != nullptr) {
            if (id == options.model) state = State::Ready;
            return there;
        }
        if (id == options.model) state = State::Loading;
        auto asked = options;
        asked.model = id;
        lock.unlock();
        const auto load = [&] { return factory(asked, base::JobContext(stop)); };
        auto made =
            packs.get(id, fileBytes(asked.libraryFolder, id), [&] { return base::guarded("Loading the model", load); });
        lock.lock();
        note();
        if (id == options.model) state = made.ok() ? State::Ready : State::Failed;
        if (made.ok()) return *made;
        std::vector<Job> notices;
        const auto kept =
            std::stable_partition(waiting.begin(), waiting.end(), [&](const Job& job) { return packOf(job) != id; });
        std::move(kept, waiting.end(), std::back_inserter(notices));
        waiting.erase(kept, waiting.end());
        lock.unlock();
        base::logWarning("engine: loading failed: " + made.error().detail);
        for (const auto& job : notices) tellFailed(job, made.error());
        notices.clear();
        lock.lock();
        return nullptr;
    }

    void runJob(std::unique_lock<std::mutex>& lock, EncoderSession& session, std::vector<Job>::iterator next) {
        Job job = std::move(*next);
        waiting.erase(next);
        running = {&job};
        lock.unlock();
        const auto done =
            contained("The model job", [&] { job.work(session, base::JobContext(job.stop.get_token())); });
        if (!done) tellFailed(job, done.error());
        // What the callbacks hold is released before the next job and outside the lock.
        job.work = nullptr;
        job.failed = nullptr;
        lock.lock();
        running.clear();
    }

    // The best embedding and the others that wait for this pack, by priority and age, as many as one batch takes.
    std::vector<Job> takeBatch(const std::string& pack) {
        std::vector<Job> batch;
        const auto most = static_cast<std::size_t>(
            std::clamp(kBatchMs / std::max(millisecondsEach[pack], kBatchMs / kMostInBatch), 1.0, 1.0 * kMostInBatch));
        while (batch.size() < most) {
            const auto better = [&](const Job& a, const Job& b) {
                return a.priority != b.priority ? a.priority > b.priority : a.ticket < b.ticket;
            };
            auto found = waiting.end();
            for (auto it = waiting.begin(); it != waiting.end(); ++it)
                if (it->request && packOf(*it) == pack && (found == waiting.end() || better(*it, *found))) found = it;
            if (found == waiting.end()) break;
            batch.push_back(std::move(*found));
            waiting.erase(found);
        }
        return batch;
    }

    void runEmbeddings(std::unique_lock<std::mutex>& lock, EncoderSession& session, const std::string& packName) {
        const std::string pack = packName;
        auto batch = takeBatch(pack);
        std::stop_source stop;
        for (auto& job : batch) running.push_back(&job);
        stopAll = &stop;
        lock.unlock();
        const auto begin = std::chrono::steady_clock::now();
        const auto made = embedBatch(session, batch, base::JobContext(stop.get_token()));
        const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
        batch.clear();
        lock.lock();
        running.clear();
        stopAll = nullptr;
        if (made > 0) millisecondsEach[pack] = spent.count() / static_cast<double>(made);
    }

    // Answers how many were made and not found in the cache.
    std::size_t embedBatch(EncoderSession& session, std::vector<Job>& batch, const base::JobContext& context) {
        std::size_t made = 0;
        for (const bool pictures : {true, false}) {
            std::vector<Job*> jobs;
            std::vector<const EmbeddingRequest*> wanted;
            for (auto& job : batch) {
                if (job.request->picture.empty() == pictures) continue;
                if (job.stop.stop_requested()) {
                    tell(job, base::cancelled());
                } else if (auto kept = vectors.find(keyOf(*job.request, session.manifest()));
                           kept && (!pictures || !job.request->content.empty())) {
                    tell(job, std::move(*kept));
                } else {
                    jobs.push_back(&job);
                    wanted.push_back(job.request.get());
                }
            }
            if (jobs.empty()) continue;
            made += jobs.size();
            auto answers = embedKind(session, wanted, pictures, context);
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                if (answers[i].ok() && (!pictures || !wanted[i]->content.empty()))
                    vectors.put(keyOf(*wanted[i], session.manifest()), *answers[i]);
                tell(*jobs[i], jobs[i]->stop.stop_requested() ? base::cancelled() : std::move(answers[i]));
            }
        }
        return made;
    }

    static void tell(Job& job, Result<Embedding> answer) {
        const auto told = contained("An embedding's receiver", [&] { job.done(std::move(answer)); });
        if (!told) base::logError("engine: an embedding's receiver threw: " + told.error().detail);
    }

    EngineOptions options;
    SessionFactory factory;
    mutable std::mutex mutex;
    std::condition_variable_any wake;
    std::vector<Job> waiting;
    std::vector<Job> dropped;          // to be told cancelled(), on the inference thread like every callback
    std::vector<std::string> leaving;  // packs to unload; "" = all
    std::vector<Job*> running;
    std::stop_source* stopAll = nullptr;  // of a running batch
    std::uint64_t lastTicket = 0;
    State state = State::Idle;
    std::vector<LoadedPack> list;
    std::map<std::string, double> millisecondsEach;  // of an embedding, by pack
    LoadedPacks packs;                               // inference thread only
    EmbeddingCache vectors;
    std::jthread worker;  // last: starts when everything above exists, ends first
};

Engine::Engine(EngineOptions options) : Engine(std::move(options), loadFromModule) {}

Engine::Engine(EngineOptions options, SessionFactory factory)
    : m_impl(std::make_unique<Impl>(std::move(options), std::move(factory))) {}

Engine::~Engine() {
    m_impl->worker.request_stop();
    {
        const std::lock_guard lock(m_impl->mutex);
        for (auto* job : m_impl->running) job->stop.request_stop();
        if (m_impl->stopAll != nullptr) m_impl->stopAll->request_stop();
    }
    m_impl->worker.join();
}

std::uint64_t Engine::post(Priority priority, std::string key, Work work, Failed failed, std::string pack) {
    const std::lock_guard lock(m_impl->mutex);
    if (!key.empty()) m_impl->dropMatching([&](const Job& job) { return job.key == key; });
    Job job;
    job.ticket = ++m_impl->lastTicket;
    job.priority = priority;
    job.key = std::move(key);
    job.work = std::move(work);
    job.failed = std::move(failed);
    job.pack = std::move(pack);
    m_impl->waiting.push_back(std::move(job));
    m_impl->wake.notify_one();
    return m_impl->lastTicket;
}

std::uint64_t Engine::embed(Priority priority, EmbeddingRequest request, EmbeddingDone done, std::string pack) {
    const std::lock_guard lock(m_impl->mutex);
    Job job;
    job.ticket = ++m_impl->lastTicket;
    job.priority = priority;
    job.pack = std::move(pack);
    job.request = std::make_shared<EmbeddingRequest>(std::move(request));
    job.done = std::move(done);
    m_impl->waiting.push_back(std::move(job));
    m_impl->wake.notify_one();
    return m_impl->lastTicket;
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

void Engine::use(const std::string& pack) {
    const std::lock_guard lock(m_impl->mutex);
    m_impl->options.model = pack.empty() ? packs::kDefaultPack : pack;
    const auto& list = m_impl->list;
    const bool there = std::any_of(list.begin(), list.end(),
                                   [&](const LoadedPack& loaded) { return loaded.id == m_impl->options.model; });
    m_impl->state = there ? State::Ready : State::Idle;
}

std::string Engine::pack() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->options.model;
}

void Engine::setLoadOptions(const LoadOptions& options) {
    const std::lock_guard lock(m_impl->mutex);
    m_impl->options.load = options;
    m_impl->leaving.emplace_back();
    m_impl->wake.notify_one();
}

LoadOptions Engine::loadOptions() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->options.load;
}

void Engine::unload(const std::string& pack) {
    const std::lock_guard lock(m_impl->mutex);
    m_impl->leaving.push_back(pack);
    m_impl->wake.notify_one();
}

Engine::State Engine::state() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->state;
}

std::string Engine::description() const {
    const std::lock_guard lock(m_impl->mutex);
    for (const auto& loaded : m_impl->list)
        if (loaded.id == m_impl->options.model) return loaded.description;
    return {};
}

std::vector<LoadedPack> Engine::loaded() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->list;
}

EmbeddingCache& Engine::cache() { return m_impl->vectors; }

}  // namespace hilum::engine
