// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Engine: the one inference thread that owns every loaded model (architecture.md 3). Jobs wait in a
// priority queue; a job with the same non-empty key replaces a waiting one and asks a running one to
// stop. Each job is for one pack; several packs stay loaded within a memory limit, the least recently
// used goes first. Waiting embeddings of one pack are made together, as many as fit into a tenth of a
// second, and kept under what they depend on. Nothing torch is loaded before the first job. Any thread may post.
#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/engine/embedding_cache.h"
#include "core/engine/loaded_packs.h"
#include "core/engine/model_api.h"

namespace hilum::engine {

enum class Priority { Background = 1, Visible = 2, Interactive = 3 };

struct EngineOptions {
    std::filesystem::path libraryFolder;  // where imported packs lie
    std::string model;                    // pack id, "" = packs::kDefaultPack
    LoadOptions load;
    std::uint64_t memoryLimitBytes = 0;          // of all loaded packs; 0 = defaultMemoryLimit()
    std::uint64_t cacheLimitBytes = 64U << 20U;  // of embeddings
};

// One vector to make: of a picture, or of a text where the picture is empty.
struct EmbeddingRequest {
    image::Raster picture;
    std::string text;
    std::string content;  // EmbeddingKey::content of the picture; "" = not kept
    std::string window;
};

class Engine {
public:
    // work runs on the inference thread with the loaded session; the pack is loaded before the first
    // job. Exactly one of the two is called, both on the inference thread: failed when loading failed
    // (all who wait get that error, a later post tries again) or when the job was replaced or cancelled
    // before it started; a job already running learns it through its context and answers for itself.
    // Callbacks hand results over by value (queued connections in ui/) and must not post while the
    // Engine is being destroyed.
    using Work = std::function<void(EncoderSession& session, const base::JobContext& context)>;
    using Failed = std::function<void(const base::Error& error)>;

    explicit Engine(EngineOptions options);
    ~Engine();  // asks the running job to stop, fails the waiting ones with cancelled(), joins
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Answers a ticket for cancel(). pack "" = the one in use when the job's turn comes.
    std::uint64_t post(Priority priority, std::string key, Work work, Failed failed, std::string pack = {});
    // done is called once, on the inference thread, with the normalised vector or why there is none.
    using EmbeddingDone = std::function<void(base::Result<Embedding> vector)>;
    std::uint64_t embed(Priority priority, EmbeddingRequest request, EmbeddingDone done, std::string pack = {});
    void cancel(std::uint64_t ticket);
    void cancelKey(const std::string& key);

    // The pack that jobs without one are for. state() and description() are about it.
    void use(const std::string& pack);
    std::string pack() const;
    // Another device, precision or number of threads: what is loaded is loaded anew at its next job.
    void setLoadOptions(const LoadOptions& options);
    LoadOptions loadOptions() const;
    void unload(const std::string& pack);  // before its files go

    enum class State { Idle, Loading, Ready, Failed };
    State state() const;
    std::string description() const;  // "hilum-base 0.1 (cpu bf16)", "" before Ready
    std::vector<LoadedPack> loaded() const;
    EmbeddingCache& cache();

    // For tests: a session made by the test instead of the module.
    using SessionFactory =
        std::function<base::Result<std::unique_ptr<EncoderSession>>(const EngineOptions&, const base::JobContext&)>;
    Engine(EngineOptions options, SessionFactory factory);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hilum::engine
