// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/bench/bench_zip.h"

#include <zlib.h>

#include <fstream>

#include "core/base/file_io.h"
#include "dicom/open/parallel.h"

namespace hilum::dicom {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint16_t kDeflate = 8, kVersion = 20;

struct Packed {
    std::string name;
    Bytes bytes;
    std::uint32_t crc = 0, expanded = 0;
};

void put(Bytes& to, std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

base::Status pack(const fs::path& path, Packed& packed) {
    HILUM_TRY(const auto bytes, base::readFile(path, 1ULL << 30));
    packed.name = path.filename().string();
    packed.expanded = static_cast<std::uint32_t>(bytes.size());
    packed.crc = static_cast<std::uint32_t>(crc32(0, bytes.data(), static_cast<uInt>(bytes.size())));
    z_stream stream{};
    if (deflateInit2(&stream, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return base::makeError(ErrorCode::OutOfMemory, "There is no memory to pack a ZIP; close other programs.");
    packed.bytes.resize(deflateBound(&stream, static_cast<uLong>(bytes.size())));
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = packed.bytes.data();
    stream.avail_out = static_cast<uInt>(packed.bytes.size());
    const int code = deflate(&stream, Z_FINISH);
    packed.bytes.resize(stream.total_out);
    deflateEnd(&stream);
    if (code == Z_STREAM_END) return base::okStatus();
    return base::makeError(ErrorCode::Internal, "A file could not be packed into the ZIP to measure with.");
}

// What the local header and the directory have in common (4.3.7, 4.3.12).
void putCommon(Bytes& to, const Packed& packed) {
    put(to, kVersion, 2);
    put(to, 0, 2);
    put(to, kDeflate, 2);
    put(to, 0, 4);  // time and date
    put(to, packed.crc, 4);
    put(to, packed.bytes.size(), 4);
    put(to, packed.expanded, 4);
    put(to, packed.name.size(), 2);
    put(to, 0, 2);
}

}  // namespace

base::Status writeBenchZip(const fs::path& zip, const std::vector<fs::path>& files, const base::JobContext& context) {
    std::vector<Packed> all(files.size());
    HILUM_TRY_STATUS(forEachParallel(files.size(), allThreads(), context,
                                     [&](std::size_t i) -> base::Status { return pack(files[i], all[i]); }));
    std::ofstream out(zip, std::ios::binary);
    Bytes directory;
    std::uint64_t at = 0;
    const auto write = [&](const Bytes& bytes) {
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        at += bytes.size();
    };
    for (const auto& packed : all) {
        put(directory, 0x02014b50, 4);
        put(directory, kVersion, 2);
        putCommon(directory, packed);
        put(directory, 0, 10);  // comment, disk, attributes
        put(directory, at, 4);
        directory.insert(directory.end(), packed.name.begin(), packed.name.end());
        Bytes head;
        put(head, 0x04034b50, 4);
        putCommon(head, packed);
        head.insert(head.end(), packed.name.begin(), packed.name.end());
        write(head);
        write(packed.bytes);
    }
    const std::uint64_t directoryAt = at;
    if (at + directory.size() > 0xFFFFFFFEULL || all.size() > 0xFFFE)
        return base::makeError(ErrorCode::Unsupported, "The files to measure with are too many for a plain ZIP.");
    write(directory);
    Bytes end;
    put(end, 0x06054b50, 4);
    put(end, 0, 4);
    put(end, all.size(), 2);
    put(end, all.size(), 2);
    put(end, directory.size(), 4);
    put(end, directoryAt, 4);
    put(end, 0, 2);
    write(end);
    out.flush();
    if (out.good()) return base::okStatus();
    return base::makeError(ErrorCode::Io, "Cannot write " + zip.string() + " to measure with; check the free space.");
}

}  // namespace hilum::dicom
