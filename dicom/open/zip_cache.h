// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The tables of contents of the last opened ZIPs, so that the thousandth slice of an archive does not read its
// ten thousand names again. A ZIP that has changed is read anew. Any thread.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "dicom/open/open_files.h"
#include "dicom/open/zip_directory.h"

namespace hilum::dicom {

class ZipCache {
public:
    static ZipCache& shared();

    // The entry that the locator names. Errors: those of readZipDirectory(), NotFound.
    base::Result<ZipEntry> entry(const Locator& locator, const ByteSource& zip);
    void clear();

private:
    struct Contents {
        std::vector<ZipEntry> entries;
        std::unordered_map<std::string, std::size_t> byName;  // the first of each name
    };
    struct Kept {
        std::filesystem::path path;
        FileStamp stamp;
        std::shared_ptr<const Contents> contents;
    };
    std::shared_ptr<const Contents> find(const std::filesystem::path& path, const FileStamp& stamp);

    std::mutex m_mutex;
    std::list<Kept> m_kept;  // the last used first
};

}  // namespace hilum::dicom
