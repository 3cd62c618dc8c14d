// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The bad containers of reliability.md 1.7 corpus 3, made byte by byte: DICOMDIRs and ZIPs that name what they
// must not, or promise what no machine holds. What tests open, what fuzzers start from.
#pragma once

#include "tests/dicom/open/hostile_files.h"
#include "tests/dicom/open/zip_bytes.h"

namespace hilum::test {

// One directory record: its file ID with backslashes, and where it says that the next and the lower record lie.
struct DirectoryRecord {
    std::string fileId;
    std::uint32_t next = 0, lower = 0;
    std::string type = "IMAGE";
};

inline Bytes dicomdirFile(const std::vector<DirectoryRecord>& records) {
    DicomBytes meta;
    meta.text(0x00020002, "UI", "1.2.840.10008.1.3.10").text(0x00020003, "UI", "1.2.3.4");
    meta.text(0x00020010, "UI", kExplicitLittle);
    DicomBytes file;
    file.raw(Bytes(128, 0)).raw({'D', 'I', 'C', 'M'}).head(0x00020000, "UL", 4);
    file.put(static_cast<std::uint32_t>(meta.bytes().size()), 4).raw(meta.bytes());
    file.text(0x00041130, "CS", "HOSTILE").head(0x00041200, "UL", 4).put(400, 4).head(0x00041202, "UL", 4).put(400, 4);
    file.us(0x00041212, {0}).head(0x00041220, "SQ", 0xFFFFFFFF);
    for (const auto& record : records) {
        DicomBytes item;
        item.head(0x00041400, "UL", 4).put(record.next, 4).us(0x00041410, {0xFFFF});
        item.head(0x00041420, "UL", 4).put(record.lower, 4).text(0x00041430, "CS", record.type);
        item.text(0x00041500, "CS", record.fileId);
        file.mark(0xFFFEE000, static_cast<std::uint32_t>(item.bytes().size())).raw(item.bytes());
    }
    return file.mark(0xFFFEE0DD, 0).bytes();
}

// A million records in 16 bytes each and their meta header: nothing but items with an empty file ID.
inline Bytes millionRecords() {
    Bytes file = dicomdirFile({});
    file.resize(file.size() - 8);
    file.reserve(file.size() + 16'000'008);
    const Bytes item = DicomBytes().mark(0xFFFEE000, 8).head(0x00041500, "CS", 0).bytes();
    for (int i = 0; i < 1'000'000; ++i) file.insert(file.end(), item.begin(), item.end());
    const Bytes end = DicomBytes().mark(0xFFFEE0DD, 0).bytes();
    file.insert(file.end(), end.begin(), end.end());
    return file;
}

struct HostileDirectory {
    const char* name;
    Bytes bytes;
    bool readable;  // false: the DICOMDIR itself is refused; its records never lead anywhere but to "GOOD"
};

inline std::vector<HostileDirectory> hostileDirectories() {
    const auto one = [](const char* id) { return dicomdirFile({{id}, {"GOOD"}}); };
    std::string deep = "A";
    for (int i = 0; i < 100; ++i) deep += "\\A";
    return {{"two folders up", one("..\\..\\etc\\passwd"), true},
            {"slashes up", one("../../etc/passwd"), true},
            {"absolute", one("/etc/passwd"), true},
            {"absolute with backslash", one("\\etc\\passwd"), true},
            {"drive letter", one("C:\\WINDOWS\\X"), true},
            {"server share", one("\\\\SERVER\\SHARE"), true},
            {"link to a file outside", one("LINK"), true},
            {"link to a folder outside", one("OUT\\SECRET"), true},
            {"device name", one("CON"), true},
            {"device name with suffix", one("NUL.DCM"), true},
            {"this folder", one("."), true},
            {"empty name between", one("A\\\\B"), true},
            {"nine levels", one("A\\B\\C\\D\\E\\F\\G\\H\\I"), true},
            {"a hundred levels", one(deep.c_str()), true},
            {"control characters", one("A\nB"), true},
            {"cyclic offsets", dicomdirFile({{"GOOD", 400, 400}, {"GOOD", 400, 12}}), true},
            {"offsets past the end", dicomdirFile({{"GOOD", 0xFFFFFFFF, 0x7FFFFFFF}}), true},
            {"a million records", millionRecords(), false}};
}

// 4 GiB of zeros, deflated, in about 4 MiB: one compressed megabyte again and again (each starts afresh).
inline Bytes zerosDeflated(std::uint64_t megabytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    Bytes zeros(1 << 20, 0), once(1 << 16), out;
    stream.next_in = zeros.data();
    stream.avail_in = static_cast<uInt>(zeros.size());
    stream.next_out = once.data();
    stream.avail_out = static_cast<uInt>(once.size());
    deflate(&stream, Z_FULL_FLUSH);
    once.resize(stream.total_out);
    deflateEnd(&stream);
    for (std::uint64_t i = 0; i < megabytes; ++i) out.insert(out.end(), once.begin(), once.end());
    out.insert(out.end(), {1, 0, 0, 0xFF, 0xFF});  // the last block, empty
    return out;
}

// An archive of one entry whose bytes are packed already.
inline Bytes zipOfPacked(const std::string& name, const Bytes& packed, std::uint32_t expanded) {
    Bytes zip = zipOf({{name, packed, 0}});
    const auto put = [&](std::size_t at, std::uint32_t value, int width) {
        for (int i = 0; i < width; ++i)
            zip[at + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(value >> 8 * i);
    };
    const std::size_t directory = 30 + name.size() + packed.size();
    put(8, 8, 2);
    put(22, expanded, 4);
    put(directory + 10, 8, 2);
    put(directory + 24, expanded, 4);
    return zip;
}

struct HostileArchive {
    const char* name;
    Bytes bytes;
    int opened;  // entries that open as an image
};

inline std::vector<HostileArchive> hostileArchives() {
    const Bytes good = nativeFile({}, Bytes(6, 5));
    const auto with = [&](ZipFile file) { return zipOf({std::move(file), {"good.dcm", good}}); };
    std::vector<HostileArchive> archives;
    for (const char* name :
         {"../x.dcm", "a/../../x.dcm", "/etc/passwd", "\\windows\\x", "C:\\x.dcm", "..", "a\\..\\..\\x"})
        archives.push_back({name, with({name, good}), 1});
    ZipFile link{"link.dcm", good}, locked{"locked.dcm", good}, small{"small.dcm", good}, large{"large.dcm", good};
    link.attributes = 0120777U << 16;
    locked.flags = 1;
    small.claimedBytes = 10;
    large.claimedBytes = 0x7FFFFFF0;
    archives.push_back({"link", with(link), 1});
    archives.push_back({"encrypted", with(locked), 1});
    archives.push_back({"size forged to less", with(small), 1});
    archives.push_back({"size forged to more", with(large), 1});
    archives.push_back({"names twice", zipOf({{"a.dcm", good}, {"a.dcm", good}, {"a.dcm", good}}), 1});
    archives.push_back({"a zip in a zip in a zip", with({"in.zip", zipOf({{"in.zip", zipOf({{"x.dcm", good}})}})}), 1});
    archives.push_back({"4 GiB in 4 MiB", zipOfPacked("bomb.dcm", zerosDeflated(4096), 0xFFFFFFF0), 0});
    archives.push_back({"4 GiB that claim 1,000 bytes", zipOfPacked("bomb.dcm", zerosDeflated(4096), 1000), 0});
    archives.push_back({"4 GiB that claim 100 MiB", zipOfPacked("bomb.dcm", zerosDeflated(4096), 100 << 20), 0});
    std::vector<ZipFile> many(60'000, {"", {}, 0});
    for (std::size_t i = 0; i < many.size(); ++i) many[i].name = std::to_string(i);
    archives.push_back({"60,000 empty entries", zipOf(many), 0});
    Bytes cut = with({"a.dcm", good});
    cut.resize(cut.size() - 30);
    archives.push_back({"without its table of contents", cut, 0});
    return archives;
}

}  // namespace hilum::test
