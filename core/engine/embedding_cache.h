// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// EmbeddingCache: vectors that were made in this run, under a key that names everything they depend on
// (architecture.md 12). Least recently used goes first when the bytes run out. Any thread.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/engine/model_api.h"

namespace hilum::engine {

struct EmbeddingKey {
    std::string content;        // of the picture: image::contentHash(); of a text: the text
    std::string window;         // what of the picture the model saw; "" = the default rendition
    std::string pack;           // ModelManifest::sha256
    std::string preprocessing;  // preprocessingKey()
    bool operator==(const EmbeddingKey&) const = default;
};

// Every field of a pack's preprocessing, in one text.
std::string preprocessingKey(const packs::Preprocessing& preprocessing);

class EmbeddingCache {
public:
    explicit EmbeddingCache(std::uint64_t limitBytes) : m_limit(limitBytes) {}
    std::optional<Embedding> find(const EmbeddingKey& key);  // makes it the newest
    void put(const EmbeddingKey& key, Embedding vector);     // larger than the whole limit: not kept
    void clear();
    std::uint64_t bytes() const;
    std::size_t size() const;

private:
    struct Entry {
        std::string key;
        Embedding vector;
        std::uint64_t bytes = 0;
    };
    void dropOldest();

    std::uint64_t m_limit;
    mutable std::mutex m_mutex;
    std::list<Entry> m_entries;  // newest first
    std::unordered_map<std::string, std::list<Entry>::iterator> m_byKey;
    std::uint64_t m_bytes = 0;
};

}  // namespace hilum::engine
