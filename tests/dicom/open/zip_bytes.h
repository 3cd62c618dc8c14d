// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ZIP archives written byte by byte, so that tests can lie about names, sizes and flags.
#pragma once

#include <zlib.h>

#include "tests/dicom/file/dicom_bytes.h"

namespace hilum::test {

struct ZipFile {
    std::string name;
    Bytes content;
    int method = 8;
    std::uint16_t flags = 0;
    std::uint32_t attributes = 0;
    std::int64_t claimedBytes = -1;  // expanded size that the directory states; -1 = the truth
    std::int64_t claimedCrc = -1;
};

inline Bytes deflatedBytes(const Bytes& bytes) {
    z_stream stream{};
    deflateInit2(&stream, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    Bytes out(deflateBound(&stream, static_cast<uLong>(bytes.size())));
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

inline Bytes zipOf(const std::vector<ZipFile>& files) {
    DicomBytes out, directory;
    std::uint32_t at = 0;
    for (const auto& file : files) {
        const Bytes packed = file.method == 8 ? deflatedBytes(file.content) : file.content;
        const auto size = static_cast<std::uint32_t>(
            file.claimedBytes < 0 ? static_cast<std::int64_t>(file.content.size()) : file.claimedBytes);
        const auto truth = crc32(0, file.content.data(), static_cast<uInt>(file.content.size()));
        const auto crc =
            file.claimedCrc < 0 ? static_cast<std::uint32_t>(truth) : static_cast<std::uint32_t>(file.claimedCrc);
        const Bytes name(file.name.begin(), file.name.end());
        const auto common = [&](DicomBytes& to) {
            to.put(20, 2).put(file.flags, 2).put(static_cast<std::uint32_t>(file.method), 2).put(0, 4).put(crc, 4);
            to.put(static_cast<std::uint32_t>(packed.size()), 4)
                .put(size, 4)
                .put(static_cast<std::uint32_t>(name.size()), 2)
                .put(0, 2);
        };
        at = static_cast<std::uint32_t>(out.bytes().size());
        out.put(0x04034b50, 4);
        common(out);
        out.raw(name).raw(packed);
        directory.put(0x02014b50, 4).put(20, 2);
        common(directory);
        directory.put(0, 2).put(0, 2).put(0, 2).put(file.attributes, 4).put(at, 4).raw(name);
    }
    const auto start = static_cast<std::uint32_t>(out.bytes().size());
    out.raw(directory.bytes()).put(0x06054b50, 4).put(0, 4);
    out.put(static_cast<std::uint32_t>(files.size()), 2).put(static_cast<std::uint32_t>(files.size()), 2);
    return out.put(static_cast<std::uint32_t>(directory.bytes().size()), 4).put(start, 4).put(0, 2).bytes();
}

}  // namespace hilum::test
