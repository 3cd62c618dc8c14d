// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Fuzz target: the bytes of a ZIP through scan() and the opening of its entries. No name leads out of the archive,
// no more entries come than the limit, and no more bytes than the archive may expand to.
#include <algorithm>
#include <filesystem>
#include <set>

#include "dicom/open/content.h"
#include "dicom/open/open_files.h"
#include "dicom/open/study_source.h"
#include "dicom/open/zip_directory.h"
#include "tests/fuzz/budget.h"

namespace hilum::fuzz {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostOpened = 8;              // entries that are read whole, of one archive
constexpr std::uint64_t kMostEntryBytes = 1 << 20;  // of those

dicom::ScanLimits smallLimits() {
    dicom::ScanLimits limits;
    limits.maxFiles = 200;
    limits.maxEntryBytes = 4 << 20;
    limits.maxArchiveBytes = 16 << 20;
    return limits;
}

void requireInside(const std::string& name) {
    const fs::path root = "/archive";
    std::string slashed = name;  // some systems take both for a separator
    std::replace(slashed.begin(), slashed.end(), '\\', '/');
    const fs::path whole = (root / slashed).lexically_normal();
    require(std::mismatch(root.begin(), root.end(), whole.begin(), whole.end()).first == root.end(),
            "an entry whose name leads out of its archive");
}

void openEntries(const fs::path& path) {
    const auto source = dicom::openFileSource(path);
    require(source.ok(), "the input cannot be opened");
    const auto entries = dicom::readZipDirectory(**source, smallLimits());
    if (!entries.ok()) return requireTyped(entries.error());
    std::set<std::string> names;
    std::size_t opened = 0;
    std::uint64_t total = 0;
    for (const auto& entry : *entries) {
        if (!entry.refusal.empty()) continue;
        require(names.insert(entry.name).second, "a name that opens twice");
        total += entry.expandedBytes;
        require(entry.expandedBytes <= smallLimits().maxEntryBytes, "an entry over its limit");
        requireInside(entry.name);
        if (entry.expandedBytes > kMostEntryBytes || ++opened > kMostOpened) continue;
        const auto bytes = dicom::readZipEntry(**source, entry, 0, {});
        if (!bytes.ok())
            requireTyped(bytes.error());
        else
            require(bytes->size() <= entry.expandedBytes, "more bytes than the archive's contents say");
    }
    require(total <= smallLimits().maxArchiveBytes, "an archive over its limit");
}

void import(Input input) {
    const fs::path path = writeInput(input, "input.zip");
    std::size_t count = 0;
    const auto sink = [&](const dicom::Instance& instance) {
        ++count;
        require(instance.status == dicom::InstanceStatus::Ok || !instance.reason.empty(), "a refusal without a reason");
    };
    const auto status = dicom::scan({path}, sink, {}, smallLimits());
    if (!status.ok()) requireTyped(status.error());
    require(count <= smallLimits().maxFiles, "more entries than the limit");
    openEntries(path);
}

}  // namespace

}  // namespace hilum::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hilum;
    (void)fuzz::ownFolder();
    const fuzz::Budget budget(size);
    fuzz::import({data, size});
    budget.check();
    dicom::OpenFiles::shared().clear();
    return 0;
}
