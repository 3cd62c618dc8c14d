// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/loaded_packs.h"

#include <unistd.h>

#include <algorithm>

namespace hilum::engine {

std::uint64_t defaultMemoryLimit() {
    constexpr std::uint64_t kWhereUnknown = 4ULL << 30U;
    const long pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || size <= 0) return kWhereUnknown;
    return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) / 2;
}

std::uint64_t LoadedPacks::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& entry : m_packs) sum += entry.bytes;
    return sum;
}

void LoadedPacks::makeRoom(std::uint64_t wanted, std::size_t kept) {
    while (m_packs.size() > kept && bytes() + wanted > m_limit) m_packs.pop_back();
}

EncoderSession* LoadedPacks::find(const std::string& id) {
    const auto found = std::find_if(m_packs.begin(), m_packs.end(), [&](const Entry& e) { return e.id == id; });
    if (found == m_packs.end()) return nullptr;
    std::rotate(m_packs.begin(), found, found + 1);
    return m_packs.front().session.get();
}

base::Result<EncoderSession*> LoadedPacks::get(const std::string& id, std::uint64_t estimatedBytes, const Load& load) {
    if (auto* session = find(id); session != nullptr) return session;
    makeRoom(estimatedBytes, 0);
    HILUM_TRY(auto session, load());
    Entry entry{id, std::move(session), 0};
    entry.bytes = std::max(entry.session->memoryBytes(), estimatedBytes / 2);
    m_packs.insert(m_packs.begin(), std::move(entry));
    makeRoom(0, 1);
    return m_packs.front().session.get();
}

void LoadedPacks::unload(const std::string& id) {
    std::erase_if(m_packs, [&](const Entry& e) { return e.id == id; });
}

std::vector<LoadedPack> LoadedPacks::list() const {
    std::vector<LoadedPack> out;
    for (const auto& entry : m_packs) {
        const auto& manifest = entry.session->manifest();
        out.push_back({entry.id,
                       manifest.id + (manifest.version.empty() ? "" : " " + manifest.version) + " (" +
                           entry.session->deviceText() + ")",
                       entry.bytes});
    }
    return out;
}

}  // namespace hilum::engine
