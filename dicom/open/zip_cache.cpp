// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/zip_cache.h"

namespace hilum::dicom {

namespace {
constexpr std::size_t kMostArchives = 4;
}  // namespace

ZipCache& ZipCache::shared() {
    static ZipCache cache;
    return cache;
}

std::shared_ptr<const ZipCache::Contents> ZipCache::find(const std::filesystem::path& path, const FileStamp& stamp) {
    const std::lock_guard lock(m_mutex);
    for (auto it = m_kept.begin(); it != m_kept.end(); ++it) {
        if (it->path.native() != path.native() || it->stamp != stamp) continue;
        m_kept.splice(m_kept.begin(), m_kept, it);
        return it->contents;
    }
    return nullptr;
}

base::Result<ZipEntry> ZipCache::entry(const Locator& locator, const ByteSource& zip) {
    const auto stamp = stampOf(locator.path);
    auto contents = stamp ? find(locator.path, *stamp) : nullptr;
    if (!contents) {
        auto read = std::make_shared<Contents>();
        HILUM_TRY(read->entries, readZipDirectory(zip, {}));
        for (std::size_t i = 0; i < read->entries.size(); ++i) read->byName.emplace(read->entries[i].name, i);
        contents = read;
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_kept, [&](const Kept& kept) { return kept.path.native() == locator.path.native(); });
        if (stamp) m_kept.push_front({locator.path, *stamp, contents});
        if (m_kept.size() > kMostArchives) m_kept.pop_back();
    }
    const auto found = contents->byName.find(locator.zipEntry);
    if (found != contents->byName.end()) return contents->entries[found->second];
    return base::makeError(base::ErrorCode::NotFound,
                           "The ZIP no longer holds " + locator.zipEntry + "; open it again.");
}

void ZipCache::clear() {
    const std::lock_guard lock(m_mutex);
    m_kept.clear();
}

}  // namespace hilum::dicom
