// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/open_files.h"

#include <sys/stat.h>

#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {
constexpr std::size_t kMostFiles = 16;
constexpr std::uint64_t kMostBytes = 256ULL << 20;
}  // namespace

OpenFiles& OpenFiles::shared() {
    static OpenFiles files;
    return files;
}

std::optional<FileStamp> stampOf(const std::filesystem::path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return std::nullopt;
    return FileStamp{info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size), info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec};
}

std::shared_ptr<const Prescan> OpenFiles::find(const Locator& locator) {
    const std::lock_guard lock(m_mutex);
    for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
        if (it->locator != locator) continue;
        if (stampOf(locator.path) != it->stamp) {
            m_entries.erase(it);
            return nullptr;
        }
        m_entries.splice(m_entries.begin(), m_entries, it);
        return it->file;
    }
    return nullptr;
}

std::shared_ptr<const Prescan> OpenFiles::keep(const Locator& locator, Prescan file) {
    const bool inMemory = !locator.zipEntry.empty() || file.syntax.deflated;
    const bool worth = inMemory || file.elements.number(tags::kNumberOfFrames).value_or(1) > 1;
    const std::uint64_t held = (inMemory ? file.source->size() : 0) + file.pixels.fragments.size() * sizeof(Fragment) +
                               file.elements.elements().size() * sizeof(Element);
    auto kept = std::make_shared<const Prescan>(std::move(file));
    const auto stamp = stampOf(locator.path);
    if (!worth || !stamp || held > kMostBytes) return kept;
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_entries, [&](const Entry& entry) { return entry.locator == locator; });
    m_entries.push_front({locator, *stamp, held, kept});
    std::uint64_t total = 0;
    std::size_t count = 0;
    for (auto it = m_entries.begin(); it != m_entries.end();) {
        total += it->heldBytes;
        it = ++count > kMostFiles || total > kMostBytes ? m_entries.erase(it) : std::next(it);
    }
    return kept;
}

void OpenFiles::clear() {
    const std::lock_guard lock(m_mutex);
    m_entries.clear();
}

std::size_t OpenFiles::size() const {
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

}  // namespace hilum::dicom
