// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The structure of the last opened files that are worth keeping: multi-frame objects (whose thousandth frame
// must not cost a walk over the other 999), ZIP entries and deflated files (which would be expanded again).
// An entry whose file has changed is not used. Bounded by count and by the bytes that are held. Any thread.
#pragma once

#include <list>
#include <memory>
#include <mutex>

#include "dicom/file/prescan.h"
#include "dicom/open/study_source.h"

namespace hilum::dicom {

// What tells that a file is still the same.
struct FileStamp {
    std::uint64_t device = 0, inode = 0, bytes = 0;
    std::int64_t seconds = 0, nanoseconds = 0;
    bool operator==(const FileStamp&) const = default;
};
std::optional<FileStamp> stampOf(const std::filesystem::path& path);  // nothing when it is gone

class OpenFiles {
public:
    static OpenFiles& shared();

    std::shared_ptr<const Prescan> find(const Locator& locator);
    // Answers it, kept or not.
    std::shared_ptr<const Prescan> keep(const Locator& locator, Prescan file);
    void clear();
    std::size_t size() const;

private:
    struct Entry {
        Locator locator;
        FileStamp stamp;
        std::uint64_t heldBytes = 0;
        std::shared_ptr<const Prescan> file;
    };
    mutable std::mutex m_mutex;
    std::list<Entry> m_entries;  // the last used first
};

}  // namespace hilum::dicom
