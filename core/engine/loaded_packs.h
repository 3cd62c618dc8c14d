// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// LoadedPacks: the sessions of the packs that are in memory, within a limit: before another one is loaded, and after
// it when it turned out larger than its files said, the least recently used ones go. The one that is asked for always
// stays, however large. Inference thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/model_api.h"

namespace hilum::engine {

struct LoadedPack {
    std::string id;
    std::string description;  // "hilum-base 0.1 (cpu bf16)"
    std::uint64_t bytes = 0;
};

class LoadedPacks {
public:
    using Load = std::function<base::Result<std::unique_ptr<EncoderSession>>()>;
    explicit LoadedPacks(std::uint64_t limitBytes) : m_limit(limitBytes) {}

    // The session of a pack, loaded when it is not there. estimatedBytes: of its files, 0 = not known.
    base::Result<EncoderSession*> get(const std::string& id, std::uint64_t estimatedBytes, const Load& load);
    EncoderSession* find(const std::string& id);  // null = not loaded; counts as a use
    void unload(const std::string& id);
    void clear() { m_packs.clear(); }
    std::vector<LoadedPack> list() const;  // most recently used first

private:
    struct Entry {
        std::string id;
        std::unique_ptr<EncoderSession> session;
        std::uint64_t bytes = 0;
    };
    std::uint64_t bytes() const;
    void makeRoom(std::uint64_t wanted, std::size_t kept);

    std::uint64_t m_limit;
    std::vector<Entry> m_packs;  // most recently used first
};

// Half of the machine's memory: what models may take where nobody says otherwise.
std::uint64_t defaultMemoryLimit();

}  // namespace hilum::engine
