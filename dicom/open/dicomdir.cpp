// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/dicomdir.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr std::uint32_t kReferencedFileId = 0x00041500;
constexpr const char* kDirectoryClass = "1.2.840.10008.1.3.10";
constexpr std::size_t kMostComponents = 64, kMostNameBytes = 255;

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// Names that some system would take for a device (CON, NUL, COM1 ...), with any suffix.
bool isDevice(const std::string& name) {
    static constexpr std::array kDevices = {"con", "prn", "aux", "nul", "conin$", "conout$"};
    const std::string stem = lowered(name.substr(0, name.find('.')));
    const bool numbered = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt"));
    return numbered || std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end();
}

bool isPlainName(const std::string& name) {
    if (name.empty() || name.size() > kMostNameBytes || name == "." || name == ".." || isDevice(name)) return false;
    return std::none_of(name.begin(), name.end(),
                        [](unsigned char c) { return c < 0x20 || c == '/' || c == '\\' || c == ':' || c == 0x7F; });
}

// The entry of a folder by its name, else by its name without regard to case.
fs::path entryOf(const fs::path& folder, const std::string& name) {
    std::error_code code;
    if (fs::exists(fs::symlink_status(folder / name, code))) return folder / name;
    const std::string wanted = lowered(name);
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
        if (lowered(it->path().filename().string()) == wanted) return it->path();
    return {};
}

bool liesUnder(const fs::path& path, const fs::path& root) {
    return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

}  // namespace

bool isDicomdir(const Prescan& file) {
    return file.meta.text(tags::kMediaStorageSopClassUid) == kDirectoryClass ||
           file.elements.has(tags::kDirectoryRecordSequence);
}

DirectoryFile resolveFileId(const std::vector<std::string>& components, const fs::path& root) {
    DirectoryFile file;
    for (const auto& part : components) file.id += (file.id.empty() ? "" : "/") + part;
    const bool plain = !components.empty() && components.size() <= kMostComponents &&
                       std::all_of(components.begin(), components.end(), isPlainName);
    if (!plain) {
        file.refusal = "The DICOMDIR names a path that leaves its folder or is no file name; it is not followed.";
        return file;
    }
    std::error_code code;
    const fs::path base = fs::canonical(root, code);
    fs::path path = base;
    for (const auto& part : components) {
        path = code ? fs::path() : entryOf(path, part);
        if (path.empty()) break;
    }
    const fs::path target = path.empty() ? fs::path() : fs::canonical(path, code);
    if (code || target.empty() || !fs::is_regular_file(target, code)) {
        file.refusal = "The DICOMDIR names this file, but it is not there; copy the whole disc.";
        return file;
    }
    if (!liesUnder(target, base)) {
        file.refusal = "The DICOMDIR names a link that leads out of its folder; it is not followed.";
        return file;
    }
    file.path = path;
    return file;
}

Result<std::vector<DirectoryFile>> readDicomdir(const Prescan& file, const fs::path& root,
                                                const base::JobContext& context, const DirectoryLimits& limits) {
    return base::guarded("Reading a DICOMDIR", [&]() -> Result<std::vector<DirectoryFile>> {
        std::vector<DirectoryFile> files;
        std::set<std::string> seen;
        const auto records = file.elements.items(tags::kDirectoryRecordSequence, limits.maxRecords + 1);
        if (records.size() > limits.maxRecords)
            return makeError(ErrorCode::Unsupported, "The DICOMDIR holds more than " +
                                                         std::to_string(limits.maxRecords) +
                                                         " records; open the folder instead.");
        for (const auto& record : records) {
            if (context.stopRequested()) return base::cancelled();
            const auto components = record.texts(kReferencedFileId);
            if (components.empty()) continue;
            auto one = resolveFileId(components, root);
            if (seen.insert(lowered(one.id)).second) files.push_back(std::move(one));
        }
        return files;
    });
}

}  // namespace hilum::dicom
