// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Engine: the one inference thread that owns every loaded model (architecture.md 3). Jobs wait in a
// priority queue; a job with the same non-empty key replaces a waiting one and asks a running one to
// stop. Nothing torch is loaded before the first job that needs it. Any thread may post.
#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/engine/model_api.h"

namespace hilum::engine {

enum class Priority { Background = 1, Visible = 2, Interactive = 3 };

struct EngineOptions {
    std::filesystem::path libraryFolder;  // where imported packs lie
    std::string model;                    // pack id, "" = packs::kDefaultPack
    LoadOptions load;
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

    // Answers a ticket for cancel().
    std::uint64_t post(Priority priority, std::string key, Work work, Failed failed);
    void cancel(std::uint64_t ticket);
    void cancelKey(const std::string& key);

    enum class State { Idle, Loading, Ready, Failed };
    State state() const;
    std::string description() const;  // "hilum-base 0.1 (cpu bf16)", "" before Ready

    // For tests: a session made by the test instead of the module.
    using SessionFactory =
        std::function<base::Result<std::unique_ptr<EncoderSession>>(const EngineOptions&, const base::JobContext&)>;
    Engine(EngineOptions options, SessionFactory factory);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hilum::engine
