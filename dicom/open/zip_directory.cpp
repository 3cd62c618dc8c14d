// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/zip_directory.h"

#include <algorithm>
#include <set>

#include "core/base/byte_reader.h"

namespace hilum::dicom {

namespace {

using base::ByteReader;
using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr std::uint32_t kEndMark = 0x06054b50, kEnd64Mark = 0x06064b50, kEnd64LocatorMark = 0x07064b50,
                        kCentralMark = 0x02014b50;
constexpr std::size_t kEndBytes = 22, kEnd64LocatorBytes = 20, kEnd64Bytes = 56;
constexpr std::uint64_t kMaxCommentBytes = 65535;
constexpr std::uint64_t kMaxDirectoryBytes = 512ULL << 20;
constexpr std::uint64_t kExpansionFreeBytes = 1ULL << 20;  // small entries may pack well
constexpr std::uint32_t kFull32 = 0xFFFFFFFFu;
constexpr std::uint16_t kEncryptedFlag = 0x0001, kStrongEncryptionFlag = 0x0040;
constexpr std::uint16_t kZip64Field = 0x0001;
constexpr std::uint32_t kFileTypeMask = 0170000, kSymlinkType = 0120000;

base::Error damaged() {
    return makeError(ErrorCode::Corrupt, "The ZIP's table of contents is damaged or missing; copy the archive again.");
}

struct Directory {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t count = 0;
};

Result<Directory> readEnd64(const ByteSource& zip, std::uint64_t endAt, Directory directory) {
    if (endAt < kEnd64LocatorBytes) return directory;
    HILUM_TRY(const auto locator, readRange(zip, endAt - kEnd64LocatorBytes, kEnd64LocatorBytes, kEnd64LocatorBytes));
    ByteReader reader(locator);
    if (reader.u32() != kEnd64LocatorMark) return directory;
    reader.skip(4);
    HILUM_TRY(const auto bytes, readRange(zip, reader.u64(), kEnd64Bytes, kEnd64Bytes));
    ByteReader end(bytes);
    if (end.u32() != kEnd64Mark) return damaged();
    end.skip(28);
    directory.count = end.u64();
    directory.size = end.u64();
    directory.offset = end.u64();
    return directory;
}

// The end record is the last one whose comment reaches exactly to the end of the file.
Result<Directory> findDirectory(const ByteSource& zip) {
    const std::uint64_t tailBytes = std::min<std::uint64_t>(zip.size(), kEndBytes + kMaxCommentBytes);
    HILUM_TRY(const auto tail, readRange(zip, zip.size() - tailBytes, tailBytes, tailBytes));
    for (std::size_t at = tail.size() >= kEndBytes ? tail.size() - kEndBytes + 1 : 0; at-- > 0;) {
        ByteReader reader{std::span(tail).subspan(at)};
        if (reader.u32() != kEndMark) continue;
        reader.skip(6);
        Directory directory;
        directory.count = reader.u16();
        directory.size = reader.u32();
        directory.offset = reader.u32();
        if (at + kEndBytes + reader.u16() > tail.size()) continue;
        const bool wide = directory.count == 0xFFFF || directory.size == kFull32 || directory.offset == kFull32;
        if (!wide) return directory;
        return readEnd64(zip, zip.size() - tailBytes + at, directory);
    }
    return damaged();
}

// ZIP64 numbers follow in the order of the 32-bit fields that are full.
void readZip64(std::span<const std::uint8_t> extra, ZipEntry& entry) {
    ByteReader reader(extra);
    while (reader.remaining() >= 4 && !reader.failed()) {
        const std::uint16_t id = reader.u16(), size = reader.u16();
        if (id != kZip64Field) {
            reader.skip(size);
            continue;
        }
        if (entry.expandedBytes == kFull32) entry.expandedBytes = reader.u64();
        if (entry.packedBytes == kFull32) entry.packedBytes = reader.u64();
        if (entry.headerOffset == kFull32) entry.headerOffset = reader.u64();
        return;
    }
}

bool leavesArchive(const std::string& name) {
    if (name.empty() || name.front() == '/' || name.front() == '\\' || name.find('\0') != std::string::npos)
        return true;
    if (name.size() > 1 && name[1] == ':') return true;  // drive letter
    std::string part;
    for (const char c : name + "/") {
        if (c != '/' && c != '\\')
            part += c;
        else if (part == "..")
            return true;
        else
            part.clear();
    }
    return false;
}

std::string refusalOf(const ZipEntry& entry, std::uint32_t attributes, const ScanLimits& limits) {
    if (leavesArchive(entry.name))
        return "Its name points outside the ZIP, so it is not opened; pack it again by its plain name.";
    if ((entry.flags & (kEncryptedFlag | kStrongEncryptionFlag)) != 0)
        return "It is encrypted; unpack the ZIP with its password first.";
    if ((attributes >> 16 & kFileTypeMask) == kSymlinkType)
        return "It is a link, not a file, so it is not opened; pack the file that it points at.";
    if (entry.expandedBytes > limits.maxEntryBytes)
        return "It expands to " + std::to_string(entry.expandedBytes >> 20) +
               " MiB, more than the limit; unpack the ZIP first.";
    const double ratio =
        static_cast<double>(entry.expandedBytes) / static_cast<double>(std::max<std::uint64_t>(entry.packedBytes, 1));
    if (entry.expandedBytes > kExpansionFreeBytes && ratio > limits.maxExpansion)
        return "It expands " + std::to_string(static_cast<std::int64_t>(ratio)) +
               " : 1, as a bomb does, so it is not opened; unpack the ZIP yourself if you trust it.";
    return {};
}

}  // namespace

Result<std::vector<ZipEntry>> readZipDirectory(const ByteSource& zip, const ScanLimits& limits) {
    HILUM_TRY(const Directory directory, findDirectory(zip));
    if (directory.count > limits.maxFiles)
        return makeError(ErrorCode::Unsupported, "The ZIP declares more than " + std::to_string(limits.maxFiles) +
                                                     " entries; unpack what you need.");
    HILUM_TRY(const auto bytes, readRange(zip, directory.offset, directory.size, kMaxDirectoryBytes));
    ByteReader reader(bytes);
    std::vector<ZipEntry> entries;
    std::set<std::string> names;
    std::uint64_t total = 0;
    while (reader.remaining() >= 4 && entries.size() < limits.maxFiles) {
        if (reader.u32() != kCentralMark) break;
        ZipEntry entry;
        reader.skip(4);
        entry.flags = reader.u16();
        entry.method = reader.u16();
        reader.skip(4);
        entry.crc = reader.u32();
        entry.packedBytes = reader.u32();
        entry.expandedBytes = reader.u32();
        const std::size_t nameBytes = reader.u16(), extraBytes = reader.u16(), commentBytes = reader.u16();
        reader.skip(4);
        const std::uint32_t attributes = reader.u32();
        entry.headerOffset = reader.u32();
        entry.name = std::string(reader.text(nameBytes));
        const std::size_t extraAt = reader.position();
        reader.skip(extraBytes + commentBytes);
        if (reader.failed()) return damaged();
        readZip64(std::span(bytes).subspan(extraAt, extraBytes), entry);
        if (!entry.name.empty() && entry.name.back() == '/') continue;
        entry.refusal = refusalOf(entry, attributes, limits);
        if (entry.refusal.empty() && !names.insert(entry.name).second)
            entry.refusal = "The ZIP holds this name twice; only the first is opened.";
        if (entry.refusal.empty()) total += entry.expandedBytes;
        entries.push_back(std::move(entry));
    }
    if (entries.empty() && directory.count > 0 && directory.size == 0) return damaged();
    if (total > limits.maxArchiveBytes)
        return makeError(ErrorCode::Unsupported,
                         "The ZIP expands to " + std::to_string(total >> 30) + " GiB, more than the limit of " +
                             std::to_string(limits.maxArchiveBytes >> 30) + "; unpack what you need.");
    return entries;
}

}  // namespace hilum::dicom
