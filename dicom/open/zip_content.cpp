// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// readZipEntry(): stored and deflated entries are read straight from their place, so a study of ten
// thousand entries opens any of them in constant time; other methods go through libarchive. Never more
// bytes come out than the directory declared, and the directory was held to the limits.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

#include "core/base/byte_reader.h"
#include "dicom/file/inflate.h"
#include "dicom/open/zip_directory.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t kLocalMark = 0x04034b50;
constexpr std::size_t kLocalHeaderBytes = 30;
constexpr std::size_t kArchiveBlockBytes = 256 * 1024;

base::Error damaged() {
    return makeError(ErrorCode::Corrupt, "The ZIP entry is damaged or cut off; copy the archive again.");
}

Result<std::uint64_t> dataOffset(const ByteSource& zip, const ZipEntry& entry) {
    HILUM_TRY(const auto header, readRange(zip, entry.headerOffset, kLocalHeaderBytes, kLocalHeaderBytes));
    base::ByteReader reader(header);
    if (reader.u32() != kLocalMark) return damaged();
    reader.skip(22);
    const std::uint64_t nameBytes = reader.u16(), extraBytes = reader.u16();
    const std::uint64_t at = entry.headerOffset + kLocalHeaderBytes + nameBytes + extraBytes;
    if (at > zip.size() || entry.packedBytes > zip.size() - at) return damaged();
    return at;
}

struct ArchiveCloser {
    void operator()(archive* handle) const { archive_read_free(handle); }
};

void put(Bytes& out, std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

// The entry as an archive of its own, so that libarchive has nothing to search and nothing else to believe.
Bytes alone(const ZipEntry& entry, const Bytes& packed) {
    constexpr std::uint16_t kVersion = 63, kEndMarkFlag = 0x0002;  // LZMA's stream says where it ends
    Bytes out;
    out.reserve(kLocalHeaderBytes + 1 + packed.size());
    put(out, kLocalMark, 4);
    put(out, kVersion, 2);
    put(out, entry.flags & kEndMarkFlag, 2);
    put(out, entry.method, 2);
    put(out, 0, 4);  // time and date
    put(out, entry.crc, 4);
    put(out, entry.packedBytes, 4);
    put(out, entry.expandedBytes, 4);
    put(out, 1, 2);  // a name of one letter, no extra field
    put(out, 0, 2);
    out.push_back('x');
    out.insert(out.end(), packed.begin(), packed.end());
    return out;
}

// Other methods (bzip2, LZMA, xz, Zstandard, PPMd).
Result<Bytes> readByArchive(const ByteSource& zip, std::uint64_t at, const ZipEntry& entry, std::uint64_t wanted,
                            const base::JobContext& context) {
    constexpr std::uint64_t kMost32 = 0xFFFFFFFEU;
    if (entry.packedBytes > kMost32 || entry.expandedBytes > kMost32)
        return makeError(ErrorCode::Unsupported, "The ZIP entry is larger than 4 GiB; pack it again with deflate.");
    HILUM_TRY(const Bytes packed, readRange(zip, at, entry.packedBytes, kMost32));
    const Bytes own = alone(entry, packed);
    const std::unique_ptr<archive, ArchiveCloser> handle(archive_read_new());
    if (!handle) return makeError(ErrorCode::OutOfMemory, "There is no memory to open the ZIP; close other studies.");
    archive_read_support_format_zip_streamable(handle.get());
    archive_entry* header = nullptr;
    if (archive_read_open_memory(handle.get(), own.data(), own.size()) != ARCHIVE_OK ||
        archive_read_next_header(handle.get(), &header) != ARCHIVE_OK)
        return damaged();
    Bytes out;
    Bytes block(kArchiveBlockBytes);
    while (out.size() < wanted) {
        if (context.stopRequested()) return base::cancelled();
        const la_ssize_t got = archive_read_data(handle.get(), block.data(), block.size());
        if (got < 0)
            return makeError(ErrorCode::Unsupported,
                             "The ZIP entry's compression cannot be read; pack it again with deflate.");
        if (got == 0) break;
        const auto keep =
            static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(got), wanted - out.size()));
        out.insert(out.end(), block.begin(), block.begin() + keep);
    }
    return out;
}

}  // namespace

Result<Bytes> readZipEntry(const ByteSource& zip, const ZipEntry& entry, std::uint64_t enoughBytes,
                           const base::JobContext& context) {
    if (!entry.refusal.empty()) return makeError(ErrorCode::InvalidInput, entry.refusal);
    return base::guarded("Reading a ZIP entry", [&]() -> Result<Bytes> {
        const std::uint64_t wanted =
            enoughBytes == 0 ? entry.expandedBytes : std::min(entry.expandedBytes, enoughBytes);
        HILUM_TRY(const std::uint64_t at, dataOffset(zip, entry));
        if (entry.method == 0) {
            if (entry.packedBytes != entry.expandedBytes) return damaged();
            return readRange(zip, at, wanted, wanted);
        }
        if (entry.method != 8) return readByArchive(zip, at, entry, wanted, context);
        if (wanted == 0) return Bytes();
        // The limits stand in the directory; here only its word is enforced.
        const InflateLimits own{std::max<std::uint64_t>(wanted, 1) + (1U << 20), 1e9, ~std::uint64_t{0}, wanted};
        HILUM_TRY(auto bytes, inflateRaw(zip, at, entry.packedBytes, own, context));
        if (bytes.size() < wanted) return damaged();
        bytes.resize(static_cast<std::size_t>(wanted));
        return bytes;
    });
}

}  // namespace hilum::dicom
