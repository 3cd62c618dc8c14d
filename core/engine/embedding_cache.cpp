// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/embedding_cache.h"

#include <cstdio>

namespace hilum::engine {

namespace {

// Lengths before the parts: no two keys share one text.
std::string joined(const EmbeddingKey& key) {
    std::string text;
    for (const auto* part : {&key.content, &key.window, &key.pack, &key.preprocessing})
        text += std::to_string(part->size()) + ':' + *part;
    return text;
}

}  // namespace

std::string preprocessingKey(const packs::Preprocessing& p) {
    char numbers[160];
    std::snprintf(numbers, sizeof numbers, "%d|%a,%a,%a|%a,%a,%a|", p.size, static_cast<double>(p.mean[0]),
                  static_cast<double>(p.mean[1]), static_cast<double>(p.mean[2]), static_cast<double>(p.std[0]),
                  static_cast<double>(p.std[1]), static_cast<double>(p.std[2]));
    return numbers + p.fit + '|' + p.resample + '|' + p.colour;
}

std::optional<Embedding> EmbeddingCache::find(const EmbeddingKey& key) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_byKey.find(joined(key));
    if (found == m_byKey.end()) return std::nullopt;
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    return found->second->vector;
}

void EmbeddingCache::put(const EmbeddingKey& key, Embedding vector) {
    const std::lock_guard lock(m_mutex);
    Entry entry{joined(key), std::move(vector), 0};
    entry.bytes = 2 * entry.key.size() + entry.vector.size() * sizeof(float) + sizeof(Entry);
    if (const auto found = m_byKey.find(entry.key); found != m_byKey.end()) {
        m_bytes -= found->second->bytes;
        m_entries.erase(found->second);
        m_byKey.erase(found);
    }
    if (entry.bytes > m_limit) return;
    m_bytes += entry.bytes;
    m_entries.push_front(std::move(entry));
    m_byKey[m_entries.front().key] = m_entries.begin();
    while (m_bytes > m_limit) dropOldest();
}

void EmbeddingCache::dropOldest() {
    m_bytes -= m_entries.back().bytes;
    m_byKey.erase(m_entries.back().key);
    m_entries.pop_back();
}

void EmbeddingCache::clear() {
    const std::lock_guard lock(m_mutex);
    m_entries.clear();
    m_byKey.clear();
    m_bytes = 0;
}

std::uint64_t EmbeddingCache::bytes() const {
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

std::size_t EmbeddingCache::size() const {
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

}  // namespace hilum::engine
